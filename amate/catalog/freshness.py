"""When data are due again, by what their institution promised."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

INTERVAL = re.compile(r"^R/P(\d+)([DWMY])$")
MONTHS = {"M": 1, "Y": 12}
DAYS = {"D": 1, "W": 7}


def next_due(periodicity: str, since: date) -> date | None:
    """The day that follows `since` by one ISO 8601 interval ("R/P1M"); None when nothing was promised."""
    match = INTERVAL.match(periodicity)
    if not match:
        return None
    times, unit = int(match[1]), match[2]
    if unit in DAYS:
        return since + timedelta(days=times * DAYS[unit])
    return _months_later(since, times * MONTHS[unit])


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 31 January → 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
