"""A move: a button of the workspace that does one thing, and ends in the workspace again, done or refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from amate.base.errors import AmateError, status_of
from amate.catalog.models import Dataset, Resource, Version
from amate.people.models import Person
from amate.web.desk.access import at_desk
from amate.web.desk.undo import Done, tell
from amate.web.desk.workspace import Refused, workspace
from amate.web.forms import show_refusal

Thing = TypeVar("Thing", Dataset, Resource, Version)
Data = dict[str, Any]
Deed = Callable[[Person, Thing, Data], str | Done]


def move(
    own: Callable[[Person, str], Thing],
    form_class: type[forms.Form] = forms.Form,
    *,
    place: str = "",
    then: str = "desk-dataset",
) -> Callable[[Deed[Thing]], Callable[..., HttpResponseBase]]:
    """Make a view of a deed: what it is done to (`own`), with which form, at which place of the page.

    The deed gets what the form holds and returns the sentence that is shown when it was done, with its way back.
    """

    def make(deed: Deed[Thing]) -> Callable[..., HttpResponseBase]:
        @wraps(deed)
        def view(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
            thing = own(person, str(key))
            dataset = dataset_of(thing)
            if request.method != "POST":
                return redirect("desk-dataset", slug=dataset.slug)
            here = place.format(thing.pk)
            form = form_class(request.POST, request.FILES, auto_id=f"{here}_%s")
            if not form.is_valid():
                return workspace(request, person, dataset, Refused(here, form))
            try:
                done = deed(person, thing, form.cleaned_data)
            except AmateError as error:
                show_refusal(form, error, at=next(iter(form.fields), None) if len(form.fields) == 1 else None)
                return workspace(request, person, dataset, Refused(here, form, status_of(error)))
            tell(request, done)
            if then != "desk-dataset":
                return redirect(then)
            dataset.refresh_from_db()
            return redirect(then, slug=dataset.slug)

        return at_desk(view)

    return make


def dataset_of(thing: Dataset | Resource | Version) -> Dataset:
    if isinstance(thing, Version):
        return thing.resource.dataset
    return thing.dataset if isinstance(thing, Resource) else thing
