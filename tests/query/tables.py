"""Small tables written by DuckDB itself, and the same rows as plain Python."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from amate.engines.stored import StoredColumn, StoredTable

SQL_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(18,2)",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "json": "VARCHAR",
}

AT_ONCE = 250  # rows: a statement for each row takes seconds for some thousands
_numbers = itertools.count()


def write_table(
    folder: Path, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]
) -> StoredTable:
    """A Parquet file as ours are: `_id` dense from 1, then the columns; `double` is a number kept as DOUBLE."""
    number = next(_numbers)
    parquet = folder / f"table-{number}.parquet"
    with duckdb.connect() as engine:
        names = [f"c{at}" for at in range(len(columns))]
        kinds = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, (_, kind) in zip(names, columns, strict=True))
        engine.execute(f"CREATE TABLE rows (_id BIGINT, {kinds})")
        marks = f"({', '.join('?' * (len(columns) + 1))})"
        for start in range(0, len(rows), AT_ONCE):
            some = [[number, *row] for number, row in enumerate(rows[start : start + AT_ONCE], start + 1)]
            values = ", ".join([marks] * len(some))
            engine.execute(f"INSERT INTO rows VALUES {values}", list(itertools.chain.from_iterable(some)))
        heads = [
            f'{n} AS "{head.replace(chr(34), chr(34) * 2)}"'
            for n, (head, _) in zip(names, columns, strict=True)
        ]
        select = f"SELECT _id, {', '.join(heads)} FROM rows ORDER BY _id"
        engine.execute(
            f"COPY ({select}) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)"
        )
    stored = tuple(StoredColumn(name, "number" if kind == "double" else kind) for name, kind in columns)
    return StoredTable(f"table-{number}", parquet, len(rows), stored)
