"""Intervals of numbers whose ends people find round."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from amate.engines import duckdb
from amate.engines.sql import quoted
from amate.engines.stored import StoredTable
from amate.query import compile
from amate.query.language import Key, Query

MOST = 20  # intervals when nobody said how wide


def with_widths(query: Query, table: StoredTable) -> Query:
    """The same question, its bins as wide as the rows that satisfy it need where nobody said."""
    if all(key.part != "bin" or key.width for key in query.group):
        return query
    return replace(query, group=tuple(_settled(key, query, table) for key in query.group))


def width(least: float | Decimal, greatest: float | Decimal, *, whole: bool, most: int = MOST) -> Decimal:
    """The narrowest of 1, 2, 5, 10, 20… that parts what lies between two numbers in about `most` intervals."""
    span = Decimal(greatest) - Decimal(least)
    if not span.is_finite() or span <= 0:
        return Decimal(1)
    needed = span / most
    steps = (Decimal(step).scaleb(needed.adjusted()) for step in (1, 2, 5, 10))
    found = next(step for step in steps if step >= needed)
    return max(found, Decimal(1)) if whole else found


def _settled(key: Key, query: Query, table: StoredTable) -> Key:
    if key.part != "bin" or key.width:
        return key
    ends = [f"{end}({quoted(key.column)})" for end in ("min", "max")]
    least, greatest = duckdb.run(table, compile.over(query, table, ends)).rows[0]
    whole = table.types[key.column] == "integer"
    return replace(key, width=width(least or 0, greatest or 0, whole=whole))
