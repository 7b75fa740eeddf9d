"""`amate convert`: a file's tables as the portal would publish them."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from amate.engines.stored import StoredTable
from amate.management.command import Command as Base
from amate.management.reading import describe, read, recipe_in
from amate.query.formats import export
from amate.query.language import Query

WRITTEN_BY_QUERY = {"csv": "csv", "jsonl": "ndjson"}
FORMATS = (*WRITTEN_BY_QUERY, "parquet")


class Command(Base):
    help = "Convierte archivos a CSV, JSON por líneas o Parquet, tal como se publicarían"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("files", nargs="+", type=Path, metavar="ARCHIVO")
        add("--to", choices=sorted(FORMATS), required=True, help="formato de salida")
        add("--out", type=Path, required=True, metavar="CARPETA", help="dónde se escriben")
        add("--recipe", type=Path, metavar="RECETA", help="JSON que dice cómo se lee")
        add("--text", action="store_true", help="cada celda como se leyó, sin convertir números ni fechas")

    def handle(self, *args: Any, files: list[Path], to: str, out: Path, text: bool, **options: Any) -> None:
        recipe = recipe_in(options["recipe"])
        out.mkdir(parents=True, exist_ok=True)
        refused = False
        for path in files:
            with read(path, recipe=recipe, text_only=text) as (reading, folder):
                for table in reading.tables if not reading.misfits else ():
                    target = out / output_name(path.name, table.name, to, alone=len(reading.tables) == 1)
                    write(table.stored(folder), target, to)
                    self.stdout.write(str(target))
            if not reading.tables or reading.misfits:
                self.stderr.write(describe(reading))
            refused |= reading.refused is not None or bool(reading.misfits)
        if refused:
            sys.exit(1)


def write(table: StoredTable, target: Path, ending: str) -> None:
    """Write a table in one of FORMATS: the very bytes that the portal would publish."""
    if ending in WRITTEN_BY_QUERY:
        export(table, Query(), target, format=WRITTEN_BY_QUERY[ending])
    else:
        shutil.copyfile(table.parquet, target)


def output_name(file: str, table: str, ending: str, *, alone: bool) -> str:
    """`obras.xlsx.csv` for the only table of a file, `obras.xlsx.Hoja 1.csv` for each of several."""
    name = file if alone else f"{file}.{table}"
    return "".join("_" if letter in "/\\\0" else letter for letter in name) + f".{ending}"
