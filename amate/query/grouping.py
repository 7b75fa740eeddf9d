"""How the keys of groups and what is worked out of them are said in SQL."""

from __future__ import annotations

from decimal import Decimal

from amate.engines.sql import quoted
from amate.query.language import Aggregate, Key

PARTS: dict[str, str] = {
    "year": "year({0})",
    "quarter": "CAST(date_trunc('quarter', {0}) AS DATE)",
    "month": "CAST(date_trunc('month', {0}) AS DATE)",
    "week": "CAST(date_trunc('week', {0}) AS DATE)",
    "day": "CAST({0} AS DATE)",
    "monthofyear": "month({0})",
    "weekday": "isodow({0})",
    "hour": "hour({0})",
}
FUNCTIONS: dict[str, str] = {
    "count": "count({0})",
    "distinct": "count(DISTINCT {0})",
    "sum": "sum({0})",
    "avg": "avg({0})",
    "median": "median(CAST({0} AS DOUBLE))",
    "min": "min({0})",
    "max": "max({0})",
}


def calculation(one: Aggregate) -> str:
    return FUNCTIONS[one.function].format(quoted(one.column) if one.column else "*")


def key_of(key: Key, kind: str, places: int | None) -> str:
    """What rows are grouped by; `places` are the decimal places of an exact number, None for a float."""
    column = quoted(key.column)
    if key.part != "bin":
        return PARTS[key.part].format(column) if key.part else column
    assert key.width is not None
    return _bin(column, key.width, 0 if kind == "integer" else places)


def _bin(column: str, width: Decimal, places: int | None) -> str:
    """The lower end of the interval that a value falls in: a multiple of `width`, as exact as the column."""
    width = width.normalize()  # 5.0 is 5: it must not make decimals of whole numbers
    finer = max(0, -int(width.as_tuple().exponent))
    if places is None:
        # Fourteen times 0.1 is not 1.4 in floats: what lies within a billionth of an end is on it.
        return f"round(floor(round({column} / {width:f}, 9)) * {width:f}, {finer})"
    value, step, wide = _exact(column, width, places, finer)
    # DuckDB cuts towards zero; twenty times slower in wide numbers, so only the last step is taken in them.
    lower = f"CAST({value} - {value} % {step} AS {wide})"
    return f"{lower} - CASE WHEN {value} % {step} < 0 THEN {step} ELSE 0 END"


def _exact(column: str, width: Decimal, places: int, finer: int) -> tuple[str, str, str]:
    """A value and a width in one type, and the type that holds any difference of them."""
    if not places and not finer:
        return column, f"{width:f}", "HUGEINT"
    digits = 18 if finer <= places and width.adjusted() + places < 18 else 38
    kind = f"DECIMAL({digits},{max(places, finer)})"
    value = column if finer <= places else f"CAST({column} AS {kind})"
    return value, f"CAST({width:f} AS {kind})", f"DECIMAL(38,{max(places, finer)})"
