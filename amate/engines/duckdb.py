"""DuckDB over a version's Parquet file: one in-memory database per process, one cursor per question."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from amate.base.errors import Unavailable
from amate.base.files import staging
from amate.engines.sql import TABLE, Answer, Row, Sql, literal
from amate.engines.stored import StoredTable

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds that one page may take
ALL_DAY = 24 * 3600.0
ANSWERING = f"WITH {TABLE} AS NOT MATERIALIZED (SELECT * FROM read_parquet(?)) "


def run(table: StoredTable, sql: Sql, seconds: float = PATIENCE) -> Answer:
    """The whole answer at once, for pages and counts; `Unavailable` when it takes more than so many seconds."""
    with _cursor(table, sql, seconds) as cursor:
        return Answer(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())


def copy(table: StoredTable, sql: Sql, target: Path, options: str) -> int:
    """Write the answer into a file at full speed; `options` are those of COPY. Returns the number of rows."""
    text = f"COPY ({ANSWERING}{sql.text}) TO {literal(target)} ({options})"
    with refusals(table.key), database().cursor() as cursor:
        row = cursor.execute(text, [str(table.parquet), *sql.params]).fetchone()
        return int(row[0]) if row else 0


def kinds(table: StoredTable, sql: Sql) -> list[str]:
    """DuckDB's types of the columns of an answer, which is not worked out: BIGINT, DECIMAL(18,2), DOUBLE…"""
    nothing = Sql("SELECT * FROM (") + sql + Sql(") AS answer LIMIT 0")
    with _cursor(table, nothing, PATIENCE) as cursor:
        return [str(column[1]) for column in cursor.description or ()]


def run_text(text: str, params: Sequence[object] = (), seconds: float = ALL_DAY) -> list[Row]:
    """The rows of a statement of ours that names its own files; `Unavailable` after so many seconds."""
    with refusals("—"), database().cursor() as cursor, deadline(cursor, seconds):
        return cursor.execute(text, params).fetchall()


def decimals(parquet: Path) -> Mapping[str, int]:
    """Decimal places of each DECIMAL column of a file; a `number` that is absent from it is DOUBLE."""
    with refusals(parquet.stem):
        status = parquet.stat()
    return _decimals(parquet, status.st_ino, status.st_mtime_ns)


@lru_cache(maxsize=4096)
def _decimals(parquet: Path, inode: int, modified: int) -> Mapping[str, int]:
    columns = run_text("DESCRIBE SELECT * FROM read_parquet(?)", [str(parquet)])
    found = ((name, re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", kind)) for name, kind, *_rest in columns)
    return {name: int(match[1]) for name, match in found if match}


def connect() -> duckdb.DuckDBPyConnection:
    """A new in-memory database that loads nothing from the network; its limits come from the environment."""
    return duckdb.connect(":memory:", config=_config())


def database() -> duckdb.DuckDBPyConnection:
    """This process's database. After a fork the child makes its own and leaves its parent's alone."""
    return _database(os.getpid())


@cache
def _database(pid: int) -> duckdb.DuckDBPyConnection:
    connection = connect()
    connection.execute("SET parquet_metadata_cache = true")
    return connection


def _config() -> dict[str, str | bool | int | float | list[str]]:
    # Two processes must not spill into one folder: their files would have the same names.
    scratch = staging() / f"duckdb-{os.getpid()}"
    return {
        "threads": int(os.environ.get("AMATE_DUCKDB_THREADS", "1")),
        "memory_limit": os.environ.get("AMATE_DUCKDB_MEMORY", "1GB"),
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }


@contextmanager
def _cursor(table: StoredTable, sql: Sql, seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    with refusals(table.key), database().cursor() as cursor, deadline(cursor, seconds):
        cursor.execute(ANSWERING + sql.text, [str(table.parquet), *sql.params])
        yield cursor


@contextmanager
def deadline(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what the cursor is doing when it takes too long, so that no question holds a thread for ever."""
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def refusals(key: str) -> Iterator[None]:
    """Turn what DuckDB says, paths and all, into a sentence; the log keeps the original."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        log.warning("DuckDB ran out of memory on table %s", key, exc_info=error)
        message = _("La consulta pide más memoria de la disponible: agrega un filtro o quita el orden.")
        raise Unavailable(message, code="out-of-memory") from None
    except duckdb.InterruptException:
        message = (
            _("La consulta tardó más de %d segundos y se detuvo: agrega un filtro o quita el orden.")
            % PATIENCE
        )
        raise Unavailable(message, code="too-slow") from None
    except (duckdb.Error, OSError) as error:
        log.error("DuckDB could not answer about table %s", key, exc_info=error)
        message = _(
            "La tabla no se puede consultar en este momento. Sus datos están a salvo: inténtalo más tarde."
        )
        raise Unavailable(message, code="table-unavailable") from None
