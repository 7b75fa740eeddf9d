"""`amate convert`: a file's tables as the portal would publish them."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amate.ingest.convert import to_csv, to_jsonl
from amate.management.command import Command as Base
from amate.management.reading import describe, read

Write = Callable[[Path, Path], object]
FORMATS: dict[str, Write] = {"csv": to_csv, "jsonl": to_jsonl, "parquet": shutil.copyfile}


class Command(Base):
    help = "Convierte archivos a CSV, JSON por líneas o Parquet, tal como se publicarían"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("files", nargs="+", type=Path, metavar="ARCHIVO")
        add("--to", choices=sorted(FORMATS), required=True, help="formato de salida")
        add("--out", type=Path, required=True, metavar="CARPETA", help="dónde se escriben")
        add("--text", action="store_true", help="cada celda como se leyó, sin convertir números ni fechas")

    def handle(self, *args: Any, files: list[Path], to: str, out: Path, text: bool, **options: Any) -> None:
        out.mkdir(parents=True, exist_ok=True)
        refused = False
        for path in files:
            with read(path, text_only=text) as (reading, folder):
                for table in reading.tables:
                    target = out / output_name(path.name, table.name, to, alone=len(reading.tables) == 1)
                    FORMATS[to](folder / table.parquet, target)
                    self.stdout.write(str(target))
            if reading.refused:
                self.stderr.write(describe(reading))
            refused |= reading.refused is not None
        if refused:
            sys.exit(1)


def output_name(file: str, table: str, ending: str, *, alone: bool) -> str:
    """`obras.xlsx.csv` for the only table of a file, `obras.xlsx.Hoja 1.csv` for each of several."""
    name = file if alone else f"{file}.{table}"
    return "".join("_" if letter in "/\\\0" else letter for letter in name) + f".{ending}"
