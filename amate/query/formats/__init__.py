"""The files that rows leave in: one module per format, one way to write them all."""

from __future__ import annotations

from pathlib import Path

from amate.engines import duckdb
from amate.engines.sql import quoted
from amate.engines.stored import StoredTable
from amate.query import compile
from amate.query.formats.csv import CSV
from amate.query.formats.form import Form
from amate.query.formats.json import JSON
from amate.query.formats.ndjson import NDJSON
from amate.query.language import Query
from amate.query.rows import after_keys

FORMATS: dict[str, Form] = {form.name: form for form in (CSV, JSON, NDJSON)}


def export(table: StoredTable, query: Query, target: Path, *, format: str = "csv") -> int:
    """Write the rows of a question to a file, all of them unless it has a limit; returns how many.

    `format` is a key of FORMATS. DuckDB writes the file at full speed, without passing through Python.
    """
    form = FORMATS[format]
    columns = compile.names(query, table)
    written = form.expressions(table, columns)
    named = [f"{text} AS {quoted(name)}" for text, name in zip(written, columns, strict=True)]
    return duckdb.copy(
        table, compile.export(query, table, named, after_keys(table, query)), target, form.options
    )
