"""What every maker gives and every writer takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | int | float | bool | Decimal | date | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Column names with their type (`text integer number money date boolean`), and rows read once."""

    columns: Mapping[str, str]
    rows: Iterator[Row]
