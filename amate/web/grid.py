"""Rows of a table as cells to be read: what is shown, how it is aligned, how its head sorts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from amate.base.text import thousands
from amate.catalog.models import Column
from amate.catalog.rules import TYPE_NAMES

NUMERIC = frozenset({"integer", "number"})
MOMENTS = frozenset({"date", "datetime", "time"})
GROUPED_FROM = 10_000  # smaller numbers read well as they are, and years never take a comma
CODE = re.compile(
    r"^(id|clave|cve|cvegeo|folio|num|numero|no|codigo|cp|expediente|telefono|anio|año)\b|_id$", re.I
)
LONGEST = 400  # characters of a cell; the page of its row has them all
DIRECTIONS = {False: "ascending", True: "descending"}


@dataclass(frozen=True)
class Head:
    """A column head; with `sort_url` it is a link, and `direction` says how the rows are sorted by it now."""

    name: str
    type: str
    sort_url: str = ""
    direction: str = ""
    kind: str = "text"
    known_as: str = ""  # what the column means, in words

    @property
    def type_name(self) -> str:
        return TYPE_NAMES.get(self.type, self.type)


@dataclass(frozen=True)
class Cell:
    text: str
    kind: str


@dataclass(frozen=True)
class Grid:
    """A table ready to be drawn; `numbers` are the rows' own, one for each."""

    heads: tuple[Head, ...]
    numbers: Sequence[int]
    rows: list[list[Cell]]

    def numbered(self) -> Iterable[tuple[int, list[Cell]]]:
        return zip(self.numbers, self.rows, strict=True)


def grid(columns: Sequence[Column], numbers: Sequence[int], rows: Iterable[Sequence[Any]]) -> Grid:
    """Values as they come from the query room, one row a sequence in the order of `columns`."""
    shows = [(shower(column), kind_of(column.type)) for column in columns]
    return Grid(
        heads=tuple(Head(column.name, column.type, kind=kind_of(column.type)) for column in columns),
        numbers=numbers,
        rows=[
            [_cell(value, show, kind) for value, (show, kind) in zip(row, shows, strict=True)] for row in rows
        ],
    )


def shower(column: Column) -> Callable[[Any], str]:
    """How the values of a column are written."""
    if column.type in NUMERIC and _is_quantity(column):
        return _grouped
    return plain


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(":00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def kind_of(type_name: str) -> str:
    if type_name in NUMERIC:
        return "num"
    return "date" if type_name in MOMENTS else "text"


def _grouped(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return thousands(value) if isinstance(value, int) else f"{value:,}"


def _is_quantity(column: Column) -> bool:
    ends = [column.profile.get(end) for end in ("min", "max")]
    large = any(isinstance(end, int | float) and abs(end) >= GROUPED_FROM for end in ends)
    return large and column.meaning in {"", "money", "percent"} and not CODE.search(column.name)


def _cell(value: Any, show: Callable[[Any], str], kind: str) -> Cell:
    if value is None:
        return Cell("", "null")
    text = show(value)
    return Cell(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", kind)
