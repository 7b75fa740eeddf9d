"""Serving files read: one connection per thread and file, values typed as DuckDB types them."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import Unavailable
from amate.engines.sql import Answer, Row, Sql
from amate.engines.stored import StoredTable

log = logging.getLogger(__name__)

OPEN_FILES = 64
MMAP = 2_147_418_112  # SQLite maps 2 GiB at most and reads the rest

Reader = Callable[[Any], Any]
READERS: dict[str, Reader] = {
    "boolean": bool,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


@dataclass(frozen=True)
class ServingFile:
    """An open file and the decimal places of its scaled columns."""

    connection: sqlite3.Connection
    decimals: dict[str, int]


class _Open(threading.local):
    """The files that this thread has open, latest last: a connection shared by threads queues them."""

    def __init__(self) -> None:
        self.files: OrderedDict[tuple[int, Path], ServingFile] = OrderedDict()


_open = _Open()


def run(table: StoredTable, sql: Sql) -> Answer:
    """The whole answer, its values equal to those that DuckDB gives for the Parquet file."""
    try:
        file = _serving_file(table)
        cursor = file.connection.execute(sql.text, sql.params)
        columns = tuple(column[0] for column in cursor.description)
        return Answer(columns, _typed(cursor.fetchall(), _readers(table, file, columns)))
    except sqlite3.Error as error:
        log.error("the serving file of table %s cannot be read", table.key, exc_info=error)
        message = _("La copia rápida de la tabla no se puede leer.")
        raise Unavailable(message, code="serving-file-unavailable") from None


def ready(table: StoredTable) -> bool:
    return table.serving is not None and table.serving.exists()


def _serving_file(table: StoredTable) -> ServingFile:
    path = table.serving
    if path is None:
        raise sqlite3.OperationalError("this table has no serving file")
    key = os.getpid(), path  # a connection must not outlive a fork
    file = _open.files.pop(key, None) or _opened(path)
    _open.files[key] = file
    if len(_open.files) > OPEN_FILES:
        _open.files.popitem(last=False)[1].connection.close()
    return file


def _opened(path: Path) -> ServingFile:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute(f"PRAGMA mmap_size = {MMAP}")
    return ServingFile(connection, dict(connection.execute("SELECT c, places FROM _decimals")))


def _readers(table: StoredTable, file: ServingFile, columns: tuple[str, ...]) -> dict[int, Reader]:
    """By position, how a value is read that SQLite does not hold as it is."""
    readers = {name: READERS[kind] for name, kind in table.types.items() if kind in READERS}
    readers |= {name: partial(_scaled, places=places) for name, places in file.decimals.items()}
    return {at: readers[name] for at, name in enumerate(columns) if name in readers}


def _scaled(value: int, places: int) -> Decimal:
    return Decimal(value).scaleb(-places)


def _typed(rows: list[Row], readers: dict[int, Reader]) -> list[Row]:
    if not rows or not readers:
        return rows
    columns = list(zip(*rows, strict=True))
    for at, read in readers.items():
        columns[at] = tuple(None if value is None else read(value) for value in columns[at])
    return list(zip(*columns, strict=True))
