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
    if kind == "datetime":
        return iso(column)
    return plain(column) if kind == "number" else column


def plain(column: str) -> str:
    """A number as people write it: the double 5.0 is 5, and a DECIMAL keeps its places (5.00)."""
    whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
    text = (
        f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    )
    return f"CASE WHEN typeof({column}) = 'DOUBLE' THEN {text} ELSE CAST({column} AS VARCHAR) END"


CSV = Form(
    name="csv",
    media_type="text/csv; charset=utf-8; header=present",
    options="FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\r\\n'",
    expressions=_values,
)
