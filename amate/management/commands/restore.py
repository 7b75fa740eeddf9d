"""`amate restore`: a portal from a backup, proved whole before anyone sees it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command

from amate.base.files import home
from amate.catalog import indexing
from amate.catalog.models import Table
from amate.management.command import Command as Base
from amate.publishing import burial, purging, serving, sweep, tombs
from amate.publishing.backup import Manifest, bring_back, restore
from amate.publishing.tombs import Tomb
from amate.publishing.verify import verify


class Command(Base):
    help = "Recupera un respaldo en una carpeta vacía y comprueba que esté completo"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="RESPALDO", help="la carpeta respaldo-…")
        parser.add_argument(
            "--tombstones",
            type=Path,
            action="append",
            default=[],
            metavar="BORRADOS",
            help="borrados.json más nuevo que el que está junto al respaldo: lo que dice no vuelve (repetible)",
        )

    def handle(self, *args: Any, folder: Path, tombstones: list[Path], **options: Any) -> None:
        buried = [tomb for path in tombstones for tomb in tombs.require(path)] + tombs.near(folder)
        manifest = restore(folder, buried)
        self.stdout.write(f"Recuperados {len(manifest.blobs)} archivos y la base del {manifest.made}")
        call_command("migrate", stdout=self.stdout)
        self._bury(folder, manifest, buried)
        self.stdout.write(f"Índice de búsqueda: {indexing.reindex()} conjuntos")
        built = [path for table in Table.objects.current() if (path := serving.build(table))]
        self.stdout.write(f"Copias rápidas: {len(built)}")
        findings = verify()
        for finding in findings:
            self.stdout.write(f"  {finding.invariant}: {finding.what} · {finding.where}")
        if findings:
            sys.exit(1)
        self.stdout.write(f"El portal de {home()} está completo. Enciéndelo con «amate serve».")

    def _bury(self, folder: Path, manifest: Manifest, buried: list[Tomb]) -> None:
        """What was erased after this backup was made is erased again; files that others still need come back."""
        again = purging.bury_again(buried)
        erased = {sha256 for tomb in buried for sha256 in tomb.erased}
        burial.bury(home() / "respaldos", buried)  # where migrating kept a copy of what came back
        bring_back(folder, erased & manifest.blobs.keys() & sweep.referenced())
        if again:
            self.stdout.write(f"Se borraron otra vez {again} versiones que se borraron para siempre.")
