"""The whole database as one file: a consistent copy made while the portal runs, and its way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amate.base.errors import NotReady, Unavailable

Ask = Callable[[str], list[tuple[Any, ...]]]


def vendor() -> str:
    """ "sqlite" or "postgresql"."""
    return connection.vendor


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def pending_migrations() -> int:
    """How many migrations this program has that the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def snapshot(target: Path) -> AbstractContextManager[Ask]:
    """Copy the database, as it is at this moment, to `target`.

    Gives a function that answers SQL from exactly what was copied, whatever has changed since.
    """
    return _SNAPSHOT[vendor()](target)


def load(source: Path) -> None:
    """Fill the empty database from a copy made by `snapshot`. `NotReady` when it is not empty."""
    if not is_empty():
        raise NotReady("La base de datos no está vacía; un respaldo solo se recupera en una vacía.")
    _LOAD[vendor()](source)


@contextmanager
def _sqlite_snapshot(target: Path) -> Iterator[Ask]:
    with closing(sqlite3.connect(target)) as copy:
        with closing(sqlite3.connect(_sqlite_uri(), uri=True, timeout=20)) as source:
            source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # so that the copy is one file
        yield lambda sql: copy.execute(sql).fetchall()


def _sqlite_load(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    for leftover in target.parent.glob(f"{target.name}*"):
        leftover.unlink()
    staged = target.with_name(f"{target.name}.new")
    shutil.copyfile(source, staged)
    staged.replace(target)


def _sqlite_uri() -> str:
    name = str(connection.settings_dict["NAME"])
    return name if name.startswith("file:") else f"{Path(name).absolute().as_uri()}?mode=ro"


@contextmanager
def _postgres_snapshot(target: Path) -> Iterator[Ask]:
    """`pg_dump` and the reader look through one exported snapshot, so they see the same rows."""
    with closing(connection.get_new_connection(connection.get_connection_params())) as reader:
        reader.autocommit = True
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        name = reader.execute("SELECT pg_export_snapshot()").fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={target}")
        yield lambda sql: reader.execute(sql).fetchall()


def _postgres_load(source: Path) -> None:
    database = str(connection.settings_dict["NAME"])
    connection.close()
    _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={database}", str(source))


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs, with the connection in its environment and never in its arguments."""
    settings = connection.settings_dict
    told = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {name: str(settings[key]) for name, key in told.items() if settings[key]}
    try:
        subprocess.run(  # noqa: S603
            [program, *arguments], env=os.environ | environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise Unavailable(f"Falta el programa {program}: instala postgresql-client.") from None
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"{program} no pudo terminar: {error.stderr.strip()[:500]}") from error


_SNAPSHOT: dict[str, Callable[[Path], AbstractContextManager[Ask]]] = {
    "sqlite": _sqlite_snapshot,
    "postgresql": _postgres_snapshot,
}
_LOAD: dict[str, Callable[[Path], None]] = {"sqlite": _sqlite_load, "postgresql": _postgres_load}
