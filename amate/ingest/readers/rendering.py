"""The values of a workbook's cells as text, without any loss, and their kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Self, cast

from amate.ingest.repairs import MISSING

LONGEST_MISSING = max(map(len, MISSING))
ANY_DAY = date(2000, 1, 1)
EXACT = 2**53  # below it a double is the integer that was typed


class Known(str):
    """The text of a cell whose kind was known when it was read; "" when it was not."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, text: str, kind: str) -> Self:
        known = super().__new__(cls, text)
        known.kind = kind
        return known


def rendered(value: object) -> tuple[str, str]:
    """A cell's text without any loss, and its kind: text number boolean date datetime time missing."""
    return RENDERERS[type(value)](value)


def as_text(row: Sequence[object]) -> list[str]:
    """The texts of a row, "" of its empty cells."""
    return [rendered(value)[0] if value != "" else "" for value in row]


# Most texts of a big sheet are said again and again.
@lru_cache(maxsize=4_096)
def _text(value: str) -> tuple[str, str]:
    return value, "missing" if value.strip().casefold() in MISSING or not value.strip() else "text"


def _float(value: float) -> tuple[str, str]:
    return (str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)), "number"


def _timedelta(value: timedelta) -> tuple[str, str]:
    hours, rest = divmod(int(value.total_seconds()), 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}", "time" if hours < 24 else "text"


RENDERERS: dict[type, Callable[..., tuple[str, str]]] = {
    str: _text,
    Known: lambda value: (str(value), value.kind),
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


def rendered_column(values: Sequence[object]) -> tuple[Sequence[str], set[str]]:
    """The texts of the cells of a column, "" of those that are empty, and the kinds of the others.

    Says the same as `rendered` of each, many times faster where all are of one type, as most columns are.
    """
    types = set(map(type, values))
    if types <= {str}:
        texts = cast("Sequence[str]", values)
        return texts, _kinds_of_texts(set(texts) - {""})
    if len(types) == 1 and Known not in types:
        return _of_one_type(values, *types)
    if len(types) == 2 and str in types:
        filled = [value for value in values if value != ""]
        if len(set(map(type, filled))) == 1:
            found, kinds = rendered_column(filled)
            texts_of_filled = iter(found)
            return [next(texts_of_filled) if value != "" else "" for value in values], kinds
    pairs = [rendered(value) if value != "" else ("", None) for value in values]
    return [text for text, _ in pairs], {kind for _, kind in pairs if kind is not None}


def _of_one_type(values: Sequence[Any], kind: type) -> tuple[Sequence[str], set[str]]:
    if kind is float:
        return _floats(values), {"number"}
    if kind is date:
        return list(map(date.isoformat, values)), {"date"}
    if kind is datetime:
        times = {datetime.combine(ANY_DAY, at) for at in set(map(datetime.time, values))}
        return list(map(str, values)), {rendered(each)[1] for each in times}
    pairs = list(map(RENDERERS[kind], values))
    return [text for text, _ in pairs], {kind for _, kind in pairs}


def _kinds_of_texts(texts: set[str]) -> set[str]:
    """Only the short ones may be a word for "no data", and most are not."""
    short = {t for t in texts if len(t) <= LONGEST_MISSING or t[0].isspace() or t[-1].isspace()}
    kinds = {_text(text)[1] for text in short}
    return kinds | {"text"} if len(short) < len(texts) else kinds


def _floats(values: Sequence[float]) -> list[str]:
    if not max(map(abs, values)) < EXACT:  # nor is what is no number
        return [_float(value)[0] for value in values]
    if all(map(float.is_integer, values)):
        return list(map(str, map(int, values)))
    # Below EXACT an integer ends in ".0", and "-0.0" alone is written unlike the integer that it is.
    return ["0" if text == "-0.0" else text.removesuffix(".0") for text in map(repr, values)]
