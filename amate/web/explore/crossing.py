"""Groups by two keys or more as a table of two entries: the values of the last key go across."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amate.base.text import spanish_key, thousands
from amate.engines.sql import Row
from amate.engines.stored import StoredTable
from amate.query import rows
from amate.query.charts import words
from amate.query.language import PAGE
from amate.web.explore.exploring import Exploring
from amate.web.explore.grouping import KeyShown, figure, head_of, rows_of
from amate.web.grid import Cell
from amate.web.paging import Pages

MOST_CELLS, MOST_COLUMNS = 20_000, 40

# What the total of several groups is, of the calculations whose parts make a whole.
WHOLE: dict[str, Callable[[Sequence[Any]], Any]] = {"count": sum, "sum": sum, "min": min, "max": max}


@dataclass(frozen=True)
class CrossedCell:
    """`url` leads to the rows behind it."""

    cell: Cell
    url: str = ""


@dataclass(frozen=True)
class CrossedRow:
    heads: Sequence[Cell]
    cells: Sequence[CrossedCell]
    total: Cell | None


@dataclass(frozen=True)
class Crossed:
    """`calculation` is what each cell has, `left_out` counts the columns that did not fit, `totals` is the last row."""

    keys: Sequence[str]
    across: str
    calculation: str
    columns: Sequence[Cell]
    rows: Sequence[CrossedRow]
    totals: CrossedRow | None
    pages: Pages
    left_out: int
    caution: str = ""


def crossed(exploring: Exploring, table: StoredTable) -> Crossed | str:
    """The table of two entries, or why there is none."""
    query = exploring.query
    one = query.aggregate[0]
    asked = replace(query, aggregate=(one,), sort=(), limit=MOST_CELLS, offset=0, count=False)
    page = rows.page(table, asked)
    if page.more:
        return (
            f"El cruce tendría más de {thousands(MOST_CELLS)} casillas. Filtra antes, o agrupa por algo con menos "
            "valores: por año en vez de por día, por ejemplo."
        )
    return _drawn(exploring, page.rows, WHOLE.get(one.function))


def _drawn(
    exploring: Exploring, found: Sequence[Row], whole: Callable[[Sequence[Any]], Any] | None
) -> Crossed:
    query = exploring.query
    *down, across = query.group
    values = {(row[:-2], row[-2]): row[-1] for row in found}
    every_column = sorted({row[-2] for row in found}, key=_in_order)
    every_row = list(dict.fromkeys(row[:-2] for row in found))
    columns = every_column[:MOST_COLUMNS]
    start, size = query.offset, query.limit or PAGE
    shows, show_across = [KeyShown.of(exploring, key) for key in down], KeyShown.of(exploring, across)

    def total(pairs: Sequence[tuple[Any, Any]]) -> Cell:
        there = [value for pair in pairs if (value := values.get(pair)) is not None]
        return figure(whole(there) if whole and there else None)

    def row(key: Row) -> CrossedRow:
        return CrossedRow(
            heads=[show.cell(value) for show, value in zip(shows, key, strict=True)],
            cells=[
                CrossedCell(figure(values[key, column]), rows_of(exploring, query.group, (*key, column)))
                if (key, column) in values
                else CrossedCell(Cell("", "null"))
                for column in columns
            ],
            total=total([(key, column) for column in every_column]) if whole else None,
        )

    totals = CrossedRow(
        heads=[],
        cells=[CrossedCell(total([(key, column) for key in every_row])) for column in columns],
        total=total(list(values)),
    )
    return Crossed(
        keys=[head_of(key) for key in down],
        across=head_of(across),
        calculation=words.aggregate(query.aggregate[0]),
        columns=[show_across.cell(column) for column in columns],
        rows=[row(key) for key in every_row[start : start + size]],
        totals=totals if whole else None,
        pages=exploring.pages(len(every_row)),
        left_out=len(every_column) - len(columns),
        caution=""
        if len(query.aggregate) == 1
        else "Se cruza el primer cálculo; quita «Cruzar» para ver los demás.",
    )


def _in_order(value: Any) -> tuple[bool, Any]:
    """Empty last; text in Spanish order."""
    return value is None, spanish_key(value) if isinstance(value, str) else (0 if value is None else value)
