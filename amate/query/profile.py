"""The profile of a table: what each column holds, counted by DuckDB in a few passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any

from amate.engines import duckdb
from amate.engines.sql import TABLE, Row, Sql, quoted
from amate.engines.stored import StoredColumn, StoredTable

FEW = 1_000  # a column with at most so many distinct values has its values counted one by one
TOP = 10
COLUMNS_AT_ONCE = 100
LONGEST = 200  # characters of a text kept

ORDERED = {"integer", "number", "date", "datetime", "time"}
NUMERIC = {"integer", "number"}

Profile = dict[str, Any]


def profile(table: StoredTable) -> dict[str, Profile]:
    """By column: `empty`, `distinct`, `min`, `max`, `mean`, `top`; ready for JSON, dates as ISO 8601.

    `distinct` is approximate above a thousand values, and `top` is then empty; else `top` is at most ten pairs
    [value, rows], the commonest first. `min` and `max` are None for text, `mean` for all but numbers.
    """
    found: dict[str, Profile] = {}
    for columns in _chunks(table.columns, COLUMNS_AT_ONCE):
        found |= _aggregates(table, columns)
    for column in table.columns:
        if column.type != "json" and found[column.name]["distinct"] <= FEW:
            found[column.name] |= _values(table, column)
    return found


def _aggregates(table: StoredTable, columns: Sequence[StoredColumn]) -> dict[str, Profile]:
    expressions = [text for column in columns for text in _aggregate(column)]
    (row,) = _ask(table, f"SELECT {', '.join(expressions)} FROM {TABLE}")
    values = iter(row)
    return {column.name: _summary(table, islice(values, 5)) for column in columns}


def _aggregate(column: StoredColumn) -> list[str]:
    """Filled rows, distinct values, least, greatest, mean."""
    name = quoted(column.name)
    least, greatest = (f"min({name})", f"max({name})") if column.type in ORDERED else ("NULL", "NULL")
    mean = f"avg({name})" if column.type in NUMERIC else "NULL"
    return [f"count({name})", f"approx_count_distinct({name})", least, greatest, mean]


def _summary(table: StoredTable, values: Iterator[Any]) -> Profile:
    filled, distinct, least, greatest, mean = values
    return {
        "empty": table.rows - filled,
        "distinct": min(distinct, filled),
        "min": _plain(least),
        "max": _plain(greatest),
        "mean": _plain(mean),
        "top": [],
    }


def _values(table: StoredTable, column: StoredColumn) -> Profile:
    """The values of a column of few, counted."""
    name = quoted(column.name)
    counted = f"SELECT {name}, count(*) FROM {TABLE} WHERE {name} IS NOT NULL GROUP BY 1"
    distinct = _ask(table, f"SELECT count(*) FROM ({counted})")[0][0]
    top = _ask(table, f"{counted} ORDER BY 2 DESC, 1 LIMIT {TOP}")
    return {"distinct": distinct, "top": [[_plain(value), rows] for value, rows in top]}


def _ask(table: StoredTable, text: str) -> list[Row]:
    """Nobody waits for a profile: it is made while a version is built."""
    return duckdb.run(table, Sql(text), seconds=duckdb.ALL_DAY).rows


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
