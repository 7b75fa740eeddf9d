"""The page of a table: its rows sorted, filtered and paged by their address alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amate.base.errors import Invalid, NotFound
from amate.catalog.models import Dataset, Table
from amate.catalog.stored import stored
from amate.engines.stored import StoredTable
from amate.people.permissions import Visitor
from amate.query import parse, rows
from amate.query.language import Query
from amate.web.middleware.usage import about
from amate.web.public.exploring import Exploring
from amate.web.public.filtering import CONDITIONS, FORM, asked_in_form
from amate.web.public.resources import dictionary
from amate.web.public.seen import dataset_at, moved_to


@require_safe
def table(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    try:
        dataset = dataset_at(slug, request.user)
    except NotFound:
        if moved := moved_to(slug, request.user):
            return redirect("table", moved.slug, public_id, permanent=True)
        raise
    table = table_at(dataset, public_id, request.user)
    about(request, dataset)
    try:
        if params := asked_in_form(request.GET, table):
            return redirect(f"{request.path}?{params}")
        return _page(request, dataset, table)
    except Invalid as error:
        return _page(request, dataset, table, error)


def table_at(dataset: Dataset, public_id: UUID, person: Visitor) -> Table:
    """The current version of a table, with its columns."""
    found = (
        Table.objects.visible_to(person)
        .current()
        .select_related("version__resource")
        .prefetch_related("columns")
        .filter(public_id=public_id, version__resource__dataset=dataset)
        .first()
    )
    if found is None:
        raise NotFound("")
    return found


def _page(request: HttpRequest, dataset: Dataset, table: Table, error: Invalid | None = None) -> HttpResponse:
    """The rows asked for; after an error the first ones, with what was wrong said above them."""
    where = stored(table)
    query = Query() if error else _asked(request, where)
    exploring = Exploring(table, query)
    context = {
        "section": "search",
        "dataset": dataset,
        "table": table,
        "resource": table.version.resource,
        "heading": _heading(table),
        "trail": [(dataset.title, dataset.get_absolute_url())],
        "exploring": exploring,
        "answer": exploring.read(rows.page(where, exploring.shown)),
        "conditions": CONDITIONS,
        "dictionary": dictionary(list(table.columns.all())),
        "error": error,
        "typed": {name: request.GET.get(name, "") for name in FORM},
    }
    return render(request, "public/table.html", context, status=400 if error else 200)


def _heading(table: Table) -> str:
    """The only table of a file is called as its resource; one of several, by its own name too."""
    alone = not table.version.tables.exclude(pk=table.pk).exists()
    resource = table.version.resource.title
    return resource if alone else f"{resource}: {table.name}"


def _asked(request: HttpRequest, table: StoredTable) -> Query:
    query = parse.from_url(_pairs(request), table.columns)
    if query.after is not None:
        raise Invalid("Aquí se avanza con «_page». «_after» es para los programas que leen la API.")
    return query


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]
