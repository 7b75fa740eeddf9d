"""JSON: one array of objects; numbers exact, dates ISO 8601, empty values null."""

from __future__ import annotations

from pathlib import Path

from amate.query.formats.form import Column, Form, Result, copy, iso


def write(result: Result, target: Path) -> int:
    return copy(result, [cell(column) for column in result.columns], target, "FORMAT json, ARRAY true")


def cell(column: Column) -> str:
    """The SQL of each value as JSON takes it."""
    if column.type == "datetime":
        return iso(column.sql)
    if column.type == "json":
        return f"CAST({column.sql} AS JSON)"
    if column.kind == "DOUBLE":
        return f"CASE WHEN isfinite({column.sql}) THEN {column.sql} END"  # JSON has no NaN and no infinity
    return column.sql


JSON = Form(
    name="json",
    label="JSON",
    note="Una lista de objetos: para programas y páginas",
    meaning="one array of objects; numbers exact, dates ISO 8601",
    media_type="application/json",
    write=write,
)
