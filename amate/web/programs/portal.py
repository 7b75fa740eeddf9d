"""The page of the API: what it is, three questions with their answers, every operation, limits and promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amate.catalog.models import Table
from amate.engines.duckdb import PATIENCE
from amate.people.rules import Scope
from amate.query import facets, statistics
from amate.query.language import LARGEST_PAGE, PAGE
from amate.web.middleware.limits import RULES
from amate.web.programs.asking import Answer, ask
from amate.web.programs.description import Description
from amate.web.programs.examples import Examples

TRIED = 20  # tables looked at for one worth asking about
TOLD = {
    "question": "con parámetros (lo que va tras «?»)",
    "page": "sin parámetros",
    "report": "reportes de error",
}


@dataclass(frozen=True)
class Step:
    """One of the first questions, and what came back."""

    title: str
    says: str
    answer: Answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    description = Description(ask("/api/v1/openapi.json").data)
    context = {
        "section": "api",
        "root": f"{settings.AMATE_URL}/api/v1",
        "steps": list(_steps()),
        "description": description,
        "scopes": list(Scope),
        "rules": [(TOLD[rule.name], rule) for rule in RULES if rule.name in TOLD],
        "problems": ask("/api/v1/problems").data["results"],
        "limits": LIMITS,
        "largest_upload": settings.AMATE_MAX_UPLOAD,
    }
    return render(request, "programs/portal.html", context)


LIMITS = {
    "page": PAGE,
    "largest_page": LARGEST_PAGE,
    "facets": facets.MOST,
    "facet_values": facets.MOST_VALUES,
    "statistics": statistics.MOST,
    "seconds": int(PATIENCE),
}


def _steps() -> Iterator[Step]:
    """With a table of the portal that has something to be grouped by; nothing while there is none."""
    table = _telling()
    if table is None:
        return
    dataset, examples = table.version.resource.dataset, Examples(table, list(table.columns.all()))
    found = {"per_page": 1} | ({"sector": dataset.theme.slug} if dataset.theme else {})
    yield Step(
        "Encuentra",
        "Un conjunto dice en «tables» qué tablas tiene; «rows_url» es la dirección de sus filas.",
        ask(f"/api/v1/datasets?{urlencode(found)}"),
    )
    yield Step(
        "Lee",
        "«next» es la página que sigue, y «version» dice de qué versión de los datos son las filas.",
        ask(f"{examples.root}/rows?_limit=2"),
    )
    if examples.summaries:
        yield Step("Resume", f"{examples.summaries[0].says}.", ask(examples.summaries[0].path))


def _telling() -> Table | None:
    """Of the tables that are read the most, the first with something to be grouped by."""
    tables = (
        Table.objects.visible_to(None)
        .current()
        .filter(rows__gt=0)
        .select_related("version__resource__dataset__theme")
        .prefetch_related("columns")
        .order_by("-version__resource__dataset__downloads", "pk")[:TRIED]
    )
    found = list(tables)
    telling = (table for table in found if Examples(table, list(table.columns.all())).category)
    return next(telling, found[0] if found else None)
