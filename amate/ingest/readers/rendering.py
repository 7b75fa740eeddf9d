"""The values of a workbook's cells as text, without any loss, and their kinds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from amate.ingest.repairs import MISSING


def rendered(value: object) -> tuple[str, str]:
    """A cell's text without any loss, and its kind: text number boolean date datetime time missing."""
    return RENDERERS[type(value)](value)


# Most texts of a big sheet are said again and again.
@lru_cache(maxsize=4_096)
def _text(value: str) -> tuple[str, str]:
    return value, "missing" if value.strip().casefold() in MISSING or not value.strip() else "text"


def _float(value: float) -> tuple[str, str]:
    # 2**53: below it a double is the integer that was typed.
    return (str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)), "number"


def _timedelta(value: timedelta) -> tuple[str, str]:
    hours, rest = divmod(int(value.total_seconds()), 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}", "time" if hours < 24 else "text"


RENDERERS: dict[type, Callable[..., tuple[str, str]]] = {
    str: _text,
    float: _float,
    int: lambda value: (str(value), "number"),
    bool: lambda value: ("true" if value else "false", "boolean"),
    datetime: lambda value: (
        value.isoformat(sep=" "),
        "date" if (value.hour, value.minute, value.second) == (0, 0, 0) else "datetime",
    ),
    date: lambda value: (value.isoformat(), "date"),
    time: lambda value: (value.isoformat(), "time"),
    timedelta: _timedelta,
}
