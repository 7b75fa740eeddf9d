"""Which rows two versions of a table do not share: by key when they have one, else as multisets.

Values are compared as they are published. Rows are told by key, field by field; without a key only as added or removed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.engines.duckdb import ALL_DAY, run_text
from amate.engines.sql import Sql, quoted
from amate.engines.stored import StoredColumn, StoredTable
from amate.query.formats import write

SHOWN = 100
# Of a table, the columns that are tried as a key, one by one.
MOST_TRIED = 12
KEY_TYPES = ("text", "integer")
ADDED, REMOVED, CHANGED = KINDS = ("added", "removed", "changed")
# What a file of differences calls its lines, and their column: one of a row that came or went, two of one that changed.
LINE = "_cambio"
LINES = {ADDED: "nueva", REMOVED: "quitada", "before": "antes", "after": "después"}

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
    before: StoredTable,
    after: StoredTable,
    key: Sequence[str] = (),
    *,
    limit: int = SHOWN,
    offset: int = 0,
    kinds: Collection[str] = KINDS,
    seconds: float = ALL_DAY,
) -> Diff:
    """Compare two versions of a table. key: what names a row; without it a column is looked for that does.

    All is counted; rows are given of the `kinds` that are asked for. `Unavailable` after so many seconds.
    """
    columns = common(before, after)
    only_before = tuple(name for name in before.names if name not in columns)
    only_after = tuple(name for name in after.names if name not in columns)
    if before.key == after.key:
        return Diff(columns)
    if not columns:
        return Diff((), (), after.rows, before.rows, 0, only_before=only_before, only_after=only_after)
    sides = _Sides(before, after, columns, seconds)
    named = sides.named(key)
    shown = _Shown(limit, offset, frozenset(kinds))
    found = sides.by_key(named, shown) if named else sides.as_multisets(shown)
    return Diff(columns, named, **found, only_before=only_before, only_after=only_after)


def common(before: StoredTable, after: StoredTable) -> tuple[str, ...]:
    """The columns that two versions of a table share, in the order of the newer one."""
    return tuple(name for name in after.names if name in before.names)


def export(
    before: StoredTable, after: StoredTable, key: Sequence[str], target: Path, form: str = "csv"
) -> int:
    """Write every row that differs to a file, in the columns that both have: each under what happened to it (LINE).

    form: a key of FORMATS. Returns the number of lines; of a row that changed there are two, before and after.
    """
    columns = common(before, after)
    if not columns:
        raise Invalid(
            _("Las dos versiones de la tabla no tienen ninguna columna en común."), code="nothing-in-common"
        )
    sides = _Sides(before, after, columns, ALL_DAY)
    types = {name: after.types[name] if name not in sides.as_text else "text" for name in columns}
    line = _free(LINE, columns)
    heads = [StoredColumn(line, "text"), *(StoredColumn(name, types[name]) for name in columns)]
    return write(after, heads, sides.lines(sides.named(key), line), target, form)


@dataclass(frozen=True)
class _Shown:
    """Which rows are given beside the counts."""

    limit: int
    offset: int
    kinds: frozenset[str]


class _Sides:
    """Both Parquet files and the columns that they share, as SQL."""

    def __init__(
        self, before: StoredTable, after: StoredTable, columns: Sequence[str], seconds: float
    ) -> None:
        self.before, self.after, self.columns = before, after, columns
        self.until = monotonic() + seconds
        self.paths = [str(before.parquet), str(after.parquet)]
        types = before.types, after.types
        # A column whose type changed is compared as it is written.
        self.as_text = frozenset(name for name in columns if types[0][name] != types[1][name])
        self.cells = {
            name: f"CAST({quoted(name)} AS VARCHAR)" if name in self.as_text else quoted(name)
            for name in columns
        }
        said = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in self.cells.items())
        self.ctes = (
            f"WITH b AS NOT MATERIALIZED (SELECT _id, {said} FROM read_parquet(?)), "
            f"a AS NOT MATERIALIZED (SELECT _id, {said} FROM read_parquet(?)) "
        )

    def ask(self, sql: str, *params: object) -> list[Row]:
        return run_text(self.ctes + sql, [*self.paths, *params], max(self.until - monotonic(), 0.001))

    def named(self, key: Sequence[str]) -> tuple[str, ...]:
        """What names a row: the key that was given, if it does, or a column that does."""
        return tuple(key) if self.is_key(key) else self.key()

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

    def by_key(self, key: Sequence[str], shown: _Shown) -> dict[str, Any]:
        on = _joined(key)
        others = [name for name in self.columns if name not in key]
        differs = [_differs(name) for name in others]
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
                shown.limit,
                shown.offset,
            )
            if changed and CHANGED in shown.kinds
            else []
        )
        added, added_rows = self._only_in("a", on, shown, ADDED)
        removed, removed_rows = self._only_in("b", on, shown, REMOVED)
        return {
            "added": added,
            "added_rows": added_rows,
            "removed": removed,
            "removed_rows": removed_rows,
            "changed": changed,
            "changed_rows": tuple(_changed(row, len(key), others) for row in rows),
            "by_column": {name: count for name, count in zip(others, each, strict=True) if count},
        }

    def _only_in(self, here: str, on: str, shown: _Shown, kind: str) -> tuple[int, tuple[Row, ...]]:
        """The rows of one side whose key the other lacks: how many, and some."""
        there = "b" if here == "a" else "a"
        ((count,),) = self.ask(f"SELECT count(*) FROM {here} ANTI JOIN {there} ON {on}")
        if not count or kind not in shown.kinds:
            return count, ()
        said = ", ".join(f"{here}.{quoted(name)}" for name in self.columns)
        rows = self.ask(
            f"SELECT {said} FROM {here} ANTI JOIN {there} ON {on} ORDER BY {here}._id LIMIT ? OFFSET ?",
            shown.limit,
            shown.offset,
        )
        return count, tuple(rows)

    def as_multisets(self, shown: _Shown) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for called, rest in ((ADDED, self._rest("a", "b")), (REMOVED, self._rest("b", "a"))):
            ((found[called],),) = self.ask(f"SELECT count(*) FROM {rest} AS rest")
            found[f"{called}_rows"] = ()
            if found[called] and called in shown.kinds:
                text = f"SELECT * FROM {rest} AS rest ORDER BY ALL LIMIT ? OFFSET ?"
                found[f"{called}_rows"] = tuple(self.ask(text, shown.limit, shown.offset))
        return found

    def _rest(self, here: str, there: str) -> str:
        """The rows that stand oftener in one side than in the other, as often as they do."""
        said = ", ".join(quoted(name) for name in self.columns)
        return f"(SELECT {said} FROM {here} EXCEPT ALL SELECT {said} FROM {there})"

    def lines(self, key: Sequence[str], line: str) -> Sql:
        """Every row that differs, under what happened to it: the changed first, then the new, then those that went."""
        part, row, side = (_free(name, (line, *self.columns)) for name in ("_parte", "_fila", "_lado"))
        places = tuple(map(quoted, (part, row, side, line)))
        parts = self._keyed_lines(key, places) if key else self._loose_lines(places)
        said = ", ".join(quoted(name) for name in (line, *self.columns))
        text = f"SELECT {said} FROM ({' UNION ALL '.join(parts)}) AS lines ORDER BY {', '.join(places[:3])}"
        return Sql(self.ctes + text, tuple(self.paths))

    def _keyed_lines(self, key: Sequence[str], places: Sequence[str]) -> list[str]:
        on, others = _joined(key), [name for name in self.columns if name not in key]
        where = " OR ".join(map(_differs, others)) or "false"
        changed = [
            f"{_head(places, 0, 'a._id', side, LINES[called])}, {self._of(here)} FROM b JOIN a ON {on} WHERE {where}"
            for side, (here, called) in enumerate((("b", "before"), ("a", "after")))
        ]
        return changed + [
            f"{_head(places, part, f'{here}._id', 0, LINES[kind])}, {self._of(here)} "
            f"FROM {here} ANTI JOIN {there} ON {on}"
            for part, (here, there, kind) in enumerate((("a", "b", ADDED), ("b", "a", REMOVED)), start=1)
        ]

    def _loose_lines(self, places: Sequence[str]) -> list[str]:
        return [
            f"{_head(places, part, '0', 0, LINES[kind])}, rest.* FROM {self._rest(here, there)} AS rest"
            for part, (here, there, kind) in enumerate((("a", "b", ADDED), ("b", "a", REMOVED)))
        ]

    def _of(self, here: str) -> str:
        return ", ".join(f"{here}.{quoted(name)} AS {quoted(name)}" for name in self.columns)


def _head(places: Sequence[str], part: int, row: str, side: int, said: str) -> str:
    """The columns that order the lines, and the one that says what happened."""
    values = (str(part), row, str(side), f"'{said}'")
    return "SELECT " + ", ".join(f"{value} AS {name}" for value, name in zip(values, places, strict=True))


def _free(name: str, taken: Sequence[str]) -> str:
    """A name that none of these columns has."""
    known = {one.lower() for one in taken}
    return next(
        found for found in (f"{name}{'_' * more}" for more in range(len(known) + 1)) if found not in known
    )


def _joined(key: Sequence[str]) -> str:
    return " AND ".join(f"b.{quoted(name)} = a.{quoted(name)}" for name in key)


def _differs(name: str) -> str:
    return f"b.{quoted(name)} IS DISTINCT FROM a.{quoted(name)}"


def _changed(row: Row, width: int, names: Sequence[str]) -> ChangedRow:
    key, rest = row[:width], row[width:]
    pairs = zip(names, rest[::2], rest[1::2], strict=True)
    return ChangedRow(key, tuple((name, old, new) for name, old, new in pairs if old != new))
