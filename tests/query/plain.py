"""The language said again in plain Python, as slowly and plainly as can be: what answers are compared with."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from amate.engines.stored import StoredTable
from amate.query.language import Query, Sort, Where

Row = tuple[Any, ...]
LETTERS = " 0123456789abcdefghijklmnñopqrstuvwxyz"  # in Spanish order; the only ones these tests sort by


def answer(table: StoredTable, rows: Sequence[Row], query: Query) -> list[Row]:
    """The rows of a question: those that hold, in order, from `after` or `offset` up to `limit`, chosen columns."""
    names = ("_id", *table.names)
    numbered = [dict(zip(names, (at, *row), strict=True)) for at, row in enumerate(rows, 1)]
    held = [row for row in numbered if all(holds(row[one.column], one) for one in query.where)]
    if query.after is not None:
        held += [row for row in numbered if row["_id"] == query.after and row not in held]
    held.sort(key=functools.cmp_to_key(functools.partial(compare, query.sort)))
    if query.after is not None:
        held = held[[row["_id"] for row in held].index(query.after) + 1 :]
    end = None if query.limit is None else query.offset + query.limit
    return [tuple(row[name] for name in query.columns or table.names) for row in held[query.offset : end]]


def holds(value: Any, one: Where) -> bool:
    wanted: Any = one.value
    if one.operator == "isnull":
        return (value is None) is wanted
    if isinstance(value, float):  # a number kept as a float is compared as one: 0.1 is 0.1
        wanted = tuple(map(float, wanted)) if one.operator == "in" else float(wanted)
    if one.operator == "ne":
        return bool(value != wanted)
    return value is not None and TESTS[one.operator](value, wanted)


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


def rank(value: Any) -> Any:
    """Where a value stands: letters first, then accents, then capitals."""
    if not isinstance(value, str):
        return value
    bare = [fold(c) if c not in "ñÑ" else "ñ" for c in value]
    return [LETTERS.index(c) for c in bare], [c in "áéíóúÁÉÍÓÚ" for c in value], [c.isupper() for c in value]


def compare(sorts: Sequence[Sort], a: dict[str, Any], b: dict[str, Any]) -> int:
    for one in (*sorts, Sort("_id")):
        left, right = a[one.column], b[one.column]
        if left is None or right is None:
            if (left is None) is not (right is None):
                return 1 if left is None else -1
        elif rank(left) != rank(right):
            return 1 if (rank(left) > rank(right)) is not one.descending else -1
    return 0


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "gt": lambda value, wanted: rank(value) > rank(wanted),
    "gte": lambda value, wanted: rank(value) >= rank(wanted),
    "lt": lambda value, wanted: rank(value) < rank(wanted),
    "lte": lambda value, wanted: rank(value) <= rank(wanted),
    "contains": lambda value, wanted: fold(wanted) in fold(value),
    "startswith": lambda value, wanted: fold(value).startswith(fold(wanted)),
}
