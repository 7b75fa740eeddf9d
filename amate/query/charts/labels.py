"""Values as people read them on a chart in Mexico: months by name, thousands with commas, years without."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
GROUPED_FROM = 10_000  # smaller keys read well as they are, and years never take a comma
LONGEST = 120  # characters of a text
# Control characters break SVG; those that turn the direction of writing spill over into what follows.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]+")
OTHERS = "Otras"
NO_BREAK = "\u00a0"  # a space at which no line ends

Number = int | float | Decimal


@dataclass(frozen=True)
class Axis:
    """A key or a column of a chart: how its values stand (see `kind_of_axis`), and its name as people read it."""

    name: str
    kind: str
    column: str
    part: str = ""
    width: Decimal | None = None

    def label(self, value: Any) -> str:
        """A value in full, as in a sentence or a table."""
        return OTHERS if value is None else LABELS.get(self.part, _plain)(value, self)

    def short(self, value: Any) -> str:
        """A value as it stands beside an axis."""
        return OTHERS if value is None else SHORT.get(self.part, LABELS.get(self.part, _plain))(value, self)


def clean(text: str, longest: int = LONGEST) -> str:
    """A stranger's text on one line, without what is not seen, at most so many characters."""
    text = " ".join(UNSEEN.sub(" ", text[: 4 * longest]).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def number(value: Number | None) -> str:
    """1234567.5 → "1,234,567.5": two decimals at most, or three figures of what is smaller than a hundredth."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return "—"
    if value and abs(float(value)) < 0.01:
        return f"{float(value):.3g}"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Number, whole: Number) -> str:
    """A share: "23.4 %". What is there but less than a tenth says so."""
    share = 100 * float(part) / float(whole)
    if 0 < share < 0.05:
        return f"menos de 0.1{NO_BREAK}%"
    return f"{share:,.1f}".removesuffix(".0") + NO_BREAK + "%"


def _plain(value: Any, axis: Axis) -> str:
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, datetime):
        return f"{_day(value, axis)}, {value:%H:%M}"
    if isinstance(value, date):
        return _day(value, axis)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, int | float | Decimal):
        return _key_number(value)
    return clean(str(value)) or "(en blanco)"


def _key_number(value: Number) -> str:
    whole = math.isfinite(value) and value == int(value)
    return str(int(value)) if whole and abs(int(value)) < GROUPED_FROM else number(value)


def _day(value: date, axis: Axis) -> str:
    return f"{value.day} de {MONTHS[value.month - 1]} de {value.year}"


def _month(value: date, axis: Axis) -> str:
    return f"{MONTHS[value.month - 1]} de {value.year}"


def _quarter(value: date, axis: Axis) -> str:
    return f"trimestre {(value.month + 2) // 3} de {value.year}"


def _week(value: date, axis: Axis) -> str:
    return f"semana del {_day(value, axis)}"


def _bin(value: Any, axis: Axis) -> str:
    lower = Decimal(str(value))
    return f"de {number(lower)} a {number(lower + (axis.width or 0))}"


def _short_day(value: date, axis: Axis) -> str:
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


LABELS: dict[str, Callable[[Any, Axis], str]] = {
    "bin": _bin,
    "year": lambda value, axis: str(value),
    "quarter": _quarter,
    "month": _month,
    "week": _week,
    "day": _day,
    "monthofyear": lambda value, axis: MONTHS[value - 1],
    "weekday": lambda value, axis: WEEKDAYS[value - 1],
    "hour": lambda value, axis: f"{value} h",
}
SHORT: dict[str, Callable[[Any, Axis], str]] = {
    "quarter": lambda value, axis: f"T{(value.month + 2) // 3} {value.year}",
    "month": lambda value, axis: f"{MONTHS[value.month - 1][:3]} {value.year}",
    "week": _short_day,
    "day": _short_day,
    "monthofyear": lambda value, axis: MONTHS[value - 1][:3],
    "weekday": lambda value, axis: WEEKDAYS[value - 1][:3],
}
