"""`amate backup`: database and files in a plain folder, while the portal works."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from amate.base.errors import Invalid
from amate.base.files import home
from amate.management.command import Command as Base
from amate.publishing import burial, tombs
from amate.publishing.backup import backup, keep_newest


class Command(Base):
    help = "Respalda la base de datos y los archivos; el portal puede seguir trabajando"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--to", type=Path, metavar="CARPETA", help="dónde (<AMATE_HOME>/respaldos); mejor, otro disco")
        add("--keep", type=int, metavar="N", help="deja solo los N respaldos más nuevos de esa carpeta")

    def handle(self, *args: Any, to: Path | None, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise Invalid("--keep debe ser 1 o más.")
        into = to or home() / "respaldos"
        self.stdout.write(f"Respaldo: {backup(into)}")
        burial.remember(into)
        burial.bury(into, tombs.of_home())
        if keep and (gone := keep_newest(into, keep)):
            self.stdout.write(f"Se borraron {gone} respaldos viejos.")
