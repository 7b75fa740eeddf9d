"""What the form of a reading asks for, as a recipe. A form is sent for one table, with some of its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import orjson
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amate.base.errors import Invalid, Stale
from amate.catalog.rules import TYPE_NAMES
from amate.ingest.recipe import ColumnRecipe, Recipe, TableRecipe
from amate.ingest.steps import STEPS

# What may be chosen for a column: type, and rule where the type alone leaves a doubt.
CHOICES = {
    **{name: TYPE_NAMES[name] for name in ("text", "integer", "number", "boolean")},
    "date": TYPE_NAMES["date"],
    "date:day-first": gettext_lazy("fecha, día/mes"),
    "date:month-first": gettext_lazy("fecha, mes/día"),
    "datetime": TYPE_NAMES["datetime"],
    "time": TYPE_NAMES["time"],
}


def seal(recipe: Recipe) -> str:
    """A short name of a recipe, by which a form knows whether it is still the one that was seen."""
    return hashlib.sha256(orjson.dumps(recipe.as_json())).hexdigest()[:16]


def asked(data: QueryDict, recipe: Recipe) -> Recipe:
    """The recipe with what the form changes in it; Stale when somebody changed it in between."""
    if data.get("seen") != seal(recipe):
        raise Stale(
            _("Esta lectura cambió mientras la mirabas. Aquí está como quedó: repite lo que querías cambiar.")
        )
    if "automatic" in data and "table" not in data:
        return Recipe()
    place = data.get("table", "")
    if not place.isdigit() or int(place) >= len(recipe.tables):
        raise Invalid(_("Di de qué tabla se trata."))
    before = recipe.tables[int(place)]
    if "automatic" in data:
        return recipe.with_table(TableRecipe(source=before.source))
    after = _table(data, before)
    recipe = recipe.with_table(after)
    return _everywhere(recipe, before, after) if "everywhere" in data else recipe


def _everywhere(recipe: Recipe, before: TableRecipe, after: TableRecipe) -> Recipe:
    """What was changed in one table, done in all: its switches, and its columns wherever they are called the same."""
    switched = [code for code in STEPS if before.on(code) != after.on(code)]
    wished = {
        column.head: column
        for column, was in zip(after.columns, before.columns, strict=False)
        if column != was and column.head == was.head
    }
    for table in recipe.tables:
        columns = tuple(wished.get(column.head, column) for column in table.columns)
        recipe = recipe.with_table(_switched(replace(table, columns=columns), switched, after))
    return recipe


def _switched(table: TableRecipe, codes: Iterable[str], like: TableRecipe) -> TableRecipe:
    for code in codes:
        table = table.switched(code, on=like.on(code))
    return table


def _table(data: QueryDict, before: TableRecipe) -> TableRecipe:
    table = replace(before, keep="keep-table" in data, name=data.get("name", before.name).strip()[:200])
    if "uncounted" in data:
        table = replace(table, count_by=(), fewest=0)
    for step in data.getlist("step"):
        if step in STEPS:
            table = table.switched(step, on=step in data.getlist("on"))
    head = _head(data, before.header_row)
    if head != before.header_row:
        return table.headed(head)
    return replace(table, columns=tuple(_columns(data, before)))


def _head(data: QueryDict, before: int | None) -> int | None:
    said = data.get("head")
    if said is None:
        return before
    return int(said) if said.isdigit() else None


def _columns(data: QueryDict, before: TableRecipe) -> Iterator[ColumnRecipe]:
    sent, kept = set(data.getlist("column")), set(data.getlist("keep"))
    for place, column in enumerate(before.columns):
        here = str(place)
        if here not in sent:
            yield column
            continue
        name = " ".join(data.get(f"name-{here}", "").split())
        called = replace(column, name="" if name == column.head else name, keep=here in kept)
        yield _typed(called, data.get(f"type-{here}", ""))


def _typed(column: ColumnRecipe, choice: str) -> ColumnRecipe:
    if choice not in CHOICES:  # automatic
        return replace(column, type="", rule="", chosen=False) if column.chosen else column
    type_name, _, rule = choice.partition(":")
    if column.chosen and column.type == type_name and not rule:
        return column
    return replace(column, type=type_name, rule=rule, chosen=True)
