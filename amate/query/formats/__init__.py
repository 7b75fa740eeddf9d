"""The files that rows leave in: one module per format, one way to write them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.engines import duckdb
from amate.engines.sql import Sql
from amate.engines.stored import ROW_NUMBER, StoredColumn, StoredTable
from amate.query import bins, compile, result
from amate.query.formats.csv import CSV
from amate.query.formats.csv_for_excel import CSV_FOR_EXCEL
from amate.query.formats.form import Column, Form, Result
from amate.query.formats.json import JSON
from amate.query.formats.ndjson import NDJSON
from amate.query.formats.parquet import PARQUET
from amate.query.formats.xlsx import XLSX
from amate.query.language import Query
from amate.query.rows import after_keys

FORMATS: dict[str, Form] = {form.name: form for form in (CSV, CSV_FOR_EXCEL, XLSX, JSON, NDJSON, PARQUET)}


def export(table: StoredTable, query: Query, target: Path, *, format: str = "csv") -> int:
    """Write the rows of a question to a file, all of them unless it has a limit; returns how many.

    `format` is a key of FORMATS. Raises Invalid when the format cannot hold the answer.
    """
    query = bins.with_widths(query, table)
    if FORMATS[format].numbered and not query.columns and not query.is_grouped:
        query = replace(query, columns=(ROW_NUMBER, *table.names))
    return write(table, result.columns(query, table), _statement(query, table), target, format)


def _statement(query: Query, table: StoredTable) -> Sql:
    if query.is_grouped:
        return compile.groups(query, table)
    return compile.export(query, table, after_keys(table, query))


def write(table: StoredTable, columns: Sequence[StoredColumn], sql: Sql, target: Path, format: str) -> int:
    """Write the answer to any statement over a table, whose columns are these in this order."""
    form = FORMATS[format]
    if form not in offered(len(columns)):
        message = _(
            "%(format)s admite hasta %(most)d columnas y la respuesta tiene %(count)d: elige algunas con «_columns»."
        )
        facts = {"format": form.label, "most": form.most_columns, "count": len(columns)}
        raise Invalid(message % facts, code="too-wide")
    kinds = duckdb.kinds(table, sql)
    typed = (Column(one.name, one.type, kind) for one, kind in zip(columns, kinds, strict=True))
    return form.write(Result(table, sql, tuple(typed)), target)


def offered(columns: int) -> Iterator[Form]:
    """The formats that hold so many columns, in the order in which screens show them."""
    return (form for form in FORMATS.values() if form.most_columns is None or columns <= form.most_columns)


__all__ = ["FORMATS", "Form", "export", "offered", "write"]
