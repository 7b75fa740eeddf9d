"""The page of a table: its rows sorted, filtered and paged by their address alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from amate.base.errors import Invalid
from amate.catalog.models import Dataset, Table
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn, StoredTable
from amate.people.permissions import may
from amate.query import parse, rows
from amate.query.language import Query
from amate.query.profile import profile
from amate.web.charts.charting import chart_address
from amate.web.explore import heads, panels
from amate.web.explore.crossing import crossed
from amate.web.explore.exploring import Exploring, exploring_of
from amate.web.explore.fields import fields_of, pairs
from amate.web.explore.grouping import groups
from amate.web.explore.heads import TypedHead
from amate.web.explore.saved import saved
from amate.web.explore.tables import heading, table_at
from amate.web.grid import grid
from amate.web.middleware.usage import about
from amate.web.public import citation
from amate.web.public.resources import dictionary
from amate.web.public.seen import dataset_at, follows_its_dataset

Params = list[tuple[str, str]]

# What htmx says of a request: it wants the part that changes, or a panel; after "back", the whole page.
SWAPS = ("HX-Request", "HX-Target", "HX-History-Restore-Request")


@require_safe
@follows_its_dataset
def table(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    table = table_at(dataset, public_id, request.user)
    if not any(_wants(request, part) for part in ("panel", "reparto")):
        about(request, dataset)
    response = _answer(request, dataset, *_version(request, dataset, table))
    patch_vary_headers(response, SWAPS)
    return response


def _version(request: HttpRequest, dataset: Dataset, table: Table) -> tuple[Table, Params, Params]:
    """The table in the version that the address names, what it says of it, and the rest of what it says."""
    version, rest = parse.version_asked(pairs(request), stored(table).columns)
    if version:
        table = table_at(dataset, table.public_id, request.user, version[0][1])
    return table, version, rest


def _answer(
    request: HttpRequest, dataset: Dataset, table: Table, version: Params, params: Params
) -> HttpResponse:
    """The rows asked for, or the way to them after a form; when something is wrong, the page with what it is."""
    where = stored(table)
    fields = fields_of(params, where.names)
    error = None
    try:
        exploring = exploring_of(table, where, fields, version)
    except Invalid as refusal:
        exploring, error = Exploring(table, Query(), version=tuple(version)), refusal
    panel = None
    try:
        if not error and (address := panels.asked_for(exploring, fields)):
            return redirect(f"{request.path}{address}")
        panel = panels.opened(exploring, fields)
    except Invalid as refusal:
        panel = panels.opened(exploring, fields, refusal)
        error = None if panel else refusal
    status = 400 if error or (panel and panel.error) else 200
    context: dict[str, Any] = {"dataset": dataset, "table": table, "exploring": exploring, "panel": panel}
    context["may_save"] = may(request.user, "edit", dataset.institution) and not version
    context["chart_url"] = chart_address(table, dataset.slug, exploring.query)
    if _wants(request, "reparto") and not error:
        return render(request, "explore/distributions.html", {"heads": _heads_of_found(exploring, where)})
    if _wants(request, "panel"):
        return render(request, "explore/panel.html", context, status=status)
    context |= _shown(exploring, where) | {
        "error": error,
        "heading": heading(table),
        "saved": list(saved(table, where)),
        "cited": citation.of_view(dataset, table.version, exploring.lasting_url),
    }
    if _wants(request, "explorador"):
        return render(request, "explore/explorer.html", context, status=status)
    context |= {
        "section": "search",
        "trail": [(dataset.title, dataset.get_absolute_url())],
        "dictionary": dictionary(table, exploring.columns),
    }
    return render(request, "explore/page.html", context, status=status)


def _shown(exploring: Exploring, where: StoredTable) -> dict[str, Any]:
    """What stands in the middle of the page: rows, groups, or groups crossed."""
    if exploring.crossed:
        return _crossed(exploring, where)
    page = rows.page(where, exploring.shown)
    total = page.total or 0
    shown = {"total": total, "pages": exploring.pages(total), "any": bool(page.rows)}
    if exploring.query.is_grouped:
        return shown | {"groups": groups(exploring, page)}
    return shown | {
        "heads": heads.heads(exploring),
        "grid": grid(exploring.chosen, page.ids, page.rows),
    }


def _crossed(exploring: Exploring, where: StoredTable) -> dict[str, Any]:
    found = crossed(exploring, where)
    if isinstance(found, str):
        return {"refused": found, "total": 0, "any": False}
    return {"crossed": found, "total": found.pages.total, "pages": found.pages, "any": bool(found.rows)}


def _heads_of_found(exploring: Exploring, where: StoredTable) -> list[TypedHead]:
    """With the distribution of the rows that satisfy the conditions."""
    columns = [StoredColumn(column.name, column.type) for column in exploring.chosen]
    profiles, found = profile(where, exploring.query, columns), rows.count(where, exploring.query)
    return heads.heads(exploring, profiles, found)


def _wants(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for one part of the page."""
    asks = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    return bool(asks) and request.headers.get("HX-Target") == target
