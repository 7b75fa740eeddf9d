"""Facets: the most frequent values of columns among some rows, and the question that keeps the rows of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from amate.engines.stored import StoredColumn, StoredTable
from amate.query import result
from amate.query.language import COUNT, OPERATORS, Key, Query, Sort, Where
from amate.query.refusals import not_comparable, only_conditions, refused, too_many_columns
from amate.query.rows import page

MOST = 20  # columns at once
VALUES = 10  # of each, unless asked otherwise
MOST_VALUES = 100


@dataclass(frozen=True)
class Value:
    """A value of a column, how many rows have it, and what asks for those; None when no address can say it."""

    value: Any
    rows: int
    narrowed: Query | None


@dataclass(frozen=True)
class Facet:
    """The most frequent values of a column, the empty one among them; `total` is how many there are."""

    column: StoredColumn
    total: int
    values: list[Value]


def facets(table: StoredTable, query: Query) -> Iterator[Facet]:
    """Those of the columns of a question, over the rows that satisfy its conditions; `limit` values of each.

    Raises Invalid when no columns are named, too many, one that cannot be filtered by its values, or too many values.
    """
    _check(table, query)
    return (_facet(table, query, column) for column in result.columns(query, table))


def _check(table: StoredTable, query: Query) -> None:
    only_conditions(query)
    if not query.columns:
        raise refused(
            "_columns", _("di de qué columnas quieres los valores, como «_columns=municipio,anio».")
        )
    if len(query.columns) > MOST:
        raise too_many_columns(len(query.columns), MOST)
    for name in query.columns:
        if "eq" not in OPERATORS[kind := table.types[name]]:
            raise refused("_columns", not_comparable(name, kind, "eq"))
    if not 1 <= (query.limit or 0) <= MOST_VALUES:
        raise refused("_limit", _("di cuántos valores quieres de cada columna, de 1 a %d.") % MOST_VALUES)


def _facet(table: StoredTable, query: Query, column: StoredColumn) -> Facet:
    key, rows = Key(column.name), Query(where=query.where, words=query.words)
    counted = result.of_groups((key,), (COUNT,), table.types)[1].name
    asked = replace(
        rows, group=(key,), aggregate=(COUNT,), sort=(Sort(counted, descending=True),), limit=query.limit
    )
    found = page(table, asked)
    values = [Value(value, count, _narrowed(rows, column, value)) for value, count in found.rows]
    return Facet(column, found.total or 0, values)


def _narrowed(rows: Query, column: StoredColumn, value: Any) -> Query | None:
    """The rows that have this value."""
    if isinstance(value, float):
        if not isfinite(value):
            return None
        value = Decimal(repr(value))
    one = Where(column.name, "isnull", True) if value is None else Where(column.name, "eq", value)
    return rows if one in rows.where else replace(rows, where=(*rows.where, one))
