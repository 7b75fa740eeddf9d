"""The page of one row: field by field, whole, with its own address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amate.base.errors import NotFound
from amate.base.text import thousands
from amate.catalog.models import Column, Table
from amate.catalog.rules import TYPE_NAMES
from amate.catalog.stored import stored
from amate.query import rows
from amate.query.language import PAGE, Query
from amate.query.parse import version_asked
from amate.web.explore.exploring import Exploring
from amate.web.explore.fields import pairs
from amate.web.explore.tables import heading, table_at
from amate.web.grid import shower
from amate.web.middleware.usage import about
from amate.web.public.seen import dataset_at, follows_its_dataset


@dataclass(frozen=True)
class Field:
    """What a row has in a column; `text` is None when it is empty."""

    column: Column
    text: str | None

    @property
    def type_name(self) -> str:
        return TYPE_NAMES.get(self.column.type, self.column.type)


@require_safe
@follows_its_dataset
def row(request: HttpRequest, slug: str, public_id: UUID, number: int) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    table = table_at(dataset, public_id, request.user)
    version, _rest = version_asked(pairs(request), stored(table).columns)
    if version:
        table = table_at(dataset, public_id, request.user, version[0][1])
    if not 1 <= number <= table.rows:
        raise NotFound("")
    about(request, dataset)
    exploring = Exploring(table, Query(), version=tuple(version))
    name = heading(table)
    context = {
        "section": "search",
        "dataset": dataset,
        "table": table,
        "number": number,
        "heading": name,
        "title": f"Fila {thousands(number)}",
        "trail": [(dataset.title, dataset.get_absolute_url()), (name, exploring.page_url)],
        "fields": _fields(table, number),
        "previous": _address(dataset.slug, table, number - 1, exploring.version_query) if number > 1 else "",
        "next": _address(dataset.slug, table, number + 1, exploring.version_query)
        if number < table.rows
        else "",
        "back": exploring.page_url + exploring.at(offset=(number - 1) // PAGE * PAGE, limit=PAGE),
        "lasting": settings.AMATE_URL
        + _address(dataset.slug, table, number, f"?_as_of={table.version.number}"),
        "api_url": f"{settings.AMATE_URL}/api/v1/tables/{table.public_id}/rows?_id={number}",
    }
    return render(request, "explore/row.html", context)


def _address(slug: str, table: Table, number: int, version: str) -> str:
    return reverse("row", args=[slug, table.public_id, number]) + version


def _fields(table: Table, number: int) -> list[Field]:
    columns = list(table.columns.all())
    page = rows.page(stored(table), Query(limit=1, offset=number - 1, count=False))
    return [Field(column, _text(column, value)) for column, value in zip(columns, page.rows[0], strict=True)]


def _text(column: Column, value: object) -> str | None:
    if value is None:
        return None
    if column.type == "json":
        return json.dumps(json.loads(str(value)), ensure_ascii=False, indent=2)
    return shower(column)(value)
