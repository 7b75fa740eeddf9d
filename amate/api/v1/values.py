"""Values of rows as JSON: numbers exact, what was stored as JSON as it is, dates ISO 8601."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from amate.engines.stored import StoredTable

Encode = Callable[[Any], Any]


def as_objects(
    table: StoredTable, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[dict[str, Any]]:
    """Rows as {column: value}, ready for orjson."""
    encode = [ENCODERS.get(table.types[name], _as_it_is) for name in columns]
    return [
        {name: to_json(value) for name, to_json, value in zip(columns, encode, row, strict=True)}
        for row in rows
    ]


def _as_it_is(value: Any) -> Any:
    return value


def _number(value: Any) -> Any:
    """A DECIMAL keeps every digit: a float would not."""
    return orjson.Fragment(format(value, "f")) if isinstance(value, Decimal) else value


def _json(value: Any) -> Any:
    return orjson.Fragment(value) if isinstance(value, str) else value


ENCODERS: dict[str, Encode] = {"number": _number, "json": _json}
