"""What differs between the version that readers see and a newer one, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amate.base.text import thousands
from amate.catalog.models import Table, Version


def changes(current: Version, newer: Version) -> list[str]:
    """Tables and columns gone or new, types that changed, and how many rows more or less."""
    if newer.sha256 == current.sha256:
        return [_("Nada: es exactamente el mismo archivo.")]
    former = {table.public_id: table for table in current.tables.all()}
    found: list[str] = []
    for table in newer.tables.all():
        before = former.pop(table.public_id, None)
        found += [_("Tabla nueva: «%s».") % table.name] if before is None else list(_in_table(before, table))
    found += [_("Ya no está la tabla «%s».") % table.name for table in former.values()]
    return found or [_("Las mismas columnas y el mismo número de filas; cambian los valores.")]


def _in_table(before: Table, after: Table) -> Iterator[str]:
    types = [{column.name: column.type for column in table.columns.all()} for table in (before, after)]
    yield from (_("Falta la columna «%s».") % name for name in types[0] if name not in types[1])
    yield from (_("Columna nueva: «%s».") % name for name in types[1] if name not in types[0])
    for name in types[0]:
        if name in types[1] and types[0][name] != types[1][name]:
            yield _("La columna «%s» cambió de tipo.") % name
    if after.rows != before.rows:
        numbers = {"table": after.name, "before": thousands(before.rows), "after": thousands(after.rows)}
        yield _("«%(table)s» pasa de %(before)s a %(after)s filas.") % numbers
