"""A schema or a dictionary that somebody brings as a file: whatever of the formats it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from amate.base.errors import Invalid
from amate.engines.duckdb import run_text
from amate.engines.sql import quoted
from amate.ingest.dictionary import as_csv, csvw, table_schema
from amate.ingest.dictionary.declared import Schema, matched
from amate.ingest.dictionary.recognise import MOST_ROWS, Rows, describes
from amate.ingest.sandbox import read_safely

LARGEST = 5_000_000  # bytes


def read(path: Path, filename: str, bench: Path, *, names: Sequence[str], table: str) -> Schema:
    """What a file says of the table of these columns, under their names; Invalid, saying why, when that is nothing.

    bench: a folder to work in. A dictionary may be a table of any kind, which a child reads.
    """
    raw = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    if not raw.strip():
        raise Invalid("El archivo está vacío o es demasiado grande para ser un diccionario.")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return matched(of_json(raw), names)
    reading = read_safely(path, filename, bench, text_only=True)
    if reading.refused:
        raise Invalid(reading.refused.message)
    for read in reading.tables:
        rows = rows_of(bench / read.parquet, [column.name for column in read.columns])
        if as_csv.is_ours(rows[0]):
            return matched(as_csv.read(rows, table), names)
        if found := describes(rows, names, table):
            return Schema(found.fields)
    raise Invalid(
        "No encontramos en el archivo un diccionario de esta tabla: una columna con los nombres de las columnas "
        "y otra que diga qué es cada una. También puede ser un Table Schema o un CSVW, en JSON."
    )


def of_json(raw: bytes) -> Schema:
    """The schema in a JSON document: Table Schema, a Data Package of one resource, or CSVW."""
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid("El archivo no es un JSON bien escrito, en UTF-8.") from error
    if isinstance(document, Mapping):
        document = _of_package(document)
        if {"tableSchema", "columns", "tables"} & set(document):
            return csvw.read(document)
    return table_schema.read(document)


def _of_package(document: Mapping[str, Any]) -> Mapping[str, Any]:
    resources = document.get("resources")
    if isinstance(resources, list) and len(resources) == 1 and isinstance(resources[0], Mapping):
        document = resources[0]
    inside = document.get("schema")
    return inside if isinstance(inside, Mapping) else document


def rows_of(parquet: Path, names: Sequence[str]) -> Rows:
    """The rows of a small table as text, heads first; no more of them than a dictionary has."""
    cells = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in names)
    rows = run_text(f"SELECT {cells} FROM read_parquet(?) ORDER BY _id LIMIT {MOST_ROWS + 1}", [str(parquet)])
    return [list(names), *(list(row) for row in rows)]
