"""How columns, operators and lists are spelt in an address, for any name a column may have.

A key that is the name of a column means that column. What it would otherwise mean is then spelt with more
underscores: in a table with a column `_sort`, sorting is `__sort`; beside a column `a__gte`, `a___gte` compares `a`.
A list is written as one CSV record, so a name with a comma goes between quotes.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from amate.query.language import OPERATORS

CONTROLS = ("_columns", "_sort", "_limit", "_page", "_after", "_count")
ALL_OPERATORS = tuple(dict.fromkeys(operator for several in OPERATORS.values() for operator in several))
SPECIAL = frozenset(',"\r\n')


@dataclass(frozen=True)
class Control:
    """A parameter of the question itself, as `_limit`."""

    name: str


@dataclass(frozen=True)
class Condition:
    """A parameter that compares a column, as `monto__gte`."""

    column: str
    operator: str


def meaning(key: str, names: Collection[str]) -> Control | Condition | None:
    """What the name of a parameter says of a table with these columns; None when it says nothing."""
    if key in names:
        return Condition(key, "eq")
    before, _underscores, operator = key.rpartition("__")
    if operator in ALL_OPERATORS:
        for end in range(len(before), len(before.rstrip("_")) - 1, -1):
            if before[:end] in names:
                return Condition(before[:end], operator)
    control = f"_{key.lstrip('_')}"
    return Control(control) if key.startswith("_") and control in CONTROLS else None


def key_of(meant: Control | Condition, names: Collection[str]) -> str:
    """The shortest key that `meaning` reads as `meant`; raises ValueError for a column that is not there."""
    if isinstance(meant, Condition) and meant.column not in names:
        raise ValueError(f"no column {meant.column!r}")
    return next(key for key in _spellings(meant) if meaning(key, names) == meant)


def _spellings(meant: Control | Condition) -> Iterator[str]:
    if isinstance(meant, Condition) and meant.operator == "eq":
        yield meant.column
    for more in count():
        underscores = "_" * more
        if isinstance(meant, Control):
            yield f"{underscores}{meant.name}"
        else:
            yield f"{meant.column}__{underscores}{meant.operator}"


def split(text: str) -> list[str]:
    """The items of a list written as one CSV record; raises ValueError when its quotes do not pair."""
    try:
        return next(csv.reader([text], strict=True), []) or [""]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def joined(items: Collection[str]) -> str:
    """`items` as `split` takes them back."""
    return ",".join('"' + item.replace('"', '""') + '"' if SPECIAL & set(item) else item for item in items)
