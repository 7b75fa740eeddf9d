"""When data are due again, by what their institution promised, and how a dataset keeps to it on a day.

A promise is a periodicity, in ISO 8601 ("R/P1M"); it counts from the day, in the portal's zone, the data last changed.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

INTERVAL = re.compile(r"^R/P([0-9]{1,4})([DWMY])\Z")
MONTHS = {"M": 1, "Y": 12}
DAYS = {"D": 1, "W": 7}


class Freshness(models.TextChoices):
    """How public data stand with their promise, on a day. The values are those of addresses and of the API."""

    FRESH = "al-dia", "Al día"
    DUE = "por-actualizar", "Por actualizar"
    OVERDUE = "atrasado", "Atrasado"
    DELINQUENT = "muy-atrasado", "Muy atrasado"
    NONE = "sin-compromiso", "Sin compromiso"


LATE = (Freshness.OVERDUE, Freshness.DELINQUENT)


@dataclass(frozen=True)
class Margins:
    """In days: how long before they are due people are told, and for how long after that data are not late yet, and
    not very late yet.
    """

    ahead: int
    late: int
    very_late: int


# By the longest interval, in days, that they are for. No interval up to a year has more than the thirty days in which
# Mexican transparency asks for what a period produced; what comes every week needs no notice before it is due.
MARGINS: tuple[tuple[int, Margins], ...] = (
    (1, Margins(0, 1, 3)),
    (7, Margins(0, 2, 7)),
    (15, Margins(3, 4, 14)),
    (31, Margins(5, 10, 30)),
    (62, Margins(7, 15, 45)),
    (123, Margins(10, 20, 60)),
    (184, Margins(15, 30, 90)),
    (366, Margins(30, 30, 120)),
)
LONGEST = Margins(60, 60, 180)


@dataclass(frozen=True)
class Promise:
    """When new data are due; `overdue` and `delinquent` are the first days that say so."""

    due: date
    overdue: date
    delinquent: date
    told: date  # the first day on which it is worth a reminder; `due` itself when none is

    def on(self, day: date) -> Freshness:
        if day <= self.due:
            return Freshness.FRESH
        if day < self.overdue:
            return Freshness.DUE
        return Freshness.OVERDUE if day < self.delinquent else Freshness.DELINQUENT


def promise(periodicity: str, since: date | None) -> Promise | None:
    """What is promised of data that changed on a day; None when nothing was, or nothing that has a date."""
    due = next_due(periodicity, since) if since else None
    if since is None or due is None:
        return None
    margins = margins_of((due - since).days)
    try:
        late, very_late = (due + timedelta(days=days + 1) for days in (margins.late, margins.very_late))
    except OverflowError:
        return None
    return Promise(due, late, very_late, due - timedelta(days=margins.ahead))


def margins_of(days: int) -> Margins:
    """Those of an interval of so many days."""
    return next((margins for longest, margins in MARGINS if days <= longest), LONGEST)


def next_due(periodicity: str, since: date) -> date | None:
    """The day that follows `since` by one ISO 8601 interval ("R/P1M"); None when nothing was promised.

    Nor is anything promised by an interval of nothing, or by one that ends after the calendar does.
    """
    match = INTERVAL.match(periodicity)
    if not match or not int(match[1]):
        return None
    times, unit = int(match[1]), match[2]
    try:
        if unit in DAYS:
            return since + timedelta(days=times * DAYS[unit])
        return _months_later(since, times * MONTHS[unit])
    except (OverflowError, ValueError):
        return None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 31 January → 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
