"""The dataset of an address, as this person may see it."""

from __future__ import annotations

from uuid import UUID

from amate.base.errors import Gone, NotFound
from amate.catalog.models import Dataset
from amate.catalog.rules import State
from amate.people.permissions import Visitor


def dataset_at(slug: str, person: Visitor) -> Dataset:
    """NotFound when there is none that this person may know of, Gone with its reason when it was withdrawn."""
    return _seen_by(person, slug=slug)


def dataset_of_id(public_id: UUID, person: Visitor) -> Dataset:
    """As `dataset_at`, by the identifier that never changes."""
    return _seen_by(person, public_id=public_id)


def moved_to(slug: str, person: Visitor) -> Dataset | None:
    """The dataset that had this address before, if this person may know of it."""
    return Dataset.objects.visible_to(person).filter(old_slugs__slug=slug).first()


def _seen_by(person: Visitor, **named: object) -> Dataset:
    rows = Dataset.objects.select_related("institution", "theme", "licence")
    dataset = rows.visible_to(person).filter(**named).first()
    if dataset:
        return dataset
    if withdrawn := Dataset.objects.filter(state=State.WITHDRAWN, **named).first():
        raise Gone(withdrawn.withdrawn_reason)
    raise NotFound("")
