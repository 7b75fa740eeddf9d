"""The small language that every question about a table is put in, whatever it came from.

What a question means is fixed here and belongs to no engine:

- Conditions are joined by AND. `eq` is exact; `ne` is all the rest, empty values included; other comparisons
  never hold for an empty value. `contains` and `startswith` ignore case and accents.
- Text is compared and sorted in Spanish order (ñ after n, accents beside their letter, capitals last among equals).
- Empty values come last, ascending and descending; ties keep the order of the rows (`_id`).
- Words (`words`) hold for a row when each of them is in some column of text, case and accents ignored.
- A question with `group` or `aggregate` has one row for each group. Its columns are the keys and the aggregates,
  named as the address spells them; empty values are a group of their own, and aggregates leave them out.
  Groups come in the order of their keys unless sorted otherwise.
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

NUMBERS = ("integer", "number")
DAYS = ("date", "datetime")

# What a key may take of a value, and of which types. `bin` is the lower end of the interval a number falls in;
# `month`, `quarter` and `week` are their first day; `weekday` counts from 1, Monday.
PARTS: dict[str, tuple[str, ...]] = {
    "bin": NUMBERS,
    "year": DAYS,
    "quarter": DAYS,
    "month": DAYS,
    "week": DAYS,
    "day": ("datetime",),
    "monthofyear": DAYS,
    "weekday": DAYS,
    "hour": ("datetime", "time"),
}

# What can be counted of a column, and of which types. `count` without a column counts rows, with one its filled ones.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "count": tuple(OPERATORS),
    "distinct": tuple(kind for kind in OPERATORS if kind != "json"),
    "sum": NUMBERS,
    "avg": NUMBERS,
    "median": NUMBERS,
    "min": (*NUMBERS, *DAYS, "time"),
    "max": (*NUMBERS, *DAYS, "time"),
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
class Key:
    """What rows are grouped by: a column, or a part of it (see PARTS). Only bins have a `width`, above zero."""

    column: str
    part: str = ""
    width: Decimal | None = None


@dataclass(frozen=True)
class Aggregate:
    """What is worked out of each group (see FUNCTIONS); only `count` may lack a column."""

    function: str
    column: str = ""


COUNT = Aggregate("count")


@dataclass(frozen=True)
class Query:
    """A question about one table. No `columns` means all of them, no `limit` all rows (a page then has PAGE).

    `after` is the `_id` of the last row already seen, in the order of `sort`; `offset` counts rows to skip.
    With `group` or `aggregate` the rows are groups: `sort` names their columns, `columns` and `after` are empty.
    """

    columns: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    words: str = ""
    group: tuple[Key, ...] = ()
    aggregate: tuple[Aggregate, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    after: int | None = None
    offset: int = 0
    count: bool = True

    @property
    def is_grouped(self) -> bool:
        return bool(self.group or self.aggregate)

    @property
    def is_filtered(self) -> bool:
        return bool(self.where or self.words)
