"""Histograms: the intervals that numbers and dates are counted by, their ends round to people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from amate.engines.sql import quoted
from amate.engines.stored import StoredColumn
from amate.query.bins import width
from amate.query.grouping import key_of
from amate.query.language import DAYS, NUMBERS, Key

BINNED = frozenset((*NUMBERS, *DAYS))
FAR = 3  # times the breadth of the bulk: where outliers reach so far, the bins at the ends are open
MOST_DATES = 40

Bin = tuple[Any, Any, int]  # from, until, rows


@dataclass(frozen=True)
class Reach:
    """The least and the greatest of a column, and where the bulk of it lies."""

    least: Any
    greatest: Any
    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, Any]:
        """From where to where it is worth drawing."""
        if self.high > self.low and self.greatest - self.least > FAR * (self.high - self.low):
            return self.low, self.high
        return self.least, self.greatest


@dataclass(frozen=True)
class Scale:
    """`expression` gives the start of the bin of a row, `starts` those that are drawn and where the last one ends."""

    expression: str
    starts: Sequence[Any]
    place: Callable[[Any], Any]  # of a start as the engine gives it, comparable with those in `starts`

    def bins(self, counted: Sequence[tuple[Any, int]]) -> list[Bin]:
        """From pairs of a start and its rows to bins one beside the other, those beyond the ends in the last ones."""
        *starts, end = self.starts
        rows = dict.fromkeys(starts, 0)
        before = after = False
        for value, count in counted:
            start = self.place(value)
            before, after = before or start < starts[0], after or start > starts[-1]
            rows[min(max(start, starts[0]), starts[-1])] += count
        untils = [*starts[1:], None if after else end]
        froms = [None if before else starts[0], *starts[1:]]
        return list(zip(froms, untils, rows.values(), strict=True))


def scale(column: StoredColumn, reach: Reach, places: int | None) -> Scale | None:
    """How a column is parted in bins; `places` are the decimals of an exact number. None when it cannot be."""
    try:
        return _of_dates(column, reach) if column.type in DAYS else _of_numbers(column, reach, places)
    except (ArithmeticError, ValueError):  # NaN and infinity, the year 10,000
        return None


def _of_numbers(column: StoredColumn, reach: Reach, places: int | None) -> Scale:
    low, high = map(Decimal, reach.ends)
    whole = column.type == "integer"
    wide = width(low, high, whole=whole)
    first, last = (int((end / wide).to_integral_value(ROUND_FLOOR)) for end in (low, high))
    starts = [at * wide for at in range(first, last + 2)]
    expression = key_of(Key(column.name, "bin", wide), column.type, places)
    return Scale(
        expression=expression,
        starts=[int(start) for start in starts] if whole else starts,
        place=lambda value: int(value) if whole else (Decimal(value) / wide).to_integral_value() * wide,
    )


def _of_dates(column: StoredColumn, reach: Reach) -> Scale:
    low, high = map(_day, reach.ends)
    unit = next((name for name, days in UNITS.items() if (high - low).days <= MOST_DATES * days), "century")
    return Scale(
        expression=f"CAST(date_trunc('{unit}', {quoted(column.name)}) AS DATE)",
        starts=list(_starts(unit, low, high)),
        place=_day,
    )


UNITS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "decade": 3_652}
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1_200}


def _starts(unit: str, low: date, high: date) -> Iterator[date]:
    """The starts of the intervals from one day to another, and the first one beyond."""
    start = _start(unit, low)
    while start <= high:
        yield start
        start = _next(unit, start)
    yield start


def _start(unit: str, day: date) -> date:
    if unit in ("day", "week"):
        return day - timedelta(days=day.weekday() if unit == "week" else 0)
    months = MONTHS[unit]
    if months < 12:
        return date(day.year, (day.month - 1) // months * months + 1, 1)
    years = months // 12
    # Decades begin in years that end in 0, centuries in those that end in 01.
    since = 1 if unit == "century" else 0
    return date((day.year - since) // years * years + since, 1, 1)


def _next(unit: str, start: date) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=UNITS[unit])
    month = start.month - 1 + MONTHS[unit]
    return date(start.year + month // 12, month % 12 + 1, 1)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
