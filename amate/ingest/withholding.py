"""Why the original of a file is not offered: what it holds beside what is published of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from amate.ingest.messages import Count
from amate.ingest.report import Reading

# The notes that tell of something left out, as everyone is told: never what it says, nor where it stands.
REASONS = {
    "hidden-sheet": "{count:trae # hoja oculta|trae # hojas ocultas}",
    "hidden-rows": "{count:trae # renglón oculto|trae # renglones ocultos}",
    "hidden-columns": "{count:trae # columna oculta|trae # columnas ocultas}",
    "masked-cells": "{count:trae # celda que no se ve|trae # celdas que no se ven}",
    "comments": "trae comentarios",
    "pivot-cache": "guarda los datos de sus tablas dinámicas",
    "external-links": "guarda copias de datos de otros libros",
    "defined-names": "guarda valores en nombres definidos",
    "embedded-objects": "trae otros archivos incrustados",
    "data-model": "trae conexiones o un modelo de datos",
    "scenarios": "guarda escenarios con otros valores",
    "revisions": "guarda el historial de sus cambios",
    "thumbnail": "trae una imagen de cómo se veía",
    "properties": "trae propiedades que alguien le agregó",
    "unknown-parts": "trae partes que no son hojas",
    "macros": "trae macros",
    "database-views": "trae vistas o tablas calculadas",
    "free-pages": "guarda restos de datos borrados",
    "page-code": "trae código o comentarios que no son datos",
    "deleted-records": "{count:trae # registro borrado|trae # registros borrados}",
    "left-out-columns": (
        "la institución dejó {count:# columna suya sin publicar|# columnas suyas sin publicar}"
    ),
    "veiled-columns": "la institución cubrió los valores de {count:# columna|# columnas}",
    "counted-tables": "la institución publica cuántos renglones hay, y no los renglones, de {count:# tabla|# tablas}",
    "left-out-tables": "la institución dejó {count:# tabla suya sin publicar|# tablas suyas sin publicar}",
}


@dataclass(frozen=True)
class Reason:
    """A code of REASONS and its words, which go on after "porque"."""

    code: str
    message: str


def reasons_to_withhold(reading: Reading) -> tuple[Reason, ...]:
    """Why the public is not given the file itself; nothing when all that is in it is published."""
    counted: Counter[str] = Counter()
    told = [*reading.untold, *(note for table in reading.tables for note in table.notes)]
    for each in told:
        if each.code in REASONS:
            counted[each.code] += max(1, each.count)
    tables = reading.recipe.tables
    counted["left-out-columns"] += sum(not column.keep for table in tables for column in table.columns)
    counted["veiled-columns"] += sum(bool(column.veil) for table in tables for column in table.columns)
    counted["counted-tables"] += sum(bool(table.count_by) for table in tables)
    counted["left-out-tables"] += sum(not table.keep for table in tables)
    return tuple(
        Reason(code, words.format(count=Count(counted[code])))
        for code, words in REASONS.items()
        if counted[code]
    )
