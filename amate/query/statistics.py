"""Statistics of columns, of all the rows or of those that satisfy some conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any

from amate.engines import duckdb
from amate.engines.sql import quoted
from amate.engines.stored import StoredColumn, StoredTable
from amate.query import compile, result
from amate.query.language import DAYS, NUMBERS, Query
from amate.query.profile import Profile, profile
from amate.query.refusals import only_conditions, too_many_columns

MOST = 50  # columns at once
QUARTERS = "[0.25, 0.5, 0.75]"
ORDERED = (*NUMBERS, *DAYS, "time")
# Beyond this, squares of floats overflow: the deviation is then not said.
WIDEST = "1e150"

AGGREGATES: list[tuple[str, Sequence[str]]] = [
    ("min({0})", ORDERED),
    ("max({0})", ORDERED),
    ("avg({0})", NUMBERS),
    (
        "CASE WHEN bool_and(abs(CAST({0} AS DOUBLE)) < " + WIDEST + ") "
        "THEN stddev_samp({0}) FILTER (abs(CAST({0} AS DOUBLE)) < " + WIDEST + ") END",
        NUMBERS,
    ),
    ("quantile_cont(CAST({0} AS DOUBLE), " + QUARTERS + ")", NUMBERS),
    ("quantile_disc({0}, " + QUARTERS + ")", (*DAYS, "time")),
]


@dataclass(frozen=True)
class Summary:
    """What the values of a column are, empty ones left out. What its type has not is None, or no bins.

    `least` and `greatest` are exact values of the column. `deviation` is of a sample (n - 1), None for fewer than two
    values. `quartiles` are three: of numbers interpolated, of dates and hours values that are there. `distinct` may
    be approximate when it is not `exact`. `bins` are those of a profile.
    """

    column: StoredColumn
    filled: int
    empty: int
    distinct: int
    exact: bool
    least: Any
    greatest: Any
    mean: float | None
    deviation: float | None
    quartiles: tuple[Any, Any, Any] | None
    bins: list[tuple[Any, Any, int]]


def summaries(
    table: StoredTable, query: Query, seconds: float = duckdb.PATIENCE
) -> tuple[int, list[Summary]]:
    """How many rows satisfy the conditions of a question, and a summary of each of its columns over them.

    Raises Invalid when they are more than MOST, or a page or groups are asked for.
    """
    only_conditions(query)
    columns = result.columns(query, table)
    if len(columns) > MOST:
        raise too_many_columns(len(columns), MOST)
    asked = Query(where=query.where, words=query.words)
    expressions = [text for column in columns for text in _aggregates(column)]
    rows, *values = duckdb.run(table, compile.over(asked, table, ["count(*)", *expressions]), seconds).rows[0]
    profiles = profile(table, asked, columns, seconds)
    told = iter(values)
    return rows, [
        _summary(column, rows, profiles[column.name], *islice(told, len(AGGREGATES))) for column in columns
    ]


def _aggregates(column: StoredColumn) -> Iterator[str]:
    return (
        text.format(quoted(column.name)) if column.type in kinds else "NULL" for text, kinds in AGGREGATES
    )


def _summary(column: StoredColumn, rows: int, held: Profile, *told: Any) -> Summary:
    least, greatest, mean, deviation, between, among = told
    quartiles = between or among
    return Summary(
        column=column,
        filled=rows - held["empty"],
        empty=held["empty"],
        distinct=held["distinct"],
        exact=bool(held["top"]) or not held["distinct"],
        least=least,
        greatest=greatest,
        mean=_finite(mean),
        deviation=_finite(deviation),
        quartiles=tuple(quartiles) if quartiles else None,
        bins=[(start, until, count) for start, until, count in held["bins"]],
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
