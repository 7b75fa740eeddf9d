"""What differs between two versions of a file, as pages tell it: columns in sentences, rows beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import Unavailable
from amate.base.text import thousands
from amate.catalog.models import Table, Version
from amate.catalog.rules import TYPE_NAMES
from amate.catalog.stored import stored
from amate.publishing.between import Beside, Pair, door, rows_of, tables_of
from amate.query.diff import Diff
from amate.query.language import Query
from amate.query.rows import page

FIRST_ROWS = 10  # of a table that has nothing to be compared with


@dataclass(frozen=True)
class Compared:
    """A table beside the one before: `diff`, or why there is none (`refused`); of a new table, its first rows."""

    beside: Beside
    diff: Diff | None = None
    refused: str = ""
    columns: tuple[str, ...] = ()
    first: tuple[tuple[Any, ...], ...] = ()

    @property
    def table(self) -> Table:
        return self.beside.table


def compared(one: Beside, **shown: Any) -> Compared:
    """`shown` says which rows, as `rows_of` takes it. What takes too long or too much is refused in a sentence."""
    if not one.in_both:
        return Compared(one)
    try:
        with door:
            return Compared(one, rows_of(one, **shown))
    except Unavailable as error:
        if error.code == "busy":
            raise
        return Compared(one, refused=_("Es demasiado grande para compararla aquí fila por fila."))


def first_rows(table: Table) -> Compared:
    """Of a table that there was not before."""
    rows = stored(table)
    found = page(rows, Query(limit=FIRST_ROWS, count=False)).rows
    return Compared(Beside(None, table), columns=rows.names, first=tuple(found))


def changes(current: Version, newer: Version) -> list[str]:
    """Tables and columns gone or new, types that changed, and how many rows more or less."""
    found = [sentence for one in tables_of(Pair(current, newer)) for sentence in said_of_table(one)]
    if not found and newer.sha256 == current.sha256:
        return [_("Nada: es exactamente el mismo archivo.")]
    return found or [_("Las mismas columnas y el mismo número de filas; cambian los valores.")]


def said_of_table(one: Beside) -> Iterator[str]:
    """What became of a table, but for its values."""
    if one.before is None:
        yield _("Tabla nueva: «%s».") % one.table.name
        return
    if one.after is None:
        yield _("Ya no está la tabla «%s».") % one.table.name
        return
    yield from (_("Falta la columna «%s».") % name for name in one.columns_removed)
    yield from (_("Columna nueva: «%s».") % name for name in one.columns_added)
    for name, *types in one.retyped:
        before, after = (TYPE_NAMES.get(each, each) for each in types)
        facts = {"name": name, "before": before, "after": after}
        yield _("La columna «%(name)s» cambió de tipo: era %(before)s y ahora es %(after)s.") % facts
    if one.after.rows != one.before.rows:
        rows = {
            "before": thousands(one.before.rows),
            "after": thousands(one.after.rows),
            "table": one.after.name,
        }
        yield _("«%(table)s» pasa de %(before)s a %(after)s filas.") % rows
