"""The distinct values of columns, or their combinations, each with how many rows have it: a question of groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from amate.engines.stored import StoredColumn
from amate.query import controls
from amate.query.language import COUNT, Key, Query
from amate.query.parse import from_url, to_url, types_of
from amate.query.refusals import refused
from amate.query.spelling import Control, meaning


def from_address(params: Iterable[tuple[str, str]], columns: Sequence[StoredColumn]) -> Query:
    """The question that asks for the distinct values of the columns of `_columns` among the rows that are asked for.

    They come by value; `_sort` may name them, and `count`. Raises Invalid, `fields` naming the parameter.
    """
    types = types_of(columns)
    sorts = [text for key, text in params if meaning(key, types) == Control("_sort") and text]
    query = from_url(
        [(key, text) for key, text in params if meaning(key, types) != Control("_sort")], columns
    )
    for name, said in (("_group", query.is_grouped), ("_after", query.after is not None)):
        if said:
            raise refused(name, _("los valores distintos no lo admiten; avanza con «_page»."))
    if not query.columns:
        raise refused("_columns", _("di de qué columnas quieres los valores, como «_columns=municipio»."))
    fields: controls.Fields = {"group": tuple(map(Key, query.columns)), "aggregate": (COUNT,)}
    name = "_columns"
    try:
        controls.of_groups(fields, types)
        name = "_sort"
        fields |= controls.sort(sorts, controls.sortable(fields, types))
    except ValueError as error:
        raise refused(name, str(error)) from None
    return replace(query, columns=(), **fields)


def to_address(query: Query, columns: Sequence[StoredColumn]) -> list[tuple[str, str]]:
    """The parameters that `from_address` reads as this question."""
    names = tuple(key.column for key in query.group)
    return to_url(replace(query, columns=names, group=(), aggregate=()), columns)
