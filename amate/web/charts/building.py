"""The form that makes a chart: what was chosen in it, as the address that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from amate.catalog.models import Column, Table
from amate.catalog.stored import stored
from amate.query import parse
from amate.query.charts import parse as charts
from amate.query.charts import words
from amate.query.charts.chart import MARKS
from amate.query.language import COUNT, PARTS, Aggregate, Key, Query
from amate.query.spelling import Control, aggregate_name, group_key, group_name, joined, key_of, meaning
from amate.web.charts.charting import Charting
from amate.web.explore.fields import Fields

FIELDS = ("marca", "por", "calculo", "columna", "color", "orden")
FUNCTIONS = {
    "count": "Número de filas",
    "sum": "Suma de…",
    "avg": "Promedio de…",
    "median": "Mediana de…",
    "min": "Mínimo de…",
    "max": "Máximo de…",
    "distinct": "Valores distintos de…",
}
ORDERS = {"": "Como convenga", "-y": "De mayor a menor", "y": "De menor a mayor", "x": "Por nombre o fecha"}
# What rows can usefully be grouped by, by type; "" is the value itself.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "text": ("",),
    "boolean": ("",),
    "integer": ("", "bin"),
    "number": ("bin",),
    "date": ("year", "quarter", "month", "week", "", "monthofyear", "weekday"),
    "datetime": ("year", "quarter", "month", "week", "day", "monthofyear", "weekday", "hour"),
    "time": ("hour",),
}
assert all(part == "" or kind in PARTS[part] for kind, parts in OFFERED.items() for part in parts)


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Building:
    """`fields` are what the form sent, if it was sent, apart from the question that the address asks."""

    table: Table
    fields: Fields
    charting: Charting | None = None

    def about(self, charting: Charting | None) -> Building:
        return replace(self, charting=charting)

    @property
    def was_sent(self) -> bool:
        return "por" in self.fields.said

    def name(self, field: str) -> str:
        return f"{self.fields.prefix}{field}"

    @cached_property
    def names(self) -> dict[str, str]:
        return {field: self.name(field) for field in FIELDS}

    @property
    def address(self) -> str:
        """The query string of the chart that the form asks for."""
        kept = [(key, value) for key, value in self.fields.question if value and not self._is_ours(key)]
        return urlencode([*kept, *self._said()])

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """The filters, which the form sends again."""
        if self.charting is None:
            return []
        query = self.charting.chart.query
        return parse.to_url(Query(where=query.where, words=query.words), self._stored, export=True)

    def marks(self) -> Iterator[Option]:
        yield Option("", "La que convenga")
        yield from (Option(mark, words.MARK_NAMES[mark]) for mark in MARKS)

    def keys(self) -> Iterator[Option]:
        for column in self._columns:
            for part in OFFERED.get(column.type, ()):
                key = Key(column.name, part)
                yield Option(group_name(key, self._types), _capital(words.key(key)))

    def functions(self) -> Iterator[Option]:
        yield from (Option(name, label) for name, label in FUNCTIONS.items())

    def columns(self) -> Iterator[Option]:
        yield from (
            Option(column.name, words.column(column.name))
            for column in self._columns
            if column.type != "json"
        )

    def orders(self) -> Iterator[Option]:
        yield from (Option(value, label) for value, label in ORDERS.items())

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What the form shows as chosen: the chart that is drawn."""
        if self.charting is None:
            return {"calculo": "count"}
        chart = self.charting.chart
        query = chart.query
        if chart.mark == "scatter":
            by, color = query.columns[0], query.columns[2:]
            return {
                "marca": "scatter",
                "por": self._offered(by),
                "columna": query.columns[1],
                "color": "".join(color),
            }
        keys = [group_name(replace(key, width=None), self._types) for key in query.group]
        one = query.aggregate[0]
        return {
            "marca": chart.mark,
            "por": keys[0],
            "color": keys[1] if len(keys) > 1 else "",
            "calculo": one.function,
            "columna": one.column,
            "orden": self._order(query),
        }

    def _said(self) -> Iterator[tuple[str, str]]:
        said = {field: self.fields.one(field) for field in FIELDS}
        by = [text for text in (said["por"], said["color"]) if text]
        if said["marca"] == "scatter":
            yield (
                self._key("_columns"),
                joined([self._column_of(one) for one in (by[0], said["columna"], *by[1:]) if one]),
            )
        else:
            function = said["calculo"] if said["calculo"] in FUNCTIONS else COUNT.function
            one = COUNT if function == COUNT.function else Aggregate(function, said["columna"])
            yield self._key("_group"), joined(list(dict.fromkeys(by)))
            # A column that is not there is refused by name where the address is read.
            name = (
                aggregate_name(one, self._types)
                if one == COUNT or one.column in self._types
                else f"{one.column}__{function}"
            )
            yield self._key("_aggregate"), joined([name])
            if order := {"-y": f"-{name}", "y": name, "x": said["por"]}.get(said["orden"]):
                yield self._key("_sort"), joined([order])
        if said["marca"]:
            yield charts.spelt(charts.MARK, list(self._types)), said["marca"]

    def _order(self, query: Query) -> str:
        if not query.sort:
            return ""
        name = aggregate_name(query.aggregate[0], self._types)
        if query.sort[0].column == name:
            return "-y" if query.sort[0].descending else "y"
        return "x"

    def _offered(self, column: str) -> str:
        """How the form spells a column among what rows are grouped by."""
        return next((one.value for one in self.keys() if self._column_of(one.value) == column), "")

    def _column_of(self, text: str) -> str:
        key = group_key(text, self._types)
        return key.column if key else text

    def _is_ours(self, key: str) -> bool:
        ours = {"_group", "_aggregate", "_sort", "_columns"}
        meant = meaning(key, self._types)
        mark, _rest = charts.apart([(key, "x")], list(self._types), charts.MARK)
        return bool(mark) or (isinstance(meant, Control) and meant.name in ours)

    def _key(self, control: str) -> str:
        return key_of(Control(control), self._types)

    @cached_property
    def _columns(self) -> list[Column]:
        return list(self.table.columns.all())

    @cached_property
    def _stored(self) -> list:  # type: ignore[type-arg]
        return list(stored(self.table).columns)

    @cached_property
    def _types(self) -> dict[str, str]:
        return {"_id": "integer"} | {column.name: column.type for column in self._columns}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
