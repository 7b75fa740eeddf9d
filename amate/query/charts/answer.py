"""What a chart draws: the groups of its question, cut to what can be read, with what was left out counted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.engines.sql import Row
from amate.engines.stored import StoredTable
from amate.query import bins, rows
from amate.query.charts import words
from amate.query.charts.chart import ADDITIVE, Chart, kind_of_axis
from amate.query.charts.labels import Axis, Number
from amate.query.language import COUNT, Aggregate, Key, Query, Sort, Where
from amate.query.spelling import aggregate_name, group_name

MOST = 30  # categories drawn; with more, the greatest 29 and the rest as one
TOO_MUCH = 4  # times the greatest: a rest beyond would press all others flat, and is not drawn
MOST_SERIES = 8  # as many colours as can be told apart
MOST_POINTS = 1_000  # along a time or a number
MOST_PAIRS = 10_000
MOST_DOTS = 2_000


@dataclass(frozen=True)
class Point:
    """One mark. `x` and `series` are values of their keys, None for all that is not drawn by itself."""

    x: Any
    y: Number
    series: Any = None


@dataclass(frozen=True)
class Answer:
    """`groups` counts what there is along x, `rest` what of it is drawn as one, `cut` what is not drawn at all.

    `rows` satisfy the conditions; of them `left_out` have no value to be grouped by. `blank` groups had nothing to
    work out. `total` is of all that is grouped, when parts add up to it.
    """

    chart: Chart
    x: Axis
    y: str
    series: Axis | None
    points: tuple[Point, ...]
    groups: int = 0
    rest: int = 0
    cut: int = 0
    rows: int = 0
    left_out: int = 0
    blank: int = 0
    total: Number | None = None

    @property
    def columns(self) -> int:
        return len({point.x for point in self.points})


def answer(table: StoredTable, chart: Chart) -> Answer:
    """Raises Invalid when the combination of two keys has more groups than a chart can be made of."""
    return _scatter(table, chart) if chart.mark == "scatter" else _groups(table, chart)


def _groups(table: StoredTable, chart: Chart) -> Answer:
    one = chart.query.aggregate[0]
    asked = replace(chart.query, where=(*chart.query.where, *_filled(chart.query.group)), aggregate=(one,))
    asked = bins.with_widths(asked, table)
    types = table.types
    axes = [_axis(key, types[key.column]) for key in asked.group]
    grouped, total = _whole(table, asked, one)
    rows = _count(table, chart.query)
    points, groups, rest, cut, blank = (_one_key if len(axes) == 1 else _two_keys)(table, asked, axes, total)
    return Answer(
        chart=replace(chart, query=replace(chart.query, group=asked.group)),
        x=axes[0],
        y=words.aggregate(one),
        series=axes[1] if len(axes) > 1 else None,
        points=tuple(points),
        groups=groups,
        rest=rest,
        cut=cut,
        rows=rows,
        left_out=rows - grouped,
        blank=blank,
        total=total,
    )


Cut = tuple[list[Point], int, int, int, int]  # points, groups, rest, cut, blank


def _one_key(table: StoredTable, asked: Query, axes: Sequence[Axis], total: Number | None) -> Cut:
    few = axes[0].kind == "category"
    query = replace(
        asked, sort=asked.sort or _usual_sort(asked, axes[0], table), limit=MOST if few else MOST_POINTS
    )
    page = rows.page(table, query)
    groups = page.total or 0
    found = page.rows
    if groups <= len(found) or total is None:
        points = [Point(x, y) for x, y in found if _drawable(y)]
        return points, groups, 0, groups - len(found), len(found) - len(points)
    apart = found[: len(found) - 1]
    points = [Point(x, y) for x, y in apart if _drawable(y)]
    others = total - sum((point.y for point in points), type(total)(0))  # type: ignore[operator]
    if abs(float(others)) > TOO_MUCH * max((abs(float(point.y)) for point in points), default=0):
        points = [Point(x, y) for x, y in found if _drawable(y)]
        return points, groups, 0, groups - len(found), len(found) - len(points)
    return [*points, Point(None, others)], groups, groups - len(apart), 0, len(apart) - len(points)


def _two_keys(table: StoredTable, asked: Query, axes: Sequence[Axis], total: Number | None) -> Cut:
    """All pairs are fetched, and cut here to the first of x and the greatest of the series."""
    page = rows.page(table, replace(asked, sort=(), limit=MOST_PAIRS))
    if page.more:
        raise Invalid(
            _("Son más de %(most)s combinaciones: agrega un filtro o agrupa por algo con menos valores.")
            % {"most": f"{MOST_PAIRS:,}"},
            fields={"_group": ""},
        )
    filled = [Point(x, y, series) for x, series, y in page.rows if _drawable(y)]
    xs = _first(table, replace(asked, group=asked.group[:1]), axes[0], MOST)
    several = _first(table, replace(asked, group=asked.group[1:], sort=()), axes[1], MOST_SERIES)
    drawn, others = _drawn_apart(filled, xs.kept, several.kept)
    points = drawn if total is None else [*drawn, *others]
    rest = xs.groups - len(xs.kept)
    order = {value: at for at, value in enumerate([*xs.kept, None])}
    points = sorted(points, key=lambda point: order[point.x])
    blank = len(page.rows) - len(filled)
    return (points, xs.groups, rest, 0, blank) if total is not None else (points, xs.groups, 0, rest, blank)


@dataclass(frozen=True)
class _First:
    kept: list[Any]
    groups: int


def _first(table: StoredTable, asked: Query, axis: Axis, most: int) -> _First:
    """The values of one key that are drawn: all that go in order, else the greatest."""
    limit = most if axis.kind == "category" or most == MOST_SERIES else MOST_POINTS
    names = {group_name(key, table.types) for key in asked.group} | {
        aggregate_name(one, table.types) for one in asked.aggregate
    }
    sort = tuple(one for one in asked.sort if one.column in names)
    page = rows.page(table, replace(asked, sort=sort or _usual_sort(asked, axis, table), limit=limit))
    kept = [row[0] for row in page.rows]
    groups = page.total or 0
    return _First(kept if groups <= limit else kept[:-1], groups)


def _drawn_apart(
    points: Sequence[Point], xs: Sequence[Any], several: Sequence[Any]
) -> tuple[list[Point], list[Point]]:
    """Pairs drawn by themselves, and all others added up where they belong."""
    known, told = set(xs), set(several)
    apart = [point for point in points if point.x in known and point.series in told]
    sums: dict[tuple[Any, Any], Number] = defaultdict(int)
    for point in points:
        if point.x not in known or point.series not in told:
            where = (point.x if point.x in known else None, point.series if point.series in told else None)
            sums[where] = sums[where] + point.y  # type: ignore[operator]
    return apart, [Point(x, y, series) for (x, series), y in sums.items()]


def _usual_sort(asked: Query, axis: Axis, table: StoredTable) -> tuple[Sort, ...]:
    """Categories from the greatest on; what goes in order, in its order."""
    if axis.kind != "category":
        return ()
    return (Sort(aggregate_name(asked.aggregate[0], table.types), descending=True),)


def _whole(table: StoredTable, asked: Query, one: Aggregate) -> tuple[int, Number | None]:
    """How many rows are grouped, and what the parts add up to when they do."""
    wanted = (COUNT,) if one == COUNT else (COUNT, one)
    page = rows.page(table, replace(asked, group=(), sort=(), aggregate=wanted, count=False))
    row: Row = page.rows[0]
    return row[0], row[-1] if one.function in ADDITIVE and _drawable(row[-1]) else None


def _drawable(value: Any) -> bool:
    """Floats of files can be infinite, or no number at all."""
    return value is not None and math.isfinite(value)


def _count(table: StoredTable, query: Query) -> int:
    plain = Query(where=query.where, words=query.words, aggregate=(COUNT,), count=False)
    return int(rows.page(table, plain).rows[0][0])


def _filled(keys: Sequence[Key]) -> tuple[Where, ...]:
    """Rows without a value for a key are in no group of a chart; how many they are is said."""
    return tuple(Where(key.column, "isnull", value=False) for key in keys)


def _axis(key: Key, column_type: str) -> Axis:
    kind = kind_of_axis(key.part, column_type)
    return Axis(words.key(key), kind, key.column, key.part, key.width)


def _scatter(table: StoredTable, chart: Chart) -> Answer:
    columns = chart.query.columns
    filled = tuple(Where(name, "isnull", value=False) for name in columns)
    page = rows.page(table, replace(chart.query, where=(*chart.query.where, *filled), limit=MOST_DOTS))
    total = page.total or 0
    types = table.types
    axes = [Axis(f"«{words.column(name)}»", kind_of_axis("", types[name]), name) for name in columns]
    return Answer(
        chart=chart,
        x=axes[0],
        y=axes[1].name,
        series=axes[2] if len(axes) > 2 else None,
        points=tuple(_dots(page.rows)),
        groups=total,
        cut=total - len(page.rows),
        rows=(rows_that_hold := _count(table, chart.query)),
        left_out=rows_that_hold - total,
    )


def _dots(found: Sequence[Row]) -> list[Point]:
    """Colours beyond those that can be told apart are one."""
    told: dict[Any, int] = defaultdict(int)
    for row in found:
        if len(row) > 2:
            told[row[2]] += 1
    common = set(
        sorted(told, key=lambda value: -told[value])[
            : MOST_SERIES if len(told) <= MOST_SERIES else MOST_SERIES - 1
        ]
    )
    return [Point(row[0], row[1], row[2] if len(row) > 2 and row[2] in common else None) for row in found]
