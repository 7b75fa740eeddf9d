"""Serving files built: staged, proved equal to the Parquet, then renamed into place."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import duckdb_extension_sqlite_scanner

from amate.base.errors import Unavailable
from amate.engines.duckdb import connect, decimals, refusals
from amate.engines.sql import TABLE, literal, quoted
from amate.engines.stored import ROW_NUMBER, StoredColumn, StoredTable

log = logging.getLogger(__name__)

FEWEST_ROWS = 5_000
MOST_COLUMNS = 1_998  # SQLite holds 2,000, `_id` among them

PRAGMAS = """
PRAGMA page_size = 8192; PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA locking_mode = exclusive;
PRAGMA cache_size = -16384; PRAGMA temp_store = file;
"""

# What SQLite declares, and how DuckDB writes the value. Undeclared columns would be BLOB to DuckDB.
STORED_AS: dict[str, tuple[str, str]] = {
    "text": ("TEXT", "CAST({0} AS VARCHAR)"),
    "integer": ("BIGINT", "CAST({0} AS BIGINT)"),
    "number": ("DOUBLE", "CAST({0} AS DOUBLE)"),
    "boolean": ("BIGINT", "CAST({0} AS BIGINT)"),
    "date": ("TEXT", "CAST({0} AS VARCHAR)"),
    "datetime": ("TEXT", "CAST({0} AS VARCHAR)"),
    "time": ("TEXT", "CAST({0} AS VARCHAR)"),
    "json": ("TEXT", "CAST({0} AS VARCHAR)"),
}


def is_worth(table: StoredTable) -> bool:
    """Small tables answer fast enough from Parquet; very wide ones do not fit."""
    return table.rows >= FEWEST_ROWS and len(table.columns) <= MOST_COLUMNS


def build(table: StoredTable, target: Path) -> Path | None:
    """Write the serving file of a table at `target`, whole or not at all, and return its path.

    None when the copy does not say exactly what the Parquet says (SQLite knows no NaN): readers then stay
    with Parquet. Raises Unavailable when a file cannot be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = target.with_name(f".{target.name}.{os.getpid()}.staging")
    staging.unlink(missing_ok=True)  # a failed build is garbage: never resumed
    try:
        _create(table, staging)
        if _fill_and_prove(table, staging):
            return _publish(staging, target)
        log.warning("the serving file of table %s is not equal to its Parquet: left out", table.key)
        return None
    except (OSError, sqlite3.Error) as error:
        log.error("the serving file of table %s could not be written", table.key, exc_info=error)
        raise Unavailable("No se pudo escribir la copia rápida de la tabla.", code="serving-file") from None
    finally:
        staging.unlink(missing_ok=True)


def _create(table: StoredTable, staging: Path) -> None:
    declared = ", ".join(f"{quoted(column.name)} {_stored_as(table, column)[0]}" for column in table.columns)
    with closing(sqlite3.connect(staging, isolation_level=None)) as connection:
        connection.executescript(PRAGMAS)
        connection.execute(f"CREATE TABLE {TABLE} ({quoted(ROW_NUMBER)} INTEGER PRIMARY KEY, {declared})")
        connection.execute("CREATE TABLE _decimals (c TEXT PRIMARY KEY, places INTEGER) WITHOUT ROWID")
        connection.executemany("INSERT INTO _decimals VALUES (?, ?)", _scaled(table).items())


def _fill_and_prove(table: StoredTable, staging: Path) -> bool:
    with refusals(table.key), connect() as engine:
        engine.execute(f"LOAD {literal(_sqlite_extension())}")
        engine.execute(f"ATTACH {literal(staging)} AS copy (TYPE sqlite)")
        rows = f"SELECT {_selected(table)} FROM read_parquet({literal(table.parquet)})"
        engine.execute(f"INSERT INTO copy.{TABLE} {rows}")
        equal = _digest(engine, f"({rows})") == _digest(engine, f"copy.{TABLE}")
        engine.execute("DETACH copy")
        return equal


def _digest(engine: duckdb.DuckDBPyConnection, source: str) -> tuple[int, int] | None:
    """Count and a sum of hashes, whatever the order of the rows."""
    return engine.execute(f"SELECT count(*), sum(hash(r)::HUGEINT) FROM {source} AS r").fetchone()


def _publish(staging: Path, target: Path) -> Path:
    staging.chmod(0o444)
    _sync(staging)
    staging.rename(target)
    _sync(target.parent)
    return target


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _selected(table: StoredTable) -> str:
    columns = (
        f"{_stored_as(table, column)[1].format(quoted(column.name))} AS {quoted(column.name)}"
        for column in table.columns
    )
    return ", ".join((quoted(ROW_NUMBER), *columns))


def _stored_as(table: StoredTable, column: StoredColumn) -> tuple[str, str]:
    places = _scaled(table).get(column.name)
    if places is None:
        return STORED_AS[column.type]
    # DuckDB would hand SQLite a DECIMAL as text: it goes as a whole number of its last place instead.
    return "BIGINT", f"CAST(CAST({{0}} AS DECIMAL(38,{places})) * {10**places} AS BIGINT)"


def _scaled(table: StoredTable) -> dict[str, int]:
    places = decimals(table.parquet)
    return {c.name: places[c.name] for c in table.columns if c.type == "number" and c.name in places}


def _sqlite_extension() -> Path:
    folder = Path(duckdb_extension_sqlite_scanner.__file__).parent / "extensions" / f"v{duckdb.__version__}"
    return folder / "sqlite_scanner.duckdb_extension"
