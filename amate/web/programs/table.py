"""The page of a table for programs: its columns, questions made of its values, code, and a console to try them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amate.catalog.models import Column
from amate.query.language import OPERATORS
from amate.web.downloads import downloads
from amate.web.explore.tables import heading, table_at
from amate.web.middleware.usage import about
from amate.web.programs.examples import Examples
from amate.web.programs.portal import LIMITS
from amate.web.public.resources import Meaning, dictionary, shown
from amate.web.public.seen import dataset_at, follows_its_dataset
from amate.web.public.snippets import snippets

# What the console can ask: the end of the address, and what it does.
PLACES = {
    "rows": "Filas",
    "aggregate": "Grupos",
    "distinct": "Valores distintos",
    "facets": "Valores más frecuentes",
    "statistics": "Estadísticas",
    "rows.csv": "Todas las filas, en CSV",
}
# What its columns are, in each format, and where.
DESCRIBED = (
    ("Table Schema (Frictionless)", "schema.json"),
    ("CSV on the Web (W3C)", "csvw.json"),
    ("Diccionario de datos en CSV", "dictionary.csv"),
)
LONGEST = 4_000  # characters of a question


@dataclass(frozen=True)
class Line:
    """A column, what it may be compared by, and its commonest values with the address of their rows."""

    meaning: Meaning
    operators: tuple[str, ...]
    values: list[tuple[str, str]]


@require_safe
@follows_its_dataset
def page(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    table = table_at(dataset, public_id, request.user)
    about(request, dataset)
    columns = list(table.columns.all())
    examples = Examples(table, columns)
    if (place := request.GET.get("operacion", "")) in PLACES:
        return redirect(f"{examples.root}/{place}{_question(request.GET.get('pregunta', ''))}")
    context = {
        "section": "api",
        "dataset": dataset,
        "table": table,
        "heading": heading(table),
        "trail": [(dataset.title, dataset.get_absolute_url()), (heading(table), table.get_absolute_url())],
        "examples": examples,
        "lines": [_line(*pair, examples) for pair in zip(columns, dictionary(table, columns), strict=True)],
        "places": PLACES,
        "described": DESCRIBED,
        "question": "_limit=5",
        "downloads": downloads(table, len(columns)),
        "snippets": snippets(shown(dataset, table)),
        "limits": LIMITS,
    }
    return render(request, "programs/table.html", context)


def _question(text: str) -> str:
    """What somebody wrote after the «?», in the letters that an address takes."""
    pairs = parse_qsl(text.strip().lstrip("?")[:LONGEST], keep_blank_values=True)
    return f"?{urlencode(pairs)}" if pairs else ""


def _line(column: Column, meaning: Meaning, examples: Examples) -> Line:
    top = column.profile.get("top") or ()
    values = [(str(value), examples.equal(column, value)) for value, _rows in top[:3]]
    return Line(meaning, OPERATORS.get(column.type, ()), [pair for pair in values if pair[1]])
