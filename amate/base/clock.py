"""What day it is where the portal's people are."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


@cache
def zone() -> ZoneInfo:
    return ZoneInfo(settings.PORTAL.timezone)


def today() -> date:
    return day_of(timezone.now())


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment, zone())
