"""The small language that every question about a table is put in, whatever it came from.

What a question means is fixed here and belongs to no engine:

- Conditions are joined by AND. `eq` is exact; `ne` is all the rest, empty values included; other comparisons
  never hold for an empty value. `contains` and `startswith` ignore case and accents.
- Text is compared and sorted in Spanish order (ñ after n, accents beside their letter, capitals last among equals).
- Empty values come last, ascending and descending; ties keep the order of the rows (`_id`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

PAGE = 100
LARGEST_PAGE = 1_000

Value = str | int | Decimal | bool | date | datetime | time

ORDERED = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "isnull")
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": (*ORDERED, "contains", "startswith"),
    "integer": ORDERED,
    "number": ORDERED,
    "date": ORDERED,
    "datetime": ORDERED,
    "time": ORDERED,
    "boolean": ("eq", "ne", "in", "isnull"),
    "json": ("isnull",),
}


@dataclass(frozen=True)
class Where:
    """One condition; `value` is of the column's type, a tuple for `in`, True or False for `isnull`."""

    column: str
    operator: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True)
class Sort:
    column: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """A question about one table. No `columns` means all of them, no `limit` all rows (a page then has PAGE).

    `after` is the `_id` of the last row already seen, in the order of `sort`; `offset` counts rows to skip.
    """

    columns: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    after: int | None = None
    offset: int = 0
    count: bool = True
