"""The profile of a table, or of the rows that satisfy some conditions: what each column holds, counted by DuckDB."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple

from amate.engines import duckdb
from amate.engines.duckdb import decimals
from amate.engines.sql import Row, Sql, quoted
from amate.engines.stored import ROW_NUMBER, TYPES, StoredColumn, StoredTable
from amate.query import compile
from amate.query.histogram import BINNED, Reach, scale
from amate.query.language import NUMBERS, Query

FEW = 1_000  # a column with at most so many distinct values has its values counted one by one
TOP = 10
COLUMNS_AT_ONCE = 100
LONGEST = 200  # characters of a text kept
SAMPLE = 20_000  # rows by which the bulk of a column is told from its outliers

ORDERED = ("integer", "number", "date", "datetime", "time")
AGGREGATES: list[tuple[str, Collection[str]]] = [
    ("count({0})", TYPES),
    ("approx_count_distinct({0})", TYPES),
    ("min({0})", ORDERED),
    ("max({0})", ORDERED),
    ("avg({0})", NUMBERS),
    # Where all but a hundredth of the values at each end lie, by a sample that is the same every time.
    ("quantile_disc({0}, 0.01) FILTER ({sample})", BINNED),
    ("quantile_disc({0}, 0.99) FILTER ({sample})", BINNED),
]

Profile = dict[str, Any]
EVERYTHING = Query()


def profile(
    table: StoredTable,
    query: Query = EVERYTHING,
    columns: Sequence[StoredColumn] | None = None,
    seconds: float = duckdb.PATIENCE,
) -> dict[str, Profile]:
    """By column: `empty`, `distinct`, `min`, `max`, `mean`, `top`, `bins`; ready for JSON, dates as ISO 8601.

    `distinct` is approximate above a thousand values, and `top` is then empty; else `top` is at most ten pairs
    [value, rows], the commonest first. `min` and `max` are None for text, `mean` for all but numbers. `bins` are
    [from, until, rows] of numbers and dates, one beside the other, without `until`; an end is None where a few
    values far from the rest would have pressed it together.
    """
    asking = _Asking(table, Query(where=query.where, words=query.words), seconds)
    found: dict[str, Profile] = {}
    for several in _chunks(table.columns if columns is None else columns, COLUMNS_AT_ONCE):
        found |= _profiles(asking, several)
    return found


@dataclass(frozen=True)
class _Asking:
    """The rows that a profile is of."""

    table: StoredTable
    query: Query
    seconds: float

    def run(self, sql: Sql) -> list[Row]:
        return duckdb.run(self.table, sql, self.seconds).rows

    def over(self, expressions: Sequence[str]) -> Row:
        return self.run(compile.over(self.query, self.table, expressions))[0]

    def counted(self, expression: str, order: str) -> list[Row]:
        """Pairs of a value and how many rows have it, no value left out but the empty one."""
        grouped = compile.over(self.query, self.table, [expression, "count(*)"])
        return [row for row in self.run(grouped + Sql(f" GROUP BY 1 ORDER BY {order}")) if row[0] is not None]


class _Told(NamedTuple):
    """What AGGREGATES gave of one column."""

    filled: int
    distinct: int
    least: Any
    greatest: Any
    mean: Any
    low: Any
    high: Any

    @property
    def reach(self) -> Reach:
        """A sample may have met no value at all: the bulk is then the whole."""
        if self.low is None:
            return Reach(self.least, self.greatest, self.least, self.greatest)
        return Reach(self.least, self.greatest, self.low, self.high)


def _profiles(asking: _Asking, columns: Sequence[StoredColumn]) -> dict[str, Profile]:
    rows, *values = asking.over(
        ["count(*)", *(text for column in columns for text in _aggregates(asking, column))]
    )
    told = iter(values)
    return {
        column.name: _profile(asking, column, rows, _Told(*islice(told, len(AGGREGATES))))
        for column in columns
    }


def _aggregates(asking: _Asking, column: StoredColumn) -> list[str]:
    every = max(1, asking.table.rows // SAMPLE)
    sample = f"{quoted(ROW_NUMBER)} % {every} = 0"
    return [
        text.format(quoted(column.name), sample=sample) if column.type in kinds else "NULL"
        for text, kinds in AGGREGATES
    ]


def _profile(asking: _Asking, column: StoredColumn, rows: int, told: _Told) -> Profile:
    found: Profile = {
        "empty": rows - told.filled,
        "distinct": min(told.distinct, told.filled),
        "min": _plain(told.least),
        "max": _plain(told.greatest),
        "mean": _plain(told.mean),
        "top": [],
        "bins": [],
    }
    if column.type != "json" and found["distinct"] <= FEW:
        found |= _values(asking, column)
    if column.type in BINNED and told.filled:
        found["bins"] = _bins(asking, column, told.reach)
    return found


def _values(asking: _Asking, column: StoredColumn) -> Profile:
    """The values of a column of few, counted."""
    counted = asking.counted(quoted(column.name), "2 DESC, 1")
    return {"distinct": len(counted), "top": [[_plain(value), rows] for value, rows in counted[:TOP]]}


def _bins(asking: _Asking, column: StoredColumn, reach: Reach) -> list[list[object]]:
    parted = scale(column, reach, decimals(asking.table.parquet).get(column.name))
    if parted is None:
        return []
    bins = parted.bins(asking.counted(parted.expression, "1"))
    return [[_plain(start), _plain(until), rows] for start, until, rows in bins]


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value[:LONGEST] if isinstance(value, str) else value


def _chunks(columns: Sequence[StoredColumn], size: int) -> Iterator[Sequence[StoredColumn]]:
    return (columns[at : at + size] for at in range(0, len(columns), size))
