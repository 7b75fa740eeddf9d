"""What a format is, and what it is given to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from amate.engines import duckdb
from amate.engines.sql import Sql, quoted
from amate.engines.stored import StoredTable


@dataclass(frozen=True)
class Column:
    """A column of what is written; `type` is ours ("number"), `kind` what DuckDB calls it ("DECIMAL(18,2)")."""

    name: str
    type: str
    kind: str

    @property
    def sql(self) -> str:
        return quoted(self.name)


@dataclass(frozen=True)
class Result:
    """The rows that are written: those of `sql` over `table`, whatever question they answer."""

    table: StoredTable
    sql: Sql
    columns: tuple[Column, ...]

    def select(self, expressions: Sequence[str]) -> Sql:
        """The same rows in the same order, their cells said in another way."""
        return Sql(f"SELECT {', '.join(expressions)} FROM (") + self.sql + Sql(") AS result")


@dataclass(frozen=True)
class Form:
    """A format: `name` ends its address (`rows.<name>`); `label` and `note` are for screens, `meaning` for the API.

    `write` makes the file and returns its rows; it raises Invalid when the format cannot hold them.
    """

    name: str
    label: str
    note: str
    meaning: str
    media_type: str
    write: Callable[[Result, Path], int]
    packed: bool = False  # compressed in itself: not again on the way
    numbered: bool = False  # rows bring their `_id` when no columns are chosen
    most_columns: int | None = None


def copy(
    result: Result, cells: Sequence[str], target: Path, options: str, heads: Callable[[str], str] = str
) -> int:
    """Let DuckDB write each column as `cells` say it, under its own name or head; returns the number of rows."""
    named = [
        f"{cell} AS {quoted(heads(column.name))}" for cell, column in zip(cells, result.columns, strict=True)
    ]
    return duckdb.copy(result.table, result.select(named), target, options)


def iso(column: str) -> str:
    """A date with hour as ISO 8601 says it; DuckDB puts a space between them."""
    return f"replace(CAST({column} AS VARCHAR), ' ', 'T')"


def plain(column: Column) -> str:
    """A number as people write it: the double 5.0 is 5, and a DECIMAL keeps its places (5.00)."""
    if column.kind != "DOUBLE":
        return column.sql
    whole = f"{column.sql} = trunc({column.sql}) AND abs({column.sql}) < 1e15"
    text = f"CAST({column.sql} AS VARCHAR)"
    return f"CASE WHEN {whole} THEN CAST(CAST({column.sql} AS BIGINT) AS VARCHAR) ELSE {text} END"
