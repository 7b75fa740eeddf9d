"""SQLite databases: each table as it is stored. Nothing that the file itself would run is run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from amate.ingest.limits import MAX_TABLES
from amate.ingest.messages import listed, note, refuse
from amate.ingest.readers.hidden.telling import told_of_file
from amate.ingest.readers.named import named_table
from amate.ingest.shop import Raw, Shop, identifier
from amate.ingest.sniff.kinds import KINDS

_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def read_sqlite(path: Path, filename: str, shop: Shop) -> list[Raw]:
    """The tables of a database, by name; views and virtual tables are left out and told. BadFile when it is damaged."""
    try:
        with closing(_opened(path)) as database:
            tables, others = _listed(database)
            if len(tables) > MAX_TABLES:
                raise refuse("too-many-tables", count=len(tables), limit=MAX_TABLES)
            columns = {table: _columns(database, table) for table in tables}
            notes = [note("database-views", count=len(others), columns=listed(others))] if others else []
            if database.execute("PRAGMA freelist_count").fetchone()[0] or _is_longer(database, path):
                notes.append(note("free-pages"))
            database.set_authorizer(_authorize)
            found = [
                named_table(table, filename, heads, _rows(database, table, heads), shop)
                for table, heads in columns.items()
                if heads
            ]
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise refuse("damaged", file=filename, kind=KINDS["sqlite"].called) from error
    return told_of_file([replace(raw, line=None) for raw in found], notes, shop)


def _opened(path: Path) -> sqlite3.Connection:
    # Immutable: no lock, no journal of somebody else's is looked for, nothing is written.
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    return database


def _is_longer(database: sqlite3.Connection, path: Path) -> bool:
    """Whether something stands behind the last page."""
    (pages,), (size,) = (
        database.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
    )
    return path.stat().st_size > int(pages) * int(size)


def _listed(database: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """The names of the tables that store rows, in the order of the file, and of what is computed or foreign."""
    rows = database.execute(
        "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY rowid"
    )
    kinds = {name: kind for _, name, kind, *_ in database.execute("PRAGMA main.table_list")}
    own = [(name, kinds.get(name, kind)) for name, kind, _ in rows if not name.startswith("sqlite_")]
    stored = [name for name, kind in own if kind == "table"]
    return stored, [name for name, kind in own if kind in ("view", "virtual")]


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    """The columns that are stored; those computed from others would run what the file says."""
    rows = database.execute(f"PRAGMA main.table_xinfo({identifier(table)})")
    return [name for _, name, *_, hidden in rows if not hidden]


def _authorize(
    action: int, _first: str | None, _second: str | None, _database: str | None, trigger: str | None
) -> int:
    allowed = action in _ALLOWED and trigger is None
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _rows(
    database: sqlite3.Connection, table: str, columns: list[str]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    cells = ", ".join(map(identifier, columns))
    yield from enumerate(database.execute(f"SELECT {cells} FROM main.{identifier(table)}"), start=1)
