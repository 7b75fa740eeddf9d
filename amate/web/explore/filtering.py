"""The form that filters by one column: what it shows of a question, and the question that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from amate.base.errors import Invalid
from amate.catalog.models import Column
from amate.query.language import OPERATORS, Where
from amate.query.values import read, shown, written
from amate.web.explore import words
from amate.web.explore.exploring import Exploring
from amate.web.explore.fields import Fields
from amate.web.explore.heads import Distribution, distribution, said

TEXT = ("contains", "startswith", "eq", "ne")
FROM, UNTIL = ("gte", "gt"), ("lte", "lt")
ENDS = {"gte": "Desde", "gt": "Mayor que", "lte": "Hasta", "lt": "Menor que"}
INPUTS = {"integer": "text", "number": "text", "date": "date", "datetime": "datetime-local", "time": "time"}
EMPTIES = (("", "Todas"), ("false", "Solo las que tienen dato"), ("true", "Solo las vacías"))
MOST_YEARS = 40


@dataclass(frozen=True)
class Choice:
    """A value that can be ticked; `rows` have it."""

    value: str
    text: str
    rows: int
    checked: bool


@dataclass(frozen=True)
class ColumnFilter:
    """What the form of a column shows: as it was typed if it was sent, else as the question has it."""

    exploring: Exploring
    column: Column
    profile: dict[str, Any]
    fields: Fields

    @property
    def kind(self) -> str:
        """Which controls it has: text, range, boolean, or none but for empty values."""
        if self.column.type in INPUTS:
            return "range"
        return self.column.type

    @property
    def input_type(self) -> str:
        return INPUTS[self.column.type]

    @property
    def hint(self) -> str:
        least, greatest = self.profile.get("min"), self.profile.get("max")
        if least is None:
            return ""
        return f"Hay de {said(self.column, least)} a {said(self.column, greatest)}."

    @property
    def comparisons(self) -> list[tuple[str, str, bool]]:
        here = self._typed("condicion") or (self._comparison.operator if self._comparison else "contains")
        return [(name, words.COMPARISONS[name], name == here) for name in TEXT]

    @property
    def value(self) -> str:
        return self._typed("valor") or _written(self._comparison)

    @property
    def choices(self) -> list[Choice]:
        """The commonest values, and those that were chosen already."""
        chosen = set(self.fields.all("valores")) if self._was_sent else set(self._chosen)
        counted = {
            written(value): (said(self.column, value), rows) for value, rows in self.profile.get("top", [])
        }
        missing = {value: (value, 0) for value in chosen if value not in counted}
        return [
            Choice(value, text, rows, value in chosen) for value, (text, rows) in (counted | missing).items()
        ]

    @property
    def ends(self) -> list[tuple[str, str, str, str]]:
        """(field, operator, label, value) of the two ends of a range."""
        return [self._end("desde", FROM), self._end("hasta", UNTIL)]

    @property
    def empties(self) -> list[tuple[str, str, bool]]:
        here = self._typed("vacias") if self._was_sent else _written(_first(self._conditions, ("isnull",)))
        return [(value, text, value == here) for value, text in EMPTIES]

    @property
    def years(self) -> Iterator[tuple[int, str]]:
        """Each year that a date may fall in, with the address of its rows; none when they are too many."""
        if self.column.type not in {"date", "datetime"} or not self.profile.get("min"):
            return
        first, last = int(self.profile["min"][:4]), int(self.profile["max"][:4])
        if last - first < MOST_YEARS:
            for year in range(first, last + 1):
                yield year, self.exploring.narrowed(self.column.name, *_of_year(self.column, year))

    @property
    def distribution(self) -> Distribution:
        return distribution(self.exploring, self.column, self.profile, self.exploring.table.rows, shown=None)

    @property
    def sorts(self) -> Iterator[tuple[str, str]]:
        if self.column.type == "json":
            return
        also = any(one.column != self.column.name for one in self.exploring.query.sort)
        for text, descending in (("Ascendente", False), ("Descendente", True)):
            said = f"{text}, después de lo ya ordenado" if also else text
            yield said, self.exploring.also_sorted_by(self.column.name, descending=descending)

    @property
    def without(self) -> str:
        """The address without any condition on this column; "" when there is none."""
        rest = tuple(one for one in self.exploring.query.where if one.column != self.column.name)
        return self.exploring.at(where=rest) if len(rest) < len(self.exploring.query.where) else ""

    @property
    def _was_sent(self) -> bool:
        return bool(self.fields.one("hecho"))

    def _typed(self, name: str) -> str:
        return self.fields.one(name) if self._was_sent else ""

    @property
    def _conditions(self) -> Sequence[Where]:
        return [one for one in self.exploring.query.where if one.column == self.column.name]

    @property
    def _comparison(self) -> Where | None:
        return _first(self._conditions, TEXT)

    @property
    def _chosen(self) -> list[str]:
        operators = ("eq", "in") if self.kind == "boolean" else ("in",)
        one = _first(self._conditions, operators)
        if one is None:
            return []
        return [written(value) for value in (one.value if isinstance(one.value, tuple) else (one.value,))]

    def _end(self, name: str, operators: Sequence[str]) -> tuple[str, str, str, str]:
        one = _first(self._conditions, operators)
        operator = self._typed(f"{name}_como") or (one.operator if one else operators[0])
        return name, operator, ENDS.get(operator, ENDS[operators[0]]), self._typed(name) or _written(one)


def column_asked(exploring: Exploring, fields: Fields) -> Column | None:
    """The column that a form or a link names; None when it names none."""
    name = fields.one("columna")
    if not name:
        return None
    if name not in exploring.by_name:
        raise Invalid(f"La tabla no tiene la columna «{shown(name)}». Elige una de la lista.")
    return exploring.by_name[name]


def applied(exploring: Exploring, fields: Fields) -> Exploring:
    """The question with what the form of a column says of it, and what the form does not show left as it was."""
    column = column_asked(exploring, fields)
    if column is None:
        raise Invalid("Elige la columna por la que quieres filtrar.")
    new = list(_said(column, fields))
    here = [one for one in exploring.query.where if one.column == column.name]
    values = ("eq", "in") if column.type == "boolean" else ("in",)
    slots: list[Sequence[str]] = [
        values,
        ("isnull",),
        FROM,
        UNTIL,
        *([TEXT] if column.type == "text" else []),
    ]
    shown_there = [_first(here, several) for several in slots]
    kept = [one for one in exploring.query.where if one not in shown_there]
    query = replace(exploring.query, where=tuple(dict.fromkeys([*kept, *new])), offset=0, after=None)
    return replace(exploring, query=query)


def _said(column: Column, fields: Fields) -> Iterator[Where]:
    kind = column.type
    if (text := fields.one("valor")) and kind == "text":
        yield Where(column.name, _allowed(fields.one("condicion"), TEXT), text)
    if values := fields.all("valores"):
        yield Where(column.name, "in", tuple(dict.fromkeys(_read(column, value) for value in values)))
    for name, operators in (("desde", FROM), ("hasta", UNTIL)):
        if (text := fields.one(name)) and kind in INPUTS:
            yield Where(column.name, _allowed(fields.one(f"{name}_como"), operators), _read(column, text))
    if empties := fields.one("vacias"):
        yield Where(column.name, "isnull", empties == "true")


def _allowed(operator: str, operators: Sequence[str]) -> str:
    return operator if operator in operators else operators[0]


def _read(column: Column, text: str) -> Any:
    if "in" not in OPERATORS[column.type]:
        raise Invalid(f"La columna «{shown(column.name)}» no se puede comparar con un valor.")
    try:
        return read(column.type, text)
    except Invalid as error:
        raise Invalid(f"Columna «{shown(column.name)}»: {error.message}") from None


def _first(conditions: Sequence[Where], operators: Sequence[str]) -> Where | None:
    return next((one for one in conditions if one.operator in operators), None)


def _written(one: Where | None) -> str:
    return "" if one is None or isinstance(one.value, tuple) else written(one.value)


def _of_year(column: Column, year: int) -> tuple[Where, Where]:
    start, end = (read(column.type, date(each, 1, 1).isoformat()) for each in (year, year + 1))
    return Where(column.name, "gte", start), Where(column.name, "lt", end)
