"""The heads of the columns: type, share of empty values, and how the values are distributed, each part a filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amate.base.text import thousands
from amate.catalog.models import Column
from amate.catalog.rules import MEANING_NAMES
from amate.query.language import Value, Where
from amate.query.profile import LONGEST
from amate.query.values import read, written
from amate.web.explore.exploring import Exploring
from amate.web.grid import DIRECTIONS, Head, kind_of, shower

Profiles = Mapping[str, dict[str, Any]]

TALLEST = 28  # pixels of the highest bar
FEW = 3  # commonest values in a head


@dataclass(frozen=True)
class Part:
    """Rows that share a value or an interval of values: in words, how many, how large beside the others, its filter.

    `size` is in pixels for a bar, in hundredths of all rows for a value.
    """

    text: str
    rows: int
    size: int
    url: str


@dataclass(frozen=True)
class Distribution:
    """How the values of a column are distributed: `bars` over intervals, or the commonest `values`."""

    empty: str
    bars: Sequence[Part] = ()
    values: Sequence[Part] = ()
    said: str = ""

    @property
    def parts(self) -> Sequence[Part]:
        return self.bars or self.values


@dataclass(frozen=True)
class TypedHead:
    """`key` tells its parts apart in the page."""

    key: str
    head: Head
    filter_url: str
    is_filtered: bool
    distribution: Distribution


def heads(exploring: Exploring, profiles: Profiles | None = None, rows: int | None = None) -> list[TypedHead]:
    """With the distribution of some `rows`; else of the whole table, as it was counted when the version was built."""
    filtered = {one.column for one in exploring.query.where}
    rows = exploring.table.rows if rows is None else rows
    return [
        TypedHead(
            key=key_of(column),
            head=_head(exploring, column),
            filter_url=exploring.panel("filtro", column.name),
            is_filtered=column.name in filtered,
            distribution=distribution(
                exploring, column, column.profile if profiles is None else profiles[column.name], rows
            ),
        )
        for column in exploring.chosen
    ]


def key_of(column: Column) -> str:
    return f"c{column.position}"


def distribution(
    exploring: Exploring, column: Column, profile: dict[str, Any], rows: int, *, shown: int | None = FEW
) -> Distribution:
    """Of some `rows`, by their profile; at most so many values are `shown`."""
    empty = share(profile.get("empty", 0), rows)
    if bins := profile.get("bins"):
        return Distribution(empty, bars=_bars(exploring, column, bins))
    if top := profile.get("top"):
        several = profile.get("distinct", len(top)) - len(top[:shown])
        more = f"y {thousands(several)} {'valor' if several == 1 else 'valores'} más" if several > 0 else ""
        return Distribution(empty, values=_values(exploring, column, top[:shown], rows), said=more)
    distinct = profile.get("distinct", 0)
    return Distribution(empty, said=f"unos {thousands(distinct)} valores distintos" if distinct else "")


def share(part: int, whole: int) -> str:
    """ "12 %" of all rows; nothing of nothing."""
    if not part or not whole:
        return ""
    hundredths = 100 * part / whole
    if hundredths < 1:
        return "menos de 1 %"
    return "100 %" if part == whole else f"{min(99, round(hundredths))} %"


def _head(exploring: Exploring, column: Column) -> Head:
    sort = exploring.sort_of(column.name)
    return Head(
        name=column.name,
        type=column.type,
        sort_url=exploring.sorted_by(column.name) if column.type != "json" else "",
        direction=DIRECTIONS[sort.descending] if sort else "",
        kind=kind_of(column.type),
        known_as=MEANING_NAMES.get(column.meaning, ""),
    )


def _bars(exploring: Exploring, column: Column, bins: Sequence[Sequence[Any]]) -> list[Part]:
    highest = max(rows for _from, _until, rows in bins) or 1
    return [
        Part(
            text=_interval(column, start, until),
            rows=rows,
            size=max(2, round(TALLEST * rows / highest)) if rows else 0,
            url=exploring.narrowed(column.name, *_within(column, start, until)),
        )
        for start, until, rows in bins
    ]


def _values(exploring: Exploring, column: Column, top: Sequence[Sequence[Any]], rows: int) -> list[Part]:
    return [
        Part(
            text=said(column, value),
            rows=count,
            size=round(100 * count / (rows or 1)),
            url=exploring.narrowed(column.name, Where(column.name, "eq", _read(column, value)))
            if _is_whole(value)
            else "",
        )
        for value, count in top
    ]


def _is_whole(value: Any) -> bool:
    """Whether the profile kept all of it."""
    return not isinstance(value, str) or 0 < len(value) < LONGEST


def _interval(column: Column, start: Any, until: Any) -> str:
    if start is None:
        return f"menos de {said(column, until)}"
    if until is None:
        return f"{said(column, start)} o más"
    return f"de {said(column, start)} a {said(column, until)}"


def _within(column: Column, start: Any, until: Any) -> list[Where]:
    ends = (("gte", start), ("lt", until))
    return [Where(column.name, operator, _read(column, end)) for operator, end in ends if end is not None]


def _read(column: Column, value: Any) -> Value:
    return read(column.type, written(value))


def said(column: Column, value: Any) -> str:
    """A value of a profile, as the cells of its column are written."""
    return shower(column)(_read(column, value))
