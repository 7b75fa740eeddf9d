"""Which rows two versions of a table do not share: by key when they have one, else as multisets.

Values are compared as they are published. Rows are told by key, field by field; without a key only as added or removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amate.engines.duckdb import run_text
from amate.engines.sql import quoted
from amate.engines.stored import StoredTable

SHOWN = 100
# Of a table, the columns that are tried as a key, one by one.
MOST_TRIED = 12
KEY_TYPES = ("text", "integer")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class ChangedRow:
    """A row of both versions with other values: its key, and (column, before, after) of each field that changed."""

    key: Row
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class Diff:
    """The rows that differ, counted whole and some of them shown.

    columns: those that both have; key: the columns that name a row, none for multisets; added_rows and removed_rows:
    values of `columns`; only_before and only_after: columns of one side.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    added_rows: tuple[Row, ...] = ()
    removed_rows: tuple[Row, ...] = ()
    changed_rows: tuple[ChangedRow, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    by_column: dict[str, int] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed or self.changed or self.only_before or self.only_after)


def diff(
    before: StoredTable, after: StoredTable, key: Sequence[str] = (), limit: int = SHOWN, offset: int = 0
) -> Diff:
    """Compare two versions of a table. key: what names a row; without it a column is looked for that does."""
    columns = tuple(name for name in after.names if name in before.names)
    sides = _Sides(before, after, columns)
    named = tuple(name for name in key if name in columns) if sides.is_key(key) else sides.key()
    only_before = tuple(name for name in before.names if name not in columns)
    only_after = tuple(name for name in after.names if name not in columns)
    if not columns:
        return Diff((), (), after.rows, before.rows, 0, only_before=only_before, only_after=only_after)
    found = sides.by_key(named, limit, offset) if named else sides.as_multisets(limit, offset)
    return Diff(columns, named, **found, only_before=only_before, only_after=only_after)


class _Sides:
    """Both Parquet files and the columns that they share, as SQL."""

    def __init__(self, before: StoredTable, after: StoredTable, columns: Sequence[str]) -> None:
        self.before, self.after, self.columns = before, after, columns
        self.paths = [str(before.parquet), str(after.parquet)]
        types = before.types, after.types
        # A column whose type changed is compared as it is written.
        self.cells = {
            name: quoted(name) if types[0][name] == types[1][name] else f"CAST({quoted(name)} AS VARCHAR)"
            for name in columns
        }
        said = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in self.cells.items())
        self.ctes = (
            f"WITH b AS NOT MATERIALIZED (SELECT _id, {said} FROM read_parquet(?)), "
            f"a AS NOT MATERIALIZED (SELECT _id, {said} FROM read_parquet(?)) "
        )

    def ask(self, sql: str, *params: object) -> list[Row]:
        return run_text(self.ctes + sql, [*self.paths, *params])

    def is_key(self, key: Sequence[str]) -> bool:
        """Whether these columns are in both and name each row once in each."""
        if not key or not set(key) <= set(self.columns):
            return False
        named = ", ".join(quoted(name) for name in key)
        null = " OR ".join(f"{quoted(name)} IS NULL" for name in key)
        counts = self.ask(
            f"SELECT count(*), count(DISTINCT ({named})), count(*) FILTER ({null}) FROM b "
            f"UNION ALL SELECT count(*), count(DISTINCT ({named})), count(*) FILTER ({null}) FROM a"
        )
        return all(rows == distinct and not nulls for rows, distinct, nulls in counts)

    def key(self) -> tuple[str, ...]:
        """The first column that names each row once in both versions."""
        tried = [name for name in self.columns if self.after.types[name] in KEY_TYPES][:MOST_TRIED]
        return next(((name,) for name in tried if self.is_key((name,))), ())

    def by_key(self, key: Sequence[str], limit: int, offset: int) -> dict[str, Any]:
        on = " AND ".join(f"b.{quoted(name)} = a.{quoted(name)}" for name in key)
        others = [name for name in self.columns if name not in key]
        differs = [f"b.{quoted(name)} IS DISTINCT FROM a.{quoted(name)}" for name in others]
        any_differs = f"({' OR '.join(differs)})" if differs else "false"
        counted = ", ".join(f"count(*) FILTER ({one})" for one in differs)
        ((changed, *each),) = self.ask(
            f"SELECT count(*) FILTER ({any_differs}){', ' if counted else ''}{counted} FROM b JOIN a ON {on}"
        )
        fields = ", ".join(f"b.{quoted(name)}, a.{quoted(name)}" for name in others)
        named = ", ".join(f"a.{quoted(name)}" for name in key)
        rows = (
            self.ask(
                f"SELECT {named}, {fields} FROM b JOIN a ON {on} WHERE {any_differs} ORDER BY a._id LIMIT ? OFFSET ?",
                limit,
                offset,
            )
            if changed
            else []
        )
        added, added_rows = self._only_in("a", on, limit, offset)
        removed, removed_rows = self._only_in("b", on, limit, offset)
        return {
            "added": added,
            "added_rows": added_rows,
            "removed": removed,
            "removed_rows": removed_rows,
            "changed": changed,
            "changed_rows": tuple(_changed(row, len(key), others) for row in rows),
            "by_column": {name: count for name, count in zip(others, each, strict=True) if count},
        }

    def _only_in(self, here: str, on: str, limit: int, offset: int) -> tuple[int, tuple[Row, ...]]:
        """The rows of one side whose key the other lacks: how many, and some."""
        there = "b" if here == "a" else "a"
        ((count,),) = self.ask(f"SELECT count(*) FROM {here} ANTI JOIN {there} ON {on}")
        said = ", ".join(f"{here}.{quoted(name)}" for name in self.columns)
        rows = self.ask(
            f"SELECT {said} FROM {here} ANTI JOIN {there} ON {on} ORDER BY {here}._id LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return count, tuple(rows)

    def as_multisets(self, limit: int, offset: int) -> dict[str, Any]:
        said = ", ".join(quoted(name) for name in self.columns)
        found: dict[str, Any] = {}
        for called, here, there in (("added", "a", "b"), ("removed", "b", "a")):
            rest = f"(SELECT {said} FROM {here} EXCEPT ALL SELECT {said} FROM {there})"
            ((found[called],),) = self.ask(f"SELECT count(*) FROM {rest} AS rest")
            rows = self.ask(f"SELECT * FROM {rest} AS rest ORDER BY ALL LIMIT ? OFFSET ?", limit, offset)
            found[f"{called}_rows"] = tuple(rows)
        return found


def _changed(row: Row, width: int, names: Sequence[str]) -> ChangedRow:
    key, rest = row[:width], row[width:]
    pairs = zip(names, rest[::2], rest[1::2], strict=True)
    return ChangedRow(key, tuple((name, old, new) for name, old, new in pairs if old != new))
