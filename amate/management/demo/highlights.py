"""The demo's "datos del día": each asks a table of the portal, and says what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from amate.base.text import thousands
from amate.catalog.highlights import save_highlight
from amate.catalog.models import Table
from amate.catalog.stored import stored
from amate.management.demo.plan import Highlight as Planned
from amate.people.models import Person
from amate.query.parse import from_url
from amate.query.rows import page
from amate.templatetags.amate import day, local


def put_on_home_page(highlights: Iterable[Planned], steward: Person) -> None:
    for planned in highlights:
        tables = Table.objects.visible_to(None).current().select_related("version__resource__dataset")
        table = tables.get(
            version__filename=planned.file_name, version__resource__dataset__title=planned.dataset
        )
        said = answer(planned.ask, table)
        changed = local(table.version.resource.dataset.data_modified).date()
        save_highlight(
            by=steward,
            title=planned.title.format_map(said),
            figure=planned.figure.format_map(said),
            unit=planned.unit.format_map(said),
            text=planned.text.format_map(said),
            address=_address(planned, table),
            day=changed,
            since=changed,
        )


def _address(planned: Planned, table: Table) -> str:
    place = table.get_absolute_url()
    return f"{place}/grafica?{planned.chart}" if planned.chart else f"{place}?{planned.ask}"


def answer(ask: str, table: Table) -> dict[str, str]:
    """The first row that answers, by column; `rows`, how many answer; `all`, how many there are."""
    where = stored(table)
    found = page(where, replace(from_url(parse_qsl(ask), where.columns), limit=1))
    first = {column.name: value for column, value in zip(found.columns, found.rows[0], strict=True)}
    return {name: _written(value) for name, value in first.items()} | {
        "rows": thousands(found.total or 0),
        "all": thousands(table.rows),
    }


def _written(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return f"{float(value):,.12g}" if isinstance(value, int | float | Decimal) else str(value)
