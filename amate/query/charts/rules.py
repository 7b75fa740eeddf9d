"""Which chart a table is shown by when nobody chose one: the first rule of RULES that its profile fits, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from amate.query.charts.chart import Chart
from amate.query.language import COUNT, DAYS, NUMBERS, Aggregate, Key, Query

PERSONAL = frozenset({
    *("curp", "rfc_person", "clabe", "nss", "voter_key", "phone", "email"),
    *("person_name", "street_address", "birth_date"),
})  # fmt: skip
PLACES = frozenset({"latitude", "longitude", "year", "postal_code"})
CODE = re.compile(
    r"^(id|clave|cve|folio|num|numero|no|codigo|cp|expediente|anio|año|mes|dia|hora)\b|^(id|num|cve)_|_id$",
    re.I,
)
FEW = range(2, 31)  # values of a category
PERIODS = 4  # of a time that is worth a line
SHORT, LONG = 62, 8 * 366  # days: below by day, above by year
LABELS = FEW
UNEVEN = 1.1  # categories that all count the same say nothing


class Known(Protocol):
    """What is known of a column: `catalog.Column` is one."""

    name: str
    type: str
    meaning: str
    profile: dict[str, Any]


def automatic(columns: Sequence[Known], rows: int) -> Chart | None:
    useful = [one for one in columns if one.meaning not in PERSONAL and _mostly_filled(one, rows)]
    return next((chart for rule in RULES if (chart := rule(useful, rows))), None)


def money_over_time(columns: Sequence[Known], rows: int) -> Chart | None:
    when, money = _first(columns, _is_time), _first(columns, _is_money)
    return _line(when, Aggregate("sum", money.name)) if when and money else None


def money_by_year(columns: Sequence[Known], rows: int) -> Chart | None:
    year, money = _first(columns, _is_year), _first(columns, _is_money)
    return _bars(Key(year.name), Aggregate("sum", money.name)) if year and money else None


def a_measure_of_each(columns: Sequence[Known], rows: int) -> Chart | None:
    """A row for each name, as a list of municipalities with their population."""
    name = _first(columns, lambda one: _is_name(one) and _distinct(one) == rows)
    measure = _first(columns, _is_measure)
    return (
        _bars(Key(name.name), Aggregate("sum", measure.name)) if rows in LABELS and name and measure else None
    )


def counts_of_a_category(columns: Sequence[Known], rows: int) -> Chart | None:
    one = _first(columns, lambda one: _is_category(one) and _distinct(one) in FEW)
    return _bars(Key(one.name), COUNT) if one else None


def counts_of_municipalities(columns: Sequence[Known], rows: int) -> Chart | None:
    one = _first(columns, lambda one: one.meaning == "municipality_name" and _is_category(one))
    return _bars(Key(one.name), COUNT) if one else None


def a_measure_over_time(columns: Sequence[Known], rows: int) -> Chart | None:
    when, measure = _first(columns, _is_time), _first(columns, _is_measure)
    return _line(when, Aggregate("avg", measure.name)) if when and measure else None


def rows_over_time(columns: Sequence[Known], rows: int) -> Chart | None:
    when = _first(columns, _is_time)
    return _line(when, COUNT) if when else None


def spread_of_a_number(columns: Sequence[Known], rows: int) -> Chart | None:
    one = _first(columns, _is_measure)
    return Chart("histogram", Query(group=(Key(one.name, "bin"),), aggregate=(COUNT,))) if one else None


RULES: tuple[Callable[[Sequence[Known], int], Chart | None], ...] = (
    money_over_time,
    money_by_year,
    a_measure_of_each,
    counts_of_a_category,
    counts_of_municipalities,
    a_measure_over_time,
    rows_over_time,
    spread_of_a_number,
)


def _bars(key: Key, one: Aggregate) -> Chart:
    return Chart("bar", Query(group=(key,), aggregate=(one,)))


def _line(when: Known, one: Aggregate) -> Chart:
    return Chart("line", Query(group=(Key(when.name, _part(when)),), aggregate=(one,)))


def _part(when: Known) -> str:
    days = _days(when)
    if days > LONG:
        return "year"
    if days > SHORT:
        return "month"
    return "" if when.type == "date" else "day"


def _is_time(one: Known) -> bool:
    return one.type in DAYS and _distinct(one) >= PERIODS and _days(one) >= PERIODS


def _is_name(one: Known) -> bool:
    return one.type == "text" and one.meaning in {"", "municipality_name"} and not CODE.search(one.name)


def _is_money(one: Known) -> bool:
    return one.meaning == "money" and one.type in NUMBERS and _varies(one)


def _is_year(one: Known) -> bool:
    return one.meaning == "year" and one.type == "integer" and _distinct(one) > 2


def _is_measure(one: Known) -> bool:
    quantity = one.type in NUMBERS and one.meaning not in PLACES and not CODE.search(one.name)
    return quantity and _varies(one) and _distinct(one) > FEW.stop // 3


def _is_category(one: Known) -> bool:
    counts = [times for _value, times in one.profile.get("top", ())]
    return one.type in {"text", "boolean"} and len(counts) > 1 and max(counts) > UNEVEN * min(counts)


def _mostly_filled(one: Known, rows: int) -> bool:
    return rows > 0 and one.profile.get("empty", rows) * 2 < rows


def _varies(one: Known) -> bool:
    return one.profile.get("min") != one.profile.get("max")


def _distinct(one: Known) -> int:
    return int(one.profile.get("distinct", 0))


def _days(one: Known) -> int:
    ends: Mapping[str, Any] = one.profile
    if not (isinstance(ends.get("min"), str) and isinstance(ends.get("max"), str)):
        return 0
    return (date.fromisoformat(ends["max"][:10]) - date.fromisoformat(ends["min"][:10])).days


def _first(columns: Sequence[Known], fits: Callable[[Known], bool]) -> Known | None:
    return next((one for one in columns if fits(one)), None)
