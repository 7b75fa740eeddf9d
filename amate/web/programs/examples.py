"""Questions that a table answers, made of its own columns and values: each runs as it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.conf import settings

from amate.catalog.models import Column, Table
from amate.catalog.rules import TYPE_NAMES
from amate.engines.stored import StoredColumn
from amate.query import distinct, facets
from amate.query.language import COUNT, DAYS, NUMBERS, Aggregate, Key, Query, Sort, Value, Where
from amate.query.parse import to_url, types_of
from amate.query.spelling import aggregate_name
from amate.web.grid import CODE

LONGEST = 60  # characters of a value that an example asks for
WORD = re.compile(r"[^\W\d_][^\d_]{2,}")
CATEGORIES = (2, 200)  # distinct values of a column worth grouping by
READ: dict[str, Callable[[Any], Value]] = {
    "text": str,
    "integer": int,
    "number": lambda value: Decimal(repr(value)),
    "boolean": bool,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


@dataclass(frozen=True)
class Example:
    """What it asks, in words, and the address that asks it."""

    says: str
    path: str

    @property
    def shown(self) -> str:
        """The end of the address, as people read it."""
        return unquote_plus(self.path.rpartition("/")[2])


@dataclass(frozen=True)
class Kind:
    """How columns of a type are filtered: examples, of which each is of one column."""

    type: str
    examples: list[Example]

    @property
    def name(self) -> str:
        return TYPE_NAMES.get(self.type, self.type)


class Examples:
    """Of one table with its columns."""

    def __init__(self, table: Table, columns: Sequence[Column]):
        self.columns = columns
        self.root = f"/api/v1/tables/{table.public_id}"
        self._stored = [StoredColumn(column.name, column.type) for column in columns]

    @property
    def url(self) -> str:
        return settings.AMATE_URL + self.root

    @cached_property
    def kinds(self) -> list[Kind]:
        """By type, in the order in which the table has them; of each the column that tells most."""
        found = [Kind(kind, list(self._of(kind))) for kind in dict.fromkeys(one.type for one in self.columns)]
        return [kind for kind in found if kind.examples]

    @cached_property
    def summaries(self) -> list[Example]:
        """Groups, distinct values, facets and statistics."""
        return list(self._summaries())

    @cached_property
    def pages(self) -> list[Example]:
        first = self.columns[0].name if self.columns else ""
        asked = [
            ("Las primeras cinco filas", Query(limit=5)),
            ("Las cinco siguientes", Query(limit=5, offset=5)),
            ("Las filas que siguen a la número 5", Query(limit=5, after=5)),
            ("Sin contar el total: más rápido", Query(limit=5, count=False)),
        ]
        if sortable := next((one.name for one in self.columns if one.type in (*NUMBERS, *DAYS)), ""):
            asked.insert(1, (f"De mayor a menor «{sortable}»", Query(limit=5, sort=(Sort(sortable, True),))))
        if len(self.columns) > 1:
            asked.insert(1, (f"Solo la columna «{first}»", Query(columns=(first,), limit=5)))
        return [self._rows(says, query) for says, query in asked]

    def equal(self, column: Column, value: Any) -> str:
        """The address of the rows that have one of the values of the profile; "" when it may have been cut."""
        if column.type not in READ or (isinstance(value, str) and len(value) > LONGEST):
            return ""
        return self._path("rows", self._spelt(Query(where=(Where(column.name, "eq", _read(column, value)),))))

    @property
    def category(self) -> Column | None:
        """A column worth grouping by: of few values that repeat, words rather than codes, the fewest."""
        few = [one for one in self.columns if one.type == "text" and _is_category(one)]
        return min(few, key=lambda one: (not _is_worded(one), one.profile["distinct"]), default=None)

    @property
    def _quantity(self) -> Column | None:
        """A column worth adding up: money, or else the first number that is no year, place or key."""
        numbers = [one for one in self.columns if one.type in NUMBERS and _tells(one)]
        plain = [one for one in numbers if one.meaning in ("", "percent") and not CODE.search(one.name)]
        return next(iter([one for one in numbers if one.meaning == "money"] + plain), None)

    def _of(self, kind: str) -> Iterator[Example]:
        columns = [one for one in self.columns if one.type == kind]
        told = next(iter(sorted(filter(_tells, columns), key=_is_worded, reverse=True)), None)
        if told and kind in WAYS:
            for says, operator, value in WAYS[kind](told):
                yield self._rows(f"«{told.name}» {says}", _where(told, operator, value))
        if gap := next((one for one in columns if one.profile.get("empty")), None):
            yield self._rows(f"«{gap.name}» está vacía", _where(gap, "isnull", True))
            yield self._rows(f"«{gap.name}» tiene algún valor", _where(gap, "isnull", False))

    def _summaries(self) -> Iterator[Example]:
        category = self.category
        day = next((one for one in self.columns if one.type in DAYS and _tells(one)), None)
        number = self._quantity
        keys = [Key(category.name)] if category else []
        wanted = [COUNT, Aggregate("avg", number.name)] if number else [COUNT]
        most = Sort(aggregate_name(COUNT, types_of(self._stored)), descending=True)
        if category:
            query = Query(group=(Key(category.name),), aggregate=tuple(wanted), sort=(most,), limit=5)
            says = f"Cuántas filas hay por «{category.name}»" + (
                f" y el promedio de «{number.name}»" if number else ""
            )
            yield self._example(says, "aggregate", self._spelt(query))
        if day:
            query = Query(group=(Key(day.name, "year"), *keys), aggregate=(COUNT,), limit=5)
            says = f"Por año de «{day.name}»" + (f" y «{category.name}»" if category else "")
            yield self._example(says, "aggregate", self._spelt(query))
        if number:
            query = Query(group=(Key(number.name, "bin"),), aggregate=(COUNT,))
            yield self._example(f"Por intervalos de «{number.name}»", "aggregate", self._spelt(query))
        if category:
            query = Query(group=(Key(category.name),), aggregate=(COUNT,), sort=(most,), limit=5)
            params = distinct.to_address(query, self._stored)
            yield self._example(
                f"Los valores distintos de «{category.name}», el más frecuente primero", "distinct", params
            )
            params = self._spelt(Query(columns=(category.name,), limit=facets.VALUES))
            yield self._example(
                f"Los más frecuentes de «{category.name}», cada uno con su dirección", "facets", params
            )
        told = number or day
        if told:
            says = (
                f"Promedio, cuartiles e histograma de «{told.name}»"
                if number
                else f"Extremos y cuartiles de «{told.name}»"
            )
            yield self._example(says, "statistics", self._spelt(Query(columns=(told.name,))))

    def _rows(self, says: str, query: Query) -> Example:
        return self._example(says, "rows", self._spelt(query))

    def _spelt(self, query: Query) -> list[tuple[str, str]]:
        return to_url(query, self._stored)

    def _example(self, says: str, place: str, params: Sequence[tuple[str, str]]) -> Example:
        return Example(says, self._path(place, params))

    def _path(self, place: str, params: Sequence[tuple[str, str]]) -> str:
        return f"{self.root}/{place}{'?' if params else ''}{urlencode(params)}"


Way = tuple[str, str, Any]


def _text(column: Column) -> Iterator[Way]:
    values = [value for value, _rows in column.profile.get("top") or () if value and len(value) <= LONGEST]
    if not values:
        return
    word = max(values[0].split() or [values[0]], key=len)
    yield f"es igual a «{values[0]}»", "eq", values[0]
    yield f"contiene «{word.lower()}» (no importan acentos ni mayúsculas)", "contains", word.lower()
    yield f"comienza con «{values[0][:3]}»", "startswith", values[0][:3]
    if len(values) > 1:
        yield f"es «{values[0]}» o «{values[1]}»", "in", (values[0], values[1])
    yield f"no es «{values[0]}»", "ne", values[0]


def _ordered(column: Column) -> Iterator[Way]:
    least, greatest = column.profile.get("min"), column.profile.get("max")
    if least is None or greatest is None:
        return
    middle = _middle(column, least, greatest)
    yield f"es igual a {greatest}", "eq", _read(column, greatest)
    yield f"es {middle} o mayor", "gte", _read(column, middle)
    if middle > least:
        yield f"es menor que {middle}", "lt", _read(column, middle)


def _boolean(column: Column) -> Iterator[Way]:
    for value, _rows in column.profile.get("top") or ():
        yield "es sí" if value else "es no", "eq", bool(value)


WAYS: dict[str, Callable[[Column], Iterator[Way]]] = {
    "text": _text,
    "boolean": _boolean,
    **dict.fromkeys(("integer", "number", "date", "datetime", "time"), _ordered),
}


def _middle(column: Column, least: Any, greatest: Any) -> Any:
    """Where the bins of the profile part its rows in two; the greatest value when that leaves nothing before it."""
    bins = [one for one in column.profile.get("bins") or () if one[0] is not None]
    half, seen = sum(one[2] for one in bins) / 2, 0
    for start, _until, rows in bins:
        seen += rows
        if seen >= half:
            return start if start > least else greatest
    return greatest


def _where(column: Column, operator: str, value: Any) -> Query:
    return Query(where=(Where(column.name, operator, value),), limit=5)


def _read(column: Column, value: Any) -> Value:
    return READ[column.type](value)


def _tells(column: Column) -> bool:
    return bool(column.profile.get("top")) or column.profile.get("min") is not None


def _is_category(column: Column) -> bool:
    least, most = CATEGORIES
    top = column.profile.get("top") or ()
    return any(rows > 1 for _value, rows in top) and least <= column.profile.get("distinct", 0) <= most


def _is_worded(column: Column) -> bool:
    """Whether its values are words, as a key of a municipality or of a school is not."""
    return any(WORD.fullmatch(str(value)) for value, _rows in column.profile.get("top") or ())
