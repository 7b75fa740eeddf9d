"""JSON: one array of objects; numbers exact, dates ISO 8601, empty values null."""

from __future__ import annotations

from collections.abc import Sequence

from amate.engines.duckdb import decimals
from amate.engines.sql import quoted
from amate.engines.stored import StoredTable
from amate.query.formats.form import Form, iso


def values(table: StoredTable, columns: Sequence[str]) -> list[str]:
    """The SQL of each value as JSON takes it."""
    exact = decimals(table.parquet)
    return [_value(table.types[name], quoted(name), exact=name in exact) for name in columns]


def _value(kind: str, column: str, *, exact: bool) -> str:
    if kind == "datetime":
        return iso(column)
    if kind == "json":
        return f"CAST({column} AS JSON)"
    if kind == "number" and not exact:
        return f"CASE WHEN isfinite({column}) THEN {column} END"  # JSON has no NaN and no infinity
    return column


JSON = Form(name="json", media_type="application/json", options="FORMAT json, ARRAY true", expressions=values)
