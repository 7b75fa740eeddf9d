"""Rows gathered into groups: the form that asks for them, the table of the answer, and the way back to the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from amate.base.errors import Invalid
from amate.engines.sql import Row
from amate.engines.stored import StoredColumn
from amate.query import parse
from amate.query.charts import labels, words
from amate.query.charts.labels import Axis
from amate.query.language import COUNT, FUNCTIONS, NUMBERS, OPERATORS, PARTS, Aggregate, Key, Where
from amate.query.rows import Page
from amate.query.spelling import Control, aggregate_name, group_name, joined, key_of
from amate.web.explore.exploring import Exploring
from amate.web.explore.fields import Fields
from amate.web.grid import DIRECTIONS, Cell, Head, kind_of, plain, shower

KEYS, CALCULATIONS = 3, 2  # of each that the form has room for
PARTS_SAID = {
    "bin": "por intervalos",
    "year": "por año",
    "quarter": "por trimestre",
    "month": "por mes",
    "week": "por semana",
    "day": "por día",
    "monthofyear": "mes del año",
    "weekday": "día de la semana",
    "hour": "hora del día",
}
FUNCTIONS_SAID = {
    "count": "Cuántas filas",
    "distinct": "Cuántos valores distintos",
    "sum": "Suma",
    "avg": "Promedio",
    "median": "Mediana",
    "min": "Mínimo",
    "max": "Máximo",
}
DECEMBER = 12


@dataclass(frozen=True)
class Option:
    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True)
class Form:
    """The form of groups: as it was typed if it was sent, else as the question has it."""

    exploring: Exploring
    fields: Fields

    def keys(self) -> Iterator[list[Option]]:
        """What may be grouped by, once for each place: by a column, or by a part of it."""
        options = [(group_name(key, self.exploring.types), _key_said(key)) for key in self._possible_keys()]
        asked = self.exploring.query.group
        chosen = self.fields.all("clave") or [group_name(key, self.exploring.types) for key in asked]
        known = {value for value, _text in options}
        options += [
            (name, _key_said(key))
            for key in asked
            if (name := group_name(key, self.exploring.types)) not in known
        ]
        for place in range(max(KEYS, len(chosen))):
            here = chosen[place] if place < len(chosen) else ""
            yield [Option(value, text, value == here) for value, text in options]

    def calculations(self) -> Iterator[tuple[list[Option], list[Option]]]:
        """What may be worked out, and of which column, once for each place."""
        asked = self.exploring.query.aggregate
        chosen = [(one.function, one.column) for one in asked]
        if sent := self.fields.all("calculo"):
            chosen = list(zip(sent, self.fields.all("de"), strict=False))
        usable = [column.name for column in self.exploring.columns if column.type != "json"]
        for place in range(max(CALCULATIONS, len(chosen))):
            function, name = chosen[place] if place < len(chosen) else ("" if place else "count", "")
            yield (
                [Option(one, text, one == function) for one, text in FUNCTIONS_SAID.items()],
                [Option(column, column, column == name) for column in usable],
            )

    @property
    def is_crossed(self) -> bool:
        return bool(self.fields.one("cruzar")) if self.fields.one("hecho") else self.exploring.crossed

    def _possible_keys(self) -> Iterator[Key]:
        for column in self.exploring.columns:
            if column.type != "json":
                yield Key(column.name)
                yield from (Key(column.name, part) for part, types in PARTS.items() if column.type in types)


def applied(exploring: Exploring, fields: Fields) -> Exploring:
    """The question that the form of groups asks for; raises Invalid in words when it does not hold."""
    keys = [text for text in fields.all("clave") if text]
    if not keys:
        raise Invalid("Elige al menos una columna por la que quieres agrupar.")
    wanted = [_calculation(exploring, *pair) for pair in _pairs(fields) if pair[0]] or [COUNT]
    types = exploring.types
    said = [
        (key_of(Control("_group"), types), joined(keys)),
        (key_of(Control("_aggregate"), types), joined([aggregate_name(one, types) for one in wanted])),
    ]
    columns = [StoredColumn(name, kind) for name, kind in types.items()]
    asked = parse.from_url(said, columns)
    rest = replace(exploring.query, columns=(), sort=(), offset=0, after=None)
    query = replace(rest, group=asked.group, aggregate=asked.aggregate)
    return replace(exploring, query=query, crossed=bool(fields.one("cruzar")) and len(query.group) > 1)


def _pairs(fields: Fields) -> Iterator[tuple[str, str]]:
    yield from zip(fields.all("calculo"), fields.all("de"), strict=False)


def _calculation(exploring: Exploring, function: str, column: str) -> Aggregate:
    if function == "count":
        return COUNT
    said = FUNCTIONS_SAID.get(function)
    if said is None:
        raise Invalid("Elige el cálculo de la lista.")
    if column not in exploring.types:
        raise Invalid(f"«{said}»: elige de qué columna.")
    if exploring.types[column] not in FUNCTIONS[function]:
        of = "de números" if FUNCTIONS[function] == NUMBERS else "de números, fechas u horas"
        raise Invalid(f"«{said}» pide una columna {of}, y «{words.column(column)}» no lo es.")
    return Aggregate(function, column)


@dataclass(frozen=True)
class GroupRow:
    """`url` leads to the rows of the group; "" when no conditions can say which they are."""

    cells: Sequence[Cell]
    url: str


@dataclass(frozen=True)
class Groups:
    heads: Sequence[Head]
    rows: Sequence[GroupRow]


def groups(exploring: Exploring, page: Page) -> Groups:
    keys, aggregates = exploring.query.group, exploring.query.aggregate
    said = [*map(head_of, keys), *map(words.aggregate, aggregates)]
    shows = [KeyShown.of(exploring, key) for key in keys]
    return Groups(
        heads=[
            _head(exploring, column, text, kind)
            for column, text, kind in zip(
                page.columns,
                said,
                [*(show.kind for show in shows), *(kind_of(one.type) for one in page.columns[len(keys) :])],
                strict=True,
            )
        ],
        rows=[_row(exploring, shows, row) for row in page.rows],
    )


def head_of(key: Key) -> str:
    """ "mes de «fecha»"; a column that is whole is called by its name alone."""
    return words.key(key) if key.part else key.column


@dataclass(frozen=True)
class KeyShown:
    """How the values of a key are written."""

    key: Key
    kind: str
    axis: Axis
    show: Any

    @classmethod
    def of(cls, exploring: Exploring, key: Key) -> KeyShown:
        column = exploring.by_name[key.column]
        axis = Axis(words.key(key), "", key.column, key.part, key.width)
        if key.part:
            return cls(key, "num" if key.part in {"year", "hour"} else "text", axis, axis.label)
        return cls(key, kind_of(column.type), axis, shower(column))

    def cell(self, value: Any) -> Cell:
        return Cell("", "null") if value is None else Cell(self.show(value), self.kind)


def figure(value: Any) -> Cell:
    """What was worked out of a group."""
    if value is None:
        return Cell("", "null")
    if isinstance(value, int | float | Decimal):
        return Cell(labels.number(value), "num")
    return Cell(plain(value), "date")


def rows_of(exploring: Exploring, keys: Sequence[Key], values: Sequence[Any]) -> str:
    """The address of the rows of a group; "" when no conditions can say which they are."""
    new: list[Where] = []
    for key, value in zip(keys, values, strict=True):
        found = _conditions(key, value, exploring.types[key.column])
        if found is None:
            return ""
        new += found
    where = tuple(dict.fromkeys([*exploring.query.where, *new]))
    return exploring.at(where=where, group=(), aggregate=(), sort=())


def _row(exploring: Exploring, shows: Sequence[KeyShown], row: Row) -> GroupRow:
    keys = row[: len(shows)]
    cells = [show.cell(value) for show, value in zip(shows, keys, strict=True)]
    cells += [figure(value) for value in row[len(shows) :]]
    return GroupRow(cells, rows_of(exploring, exploring.query.group, keys))


def _head(exploring: Exploring, column: StoredColumn, text: str, kind: str) -> Head:
    sort = exploring.sort_of(column.name)
    return Head(
        name=text,
        type=column.type,
        sort_url=exploring.sorted_by(column.name),
        direction=DIRECTIONS[sort.descending] if sort else "",
        kind=kind,
    )


def _key_said(key: Key) -> str:
    if not key.part:
        return key.column
    width = "" if key.width is None else f" de {labels.number(key.width)}"
    return f"{key.column}, {PARTS_SAID[key.part]}{width}"


def _conditions(key: Key, value: Any, kind: str) -> list[Where] | None:
    if value is None:
        return [Where(key.column, "isnull", True)]
    if not key.part:
        return [Where(key.column, "eq", value)] if "eq" in OPERATORS[kind] else None
    try:
        ends = _ends(key, value)
    except (ValueError, OverflowError):
        return None
    if ends is None:
        return None
    if kind == "datetime":
        ends = tuple(datetime(end.year, end.month, end.day) for end in ends)
    return [Where(key.column, "gte", ends[0]), Where(key.column, "lt", ends[1])]


def _ends(key: Key, value: Any) -> tuple[Any, ...] | None:
    """From and until of a value of a key that is an interval; None for those that come again, as Mondays."""
    if key.part == "bin":
        assert key.width is not None
        start = Decimal(str(value))
        until = start + key.width
        return (int(start), int(until)) if isinstance(value, int) and key.width % 1 == 0 else (start, until)
    if key.part == "year":
        return date(value, 1, 1), date(value + 1, 1, 1)
    if key.part in {"month", "quarter"}:
        return value, _months_on(value, 1 if key.part == "month" else 3)
    days = {"week": 7, "day": 1}.get(key.part)
    return None if days is None else (value, value + timedelta(days=days))


def _months_on(day: date, months: int) -> date:
    month = day.month + months
    return date(day.year + (month > DECEMBER), month - DECEMBER if month > DECEMBER else month, 1)
