"""The dataset of an address, as this person may see it."""

from __future__ import annotations

from amate.base.errors import Gone, NotFound
from amate.catalog.models import Dataset
from amate.catalog.rules import State
from amate.people.permissions import Visitor


def dataset_at(slug: str, person: Visitor) -> Dataset:
    """NotFound when there is none that this person may know of, Gone with its reason when it was withdrawn."""
    rows = Dataset.objects.select_related("institution", "theme", "licence")
    dataset = rows.visible_to(person).filter(slug=slug).first()
    if dataset:
        return dataset
    if withdrawn := Dataset.objects.filter(slug=slug, state=State.WITHDRAWN).first():
        raise Gone(withdrawn.withdrawn_reason)
    raise NotFound("")


def moved_to(slug: str, person: Visitor) -> Dataset | None:
    """The dataset that had this address before, if this person may know of it."""
    return Dataset.objects.visible_to(person).filter(old_slugs__slug=slug).first()
