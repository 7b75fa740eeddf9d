"""A compiled question as one text that anybody can run: its values in their places, its table read from an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from amate.engines.sql import TABLE, Sql, literal

# Quoted text and names are passed over: a question mark inside them is no place for a value.
MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\?")


def runnable(sql: Sql, address: str) -> str:
    """`sql` for any DuckDB, over the Parquet file at `address`."""
    values = iter(sql.params)
    text = MARK.sub(lambda found: written(next(values)) if found[0] == "?" else found[0], sql.text)
    return f"WITH {TABLE} AS (\n  SELECT * FROM read_parquet({literal(address)})\n)\n{text};"


def written(value: Any) -> str:
    """A value as SQL writes it, of the type that it is bound with."""
    return next(write(value) for kind, write in WRITTEN if isinstance(value, kind))


WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "TRUE" if value else "FALSE"),
    (int, str),
    (Decimal, lambda value: f"{value:f}"),
    (float, lambda value: f"CAST({literal(value)} AS DOUBLE)"),
    (datetime, lambda value: f"TIMESTAMP {literal(value.isoformat(sep=' '))}"),
    (date, lambda value: f"DATE {literal(value.isoformat())}"),
    (time, lambda value: f"TIME {literal(value.isoformat())}"),
    (str, literal),
)
