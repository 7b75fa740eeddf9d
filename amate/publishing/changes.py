"""What is so different in a new version from what readers see that somebody must say it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amate.base.text import thousands
from amate.catalog.models import Column, Table, Version
from amate.catalog.rules import TYPE_NAMES
from amate.ingest.counting import COUNT
from amate.ingest.dictionary.checking import Verdict
from amate.ingest.messages import listed
from amate.ingest.recipe import Recipe, TableRecipe

LEAST_SHARE, MOST_SHARE = 0.5, 1.5  # of the rows that there were
Question = dict[str, Any]


def changes(current: Version, newer: Version, recipe: Recipe) -> list[Question]:
    """The questions of a version, read by this recipe, that differs from the public one.

    What a person decided is not asked again.
    """
    if newer.sha256 == current.sha256:
        return []  # the same bytes, read in another way: whoever changed that knows
    kept = [table for table in recipe.tables if table.keep]
    before = {table.public_id: table for table in current.tables.prefetch_related("columns")}
    found: list[Question] = []
    for table in newer.tables.prefetch_related("columns"):
        former = before.pop(table.public_id, None)
        decided = Decided.of(kept[table.position]) if table.position < len(kept) else Decided()
        found += _new_table(table) if former is None else _in_table(former, table, decided)
    left_out = {one.published_name for one in map(Decided.of, recipe.tables) if not one.kept}
    gone = [table.name for table in before.values() if table.name not in left_out]
    return [*found, *_gone(gone)]


@dataclass(frozen=True)
class Decided:
    """What a person decided about a table: whether it is kept, the columns left out or renamed, those typed by hand."""

    kept: bool = True
    published_name: str = ""
    columns: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, recipe: TableRecipe) -> Decided:
        if recipe.count_by:  # the columns are those that a person chose
            names = frozenset(
                (COUNT, *(c.head for c in recipe.columns), *(c.published_as for c in recipe.columns))
            )
            return cls(recipe.keep, recipe.name or recipe.source, names)
        touched = [c for c in recipe.columns if c.chosen or c.veil or not c.keep or c.published_as != c.head]
        names = frozenset(name for column in touched for name in (column.head, column.published_as))
        return cls(recipe.keep, recipe.name or recipe.source, names)


def _in_table(before: Table, after: Table, decided: Decided) -> Iterator[Question]:
    old, new = ({column.name: column for column in table.columns.all()} for table in (before, after))
    if dropped := [name for name in old if name not in new and name not in decided.columns]:
        message = ngettext(
            "En «%(table)s» ya no está la columna %(columns)s.",
            "En «%(table)s» ya no están las columnas %(columns)s.",
            len(dropped),
        )
        yield _question("columns-dropped", message, after, columns=dropped)
    if added := [name for name in new if name not in old and name not in decided.columns]:
        message = ngettext(
            "«%(table)s» trae una columna nueva: %(columns)s.",
            "«%(table)s» trae columnas nuevas: %(columns)s.",
            len(added),
        )
        yield _question("columns-added", message, after, columns=added)
    for name in old:
        if name in new and name not in decided.columns and _retyped(old[name], new[name], before, after):
            types = {"before": TYPE_NAMES[old[name].type], "after": TYPE_NAMES[new[name].type]}
            message = _("En «%(table)s» cambió el tipo de %(columns)s: era %(before)s y ahora es %(after)s.")
            yield _question("column-retyped", message, after, columns=[name], **types)
    if not LEAST_SHARE * before.rows <= after.rows <= MOST_SHARE * before.rows:
        numbers = {"before": thousands(before.rows), "after": thousands(after.rows)}
        message = _("«%(table)s» pasa de %(before)s a %(after)s filas.")
        yield _question("rows-changed", message, after, **numbers)


def _retyped(old: Column, new: Column, before: Table, after: Table) -> bool:
    """Whether a column is of another type; one without any value says nothing of its type."""
    empty = [column.profile.get("empty") == table.rows for column, table in ((old, before), (new, after))]
    return old.type != new.type and not any(empty)


def _new_table(table: Table) -> list[Question]:
    return [_question("table-added", _("Trae una tabla nueva: «%(table)s»."), table)]


def _gone(names: list[str]) -> list[Question]:
    return [
        {
            "code": "table-gone",
            "message": _("Ya no está la tabla «%s».") % name,
            "facts": {"table": name},
        }
        for name in names
    ]


def promise_broken(table: str, verdict: Verdict) -> Question:
    """The question of a table that breaks what was declared of it."""
    said = []
    if verdict.missing:
        said.append(_("le falta %s") % listed(verdict.missing))
    if verdict.cells:
        counted = ngettext("una celda no es", "%(count)s celdas no son", verdict.cells)
        said.append(counted % {"count": thousands(verdict.cells)} + " " + _("como se prometió"))
    columns = list(dict.fromkeys(one.check.column for one in verdict.broken))
    where = _(" (en %s)") % listed(columns) if columns else ""
    facts = {"table": table, "cells": verdict.cells, "missing": list(verdict.missing), "columns": columns}
    message = _("«%(table)s» no cumple su esquema: %(said)s%(where)s.")
    told = message % {"table": table, "said": _(" y ").join(said), "where": where}
    return {"code": "schema-broken", "message": told, "facts": facts}


def _question(code: str, message: str, table: Table, **facts: Any) -> Question:
    facts = {"table": table.name, **facts}
    shown: Mapping[str, Any] = facts | {"columns": listed(facts.get("columns", []))}
    return {"code": code, "message": message % shown, "facts": facts}
