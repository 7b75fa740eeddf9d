"""Views kept under a title: saved and removed by those who edit the dataset, listed for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amate.base.errors import Invalid, NotFound
from amate.catalog.models import Dataset, SavedView, Table
from amate.catalog.saved_views import remove_view, save_view
from amate.catalog.stored import stored
from amate.engines.stored import StoredTable
from amate.people.models import Person
from amate.people.permissions import require
from amate.web.explore.exploring import Exploring, exploring_of
from amate.web.explore.fields import fields_of
from amate.web.explore.tables import table_at
from amate.web.public.seen import dataset_at


@dataclass(frozen=True)
class Shown:
    """`fault` is why this version of the table cannot be asked so any more; "" when it can."""

    view: SavedView
    url: str
    fault: str


def saved(table: Table, where: StoredTable) -> Iterator[Shown]:
    """The views that are kept of a table."""
    dataset = table.version.resource.dataset
    for view in SavedView.objects.filter(dataset=dataset, table=table.public_id):
        yield Shown(view, f"?{view.question}", _fault(view.question, table, where))


@require_POST
def save(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Keep the question that was being asked; back to it when it is done, or with what was wrong."""
    dataset = dataset_at(slug, request.user)
    table = table_at(dataset, public_id, request.user)
    person = _editor(request, dataset)
    exploring = _asked(request.POST.get("question", ""), table, stored(table))
    view = save_view(
        by=person, table=table, title=request.POST.get("title", ""), question=exploring.first[1:]
    )
    messages.success(request, f"Se guardó la vista «{view.title}». Cualquiera la ve en esta página.")
    return redirect(f"{table.get_absolute_url()}{exploring.first}")


@require_POST
def remove(request: HttpRequest, slug: str, public_id: UUID, pk: int) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    table = table_at(dataset, public_id, request.user)
    person = _editor(request, dataset)
    view = SavedView.objects.filter(dataset=dataset, table=public_id, pk=pk).first()
    if view is None:
        raise NotFound("")
    remove_view(by=person, view=view)
    messages.success(request, f"Se quitó la vista «{view.title}».")
    return redirect(table.get_absolute_url())


def _editor(request: HttpRequest, dataset: Dataset) -> Person:
    require(request.user, "edit", dataset.institution)
    return cast("Person", request.user)


def _fault(question: str, table: Table, where: StoredTable) -> str:
    try:
        _asked(question, table, where)
    except Invalid as error:
        return error.message
    return ""


def _asked(question: str, table: Table, where: StoredTable) -> Exploring:
    fields = fields_of(parse_qsl(question.removeprefix("?"), keep_blank_values=True), where.names)
    return exploring_of(table, where, fields)
