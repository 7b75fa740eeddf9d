"""How columns, operators and lists are spelt in an address, for any name a column may have.

A key that is the name of a column means that column. What it would otherwise mean is then spelt with more
underscores: in a table with a column `_sort`, sorting is `__sort`; beside a column `a__gte`, `a___gte` compares `a`.
What rows are grouped by and what is worked out of them are spelt the same way: `fecha__month`, `monto__bin:500`,
`monto__sum`, `count`. A list is written as one CSV record, so a name with a comma goes between quotes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, islice
from typing import TypeVar

from amate.query.language import COUNT, FUNCTIONS, OPERATORS, PARTS, Aggregate, Key

CONTROLS = ("_columns", "_q", "_group", "_aggregate", "_sort", "_limit", "_page", "_after", "_count")
AS_OF = "_as_of"  # of which version of the table the question is: not of the question itself
ALL_OPERATORS = tuple(dict.fromkeys(operator for several in OPERATORS.values() for operator in several))
SPECIAL = frozenset(',"\r\n')
WIDTH = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")

Meant = TypeVar("Meant")


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
    if said := _said_of_column(key, names, ALL_OPERATORS):
        return Condition(*said)
    control = f"_{key.lstrip('_')}"
    return Control(control) if key.startswith("_") and control in (*CONTROLS, AS_OF) else None


def key_of(meant: Control | Condition, names: Collection[str]) -> str:
    """The shortest key that `meaning` reads as `meant`; raises ValueError for a column that is not there."""
    if isinstance(meant, Condition) and meant.column not in names:
        raise ValueError(f"no column {meant.column!r}")
    if isinstance(meant, Control):
        return _shortest(meant, (f"{more}{meant.name}" for more in _underscores()), meaning, names)
    return _shortest(meant, _spellings(meant.column, meant.operator, bare="eq"), meaning, names)


def group_key(text: str, names: Collection[str]) -> Key | None:
    """What rows are to be grouped by; None when it says nothing of a table with these columns."""
    if text in names:
        return Key(text)
    before, _, width = text.rpartition(":")
    if WIDTH.fullmatch(width) and (binned := _said_of_column(before, names, ("bin",))):
        return Key(*binned, width=Decimal(width))
    said = _said_of_column(text, names, PARTS)
    return Key(*said) if said else None


def group_name(key: Key, names: Collection[str]) -> str:
    """The shortest text that `group_key` reads as `key`; the column of the answer is called so."""
    width = "" if key.width is None else f":{key.width:f}"
    spelt = (f"{text}{width}" for text in _spellings(key.column, key.part, bare=""))
    return _shortest(key, spelt, group_key, names)


def aggregate(text: str, names: Collection[str]) -> Aggregate | None:
    """What is to be worked out of each group; None when it says nothing of a table with these columns."""
    if text in names:
        return None
    if said := _said_of_column(text, names, FUNCTIONS):
        return Aggregate(said[1], said[0])
    return COUNT if text.lstrip("_") == COUNT.function else None


def aggregate_name(one: Aggregate, names: Collection[str]) -> str:
    """The shortest text that `aggregate` reads as `one`; the column of the answer is called so."""
    rows = (f"{more}{COUNT.function}" for more in _underscores())
    return _shortest(one, _spellings(one.column, one.function) if one.column else rows, aggregate, names)


def _said_of_column(text: str, names: Collection[str], sayings: Collection[str]) -> tuple[str, str] | None:
    """The column that a text begins with and, after two underscores or more, what it says of it."""
    before, _, saying = text.rpartition("__")
    if saying in sayings:
        for end in range(len(before), len(before.rstrip("_")) - 1, -1):
            if before[:end] in names:
                return before[:end], saying
    return None


def _shortest(
    meant: Meant,
    spellings: Iterator[str],
    read: Callable[[str, Collection[str]], object],
    names: Collection[str],
) -> str:
    # Each of the table's own names can take one spelling away, and no more.
    for text in islice(spellings, len(names) + 2):
        if read(text, names) == meant:
            return text
    raise ValueError(f"{meant!r} cannot be spelt")


def _spellings(column: str, saying: str, bare: str | None = None) -> Iterator[str]:
    """From the shortest on; what is `bare` may be left unsaid."""
    if saying == bare:
        yield column
    if saying:
        yield from (f"{column}__{more}{saying}" for more in _underscores())


def _underscores() -> Iterator[str]:
    return ("_" * more for more in count())


def split(text: str) -> list[str]:
    """The items of a list written as one CSV record; raises ValueError when its quotes do not pair."""
    try:
        return next(csv.reader([text], strict=True), []) or [""]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def joined(items: Collection[str]) -> str:
    """`items` as `split` takes them back."""
    return ",".join('"' + item.replace('"', '""') + '"' if SPECIAL & set(item) else item for item in items)
