"""CSV as RFC 4180 has it: UTF-8, CRLF, every value byte for byte, empty values empty."""

from __future__ import annotations

from collections.abc import Sequence

from amate.engines.sql import quoted
from amate.engines.stored import StoredTable
from amate.query.formats.form import Form, iso


def _values(table: StoredTable, columns: Sequence[str]) -> list[str]:
    values = [_value(table.types[name], quoted(name)) for name in columns]
    # With a single column an empty value would be an empty line, which readers skip: it is written "".
    return values if len(values) > 1 else [f"coalesce(CAST({value} AS VARCHAR), '')" for value in values]


def _value(kind: str, column: str) -> str:
    return iso(column) if kind == "datetime" else column


CSV = Form(
    name="csv",
    media_type="text/csv; charset=utf-8; header=present",
    options="FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\r\\n'",
    expressions=_values,
)
