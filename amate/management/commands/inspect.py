"""`amate inspect`: what the portal would understand of a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from amate.management.command import Command as Base
from amate.management.reading import describe, read, recipe_in


class Command(Base):
    help = "Dice qué se entiende de un archivo: formato, tablas, columnas, reparaciones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO")
        parser.add_argument(
            "--as-recipe", action="store_true", help="imprime la receta con que se leyó, para --recipe"
        )
        parser.add_argument("--recipe", type=Path, metavar="RECETA", help="JSON que dice cómo se lee")
        parser.add_argument("--json", action="store_true", help="un objeto JSON por línea, para programas")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        recipe = recipe_in(options["recipe"])
        refused = False
        for path in files:
            with read(path, recipe=recipe) as (reading, _folder):
                text = describe(reading)
                if options["as_recipe"] and not reading.refused:
                    text = json.dumps(reading.recipe.as_json(), ensure_ascii=False, indent=2)
                elif options["json"]:
                    text = json.dumps(reading.as_json(), ensure_ascii=False)
            self.stdout.write(text)
            refused |= reading.refused is not None or bool(reading.misfits)
        if refused:
            sys.exit(1)
