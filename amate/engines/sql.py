"""A compiled question, its answer, and what an engine is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from amate.engines.stored import StoredTable

Row = tuple[Any, ...]
TABLE = "t"


@dataclass(frozen=True)
class Sql:
    """A statement, or part of one, over the table `t`; values stand apart from the text, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.text + other.text, self.params + other.params)


@dataclass(frozen=True)
class Answer:
    """Rows as Python values: str, int, Decimal or float, bool, date, datetime, time (naive), None; json as text."""

    columns: tuple[str, ...]
    rows: list[Row]


class Engine(Protocol):
    """What answers a question about one table; raises Unavailable, never an error of its own library."""

    def run(self, table: StoredTable, sql: Sql) -> Answer: ...


def quoted(name: str) -> str:
    """A column's name inside SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A string inside SQL, only where a value cannot be bound: ATTACH, LOAD, COPY … TO."""
    return "'" + str(text).replace("'", "''") + "'"


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    parts = list(parts)
    return Sql(
        separator.join(part.text for part in parts), tuple(value for part in parts for value in part.params)
    )
