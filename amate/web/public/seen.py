"""The dataset of an address, as this person may see it, and the one that had the address before."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from amate.base.errors import NotFound
from amate.catalog.models import Dataset
from amate.people.permissions import Visitor
from amate.publishing import closed

View = Callable[..., HttpResponseBase]


def dataset_at(slug: str, person: Visitor) -> Dataset:
    """NotFound when there is none that this person may know of; withdrawn or shut off, it says why."""
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
    raise closed.of_dataset(Dataset.objects.filter(Q(**named) | _before(named)))


def _before(named: dict[str, object]) -> Q:
    """The dataset that had this slug before: shut, it says why at every address that it ever had."""
    return Q(old_slugs__slug=named["slug"]) if "slug" in named else Q(**named)


def follows_its_dataset(view: View) -> View:
    """A view at an address below that of a dataset, which leads on from an address that the dataset had before."""

    @wraps(view)
    def following(request: HttpRequest, slug: str, **rest: Any) -> HttpResponseBase:
        try:
            return view(request, slug, **rest)
        except NotFound:
            moved = moved_to(slug, request.user)
            if moved is None or request.resolver_match is None:
                raise
            name = request.resolver_match.view_name
            answer: HttpResponseBase = redirect(name, slug=moved.slug, permanent=True, **rest)
            return answer

    return following
