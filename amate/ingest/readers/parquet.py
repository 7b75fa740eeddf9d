"""Parquet as it is: its types become ours, nested values become JSON text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from amate.ingest.head import unique_names
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import listed, note, refuse
from amate.ingest.shop import Raw, RawColumn, Shop, identifier, quoted
from amate.ingest.sniff.kinds import KINDS

# DuckDB's type (its beginning) → our type and the SQL of the value.
TYPES: tuple[tuple[str, str, str], ...] = (
    ("VARCHAR", "text", "{c}"),
    ("UUID", "text", "CAST({c} AS VARCHAR)"),
    ("UBIGINT", "text", "CAST({c} AS VARCHAR)"),
    ("HUGEINT", "text", "CAST({c} AS VARCHAR)"),
    ("UHUGEINT", "text", "CAST({c} AS VARCHAR)"),
    ("FLOAT", "number", "CAST(CAST({c} AS VARCHAR) AS DOUBLE)"),  # 0.1 stays 0.1
    ("DOUBLE", "number", "{c}"),
    ("BOOLEAN", "boolean", "{c}"),
    ("TIMESTAMP WITH TIME ZONE", "datetime", "CAST(epoch_us({c}) AS BIGINT)::TIMESTAMP"),
    ("TIMESTAMP", "datetime", "CAST({c} AS TIMESTAMP)"),
    ("DATE", "date", "{c}"),
    ("TIME", "time", "CAST({c} AS TIME)"),
    ("BLOB", "text", "base64({c})"),
    ("BIT", "text", "CAST({c} AS VARCHAR)"),
    ("INTERVAL", "text", "CAST({c} AS VARCHAR)"),
    ("ENUM", "text", "CAST({c} AS VARCHAR)"),
)
_INTEGERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT")


def read_parquet(path: Path, filename: str, name: str, shop: Shop) -> Raw:
    """The table of a Parquet file; BadFile when it is damaged."""
    relation = f"read_parquet({quoted(str(path))})"
    try:
        described = shop.engine.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as error:
        raise refuse("damaged", file=filename, kind=KINDS["parquet"].called) from error
    columns = [(str(row[0]), str(row[1])) for row in described]
    if len(columns) > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=len(columns), limit=MAX_COLUMNS)
    names, renamed = unique_names([column for column, _ in columns])
    raw = tuple(_column(name, *column) for name, column in zip(names, columns, strict=True))
    notes = [note("renamed-columns", count=len(renamed), example=listed(renamed))] if renamed else []
    if blobs := [column for column, type_ in columns if type_ == "BLOB"]:
        notes.append(note("binary-columns", columns=listed(blobs)))
    return Raw(name, relation, raw, 0, None, tuple(notes))


@contextmanager
def damage_refused(filename: str) -> Iterator[None]:
    """BadFile for what only shows when the pages of a Parquet file are read: it is read where it lies, not before."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise refuse("damaged", file=filename, kind=KINDS["parquet"].called) from error


def _column(name: str, source: str, duck_type: str) -> RawColumn:
    cell = identifier(source)
    if duck_type in _INTEGERS:
        return RawColumn(name, f"CAST({cell} AS BIGINT)", type="integer")
    if duck_type.endswith("]") or duck_type.startswith(("STRUCT", "MAP", "UNION")) or duck_type == "JSON":
        return RawColumn(name, f"CAST(to_json({cell}) AS VARCHAR)", type="json")
    if duck_type.startswith("DECIMAL"):
        return RawColumn(name, _decimal(cell, duck_type), type="number" if _fits(duck_type) else "text")
    for begins, type_, value in TYPES:
        if duck_type.startswith(begins):
            return RawColumn(name, value.format(c=cell), type=type_)
    return RawColumn(name, f"CAST({cell} AS VARCHAR)", type="text")


def _fits(duck_type: str) -> bool:
    precision = int(duck_type.removeprefix("DECIMAL(").split(",")[0])
    return precision <= 18


def _decimal(cell: str, duck_type: str) -> str:
    scale = duck_type.rstrip(")").split(",")[1]
    return f"CAST({cell} AS DECIMAL(18,{scale}))" if _fits(duck_type) else f"CAST({cell} AS VARCHAR)"
