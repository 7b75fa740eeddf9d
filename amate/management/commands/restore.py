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
from amate.publishing import serving
from amate.publishing.backup import restore
from amate.publishing.verify import verify


class Command(Base):
    help = "Recupera un respaldo en una carpeta vacía y comprueba que esté completo"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="RESPALDO", help="la carpeta respaldo-…")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        manifest = restore(folder)
        self.stdout.write(f"Recuperados {len(manifest.blobs)} archivos y la base del {manifest.made}")
        call_command("migrate", stdout=self.stdout)
        self.stdout.write(f"Índice de búsqueda: {indexing.reindex()} conjuntos")
        built = [path for table in Table.objects.current() if (path := serving.build(table))]
        self.stdout.write(f"Copias rápidas: {len(built)}")
        findings = verify()
        for finding in findings:
            self.stdout.write(f"  {finding.invariant}: {finding.what} · {finding.where}")
        if findings:
            sys.exit(1)
        self.stdout.write(f"El portal de {home()} está completo. Enciéndelo con «amate serve».")
