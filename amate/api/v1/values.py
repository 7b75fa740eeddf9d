"""Values of rows as JSON: numbers exact, what was stored as JSON as it is, dates ISO 8601."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from amate.engines.stored import StoredColumn

Encode = Callable[[Any], Any]


def as_objects(columns: Sequence[StoredColumn], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows as {column: value}, ready for orjson."""
    encode = [(column.name, encoder(column.type)) for column in columns]
    return [
        {name: to_json(value) for (name, to_json), value in zip(encode, row, strict=True)} for row in rows
    ]


def encoder(kind: str) -> Encode:
    """What makes JSON of the values of a column of this type."""
    return ENCODERS.get(kind, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _number(value: Any) -> Any:
    """A DECIMAL keeps every digit: a float would not."""
    return orjson.Fragment(format(value, "f")) if isinstance(value, Decimal) else value


def _integer(value: Any) -> Any:
    """A sum may need more than the 64 bits that orjson writes."""
    return value if value is None or -(2**63) <= value < 2**63 else orjson.Fragment(str(value))


def _json(value: Any) -> Any:
    return orjson.Fragment(value) if isinstance(value, str) else value


ENCODERS: dict[str, Encode] = {"integer": _integer, "number": _number, "json": _json}
