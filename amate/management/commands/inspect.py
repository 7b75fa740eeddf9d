"""`amate inspect`: what the portal would understand of a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from amate.management.command import Command as Base
from amate.management.reading import describe, read, recipe_in
from amate.management.validation import check, describe_checks


class Command(Base):
    help = "Dice qué se entiende de un archivo: formato, tablas, columnas, reparaciones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO")
        parser.add_argument(
            "--as-recipe", action="store_true", help="imprime la receta con que se leyó, para --recipe"
        )
        parser.add_argument("--recipe", type=Path, metavar="RECETA", help="JSON que dice cómo se lee")
        parser.add_argument(
            "--schema",
            type=Path,
            metavar="ESQUEMA",
            help="Table Schema, CSVW o diccionario en CSV: dice qué celdas no lo cumplen",
        )
        parser.add_argument("--json", action="store_true", help="un objeto JSON por línea, para programas")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        recipe = recipe_in(options["recipe"])
        refused = False
        for path in files:
            with read(path, recipe=recipe) as (reading, folder):
                checked = check(reading, folder, options["schema"]) if options["schema"] else []
                text = "\n".join([describe(reading), *describe_checks(checked)])
                if options["as_recipe"] and not reading.refused:
                    text = json.dumps(reading.recipe.as_json(), ensure_ascii=False, indent=2)
                elif options["json"]:
                    document = reading.as_json()
                    if options["schema"]:
                        document["errors"] = [one.as_json() for one in checked]
                    text = json.dumps(document, ensure_ascii=False)
            self.stdout.write(text)
            refused |= (
                reading.refused is not None or bool(reading.misfits) or any(one.total for one in checked)
            )
        if refused:
            sys.exit(1)
