"""CSV as RFC 4180 has it: UTF-8, CRLF, every value byte for byte, empty values empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from amate.query.formats.form import Column, Form, Result, copy, iso, plain

OPTIONS = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\r\\n'"


def write(result: Result, target: Path) -> int:
    return copy(result, cells(result, cell), target, OPTIONS)


def cells(result: Result, say: Callable[[Column], str]) -> list[str]:
    """The SQL of each cell. A lone column's empty value would be an empty line, which readers skip: it is ""."""
    said = [say(column) for column in result.columns]
    return said if len(said) > 1 else [f"coalesce(CAST({one} AS VARCHAR), '')" for one in said]


def cell(column: Column) -> str:
    if column.type == "datetime":
        return iso(column.sql)
    return plain(column) if column.type == "number" else column.sql


CSV = Form(
    name="csv",
    label="CSV",
    note="Texto separado por comas, en UTF-8: para cualquier programa",
    meaning="RFC 4180, UTF-8, every value as it is stored",
    media_type="text/csv; charset=utf-8; header=present",
    write=write,
)
