"""`amate people import`: invite the people of a list, all or none."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from amate.base.errors import BadFile
from amate.base.files import workbench
from amate.base.jobs.actions import job_about, run_here
from amate.ingest.plain import tables_in
from amate.management.command import Command as Base
from amate.management.publication import acting_person
from amate.people.importing import Fate, Planned, import_people, plan
from amate.people.roster import Line, lines_in


class Command(Base):
    help = "Invita a las personas de una lista (nombre, email, organizacion y, si se quiere, papel)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="ORDEN")
        many = verbs.add_parser("import", help="invita a todas las de un archivo, o a ninguna")
        many.add_argument("file", type=Path, metavar="ARCHIVO", help="CSV, XLSX u otra tabla")
        many.add_argument(
            "--dry-run", action="store_true", help="dice línea por línea qué pasaría, y no hace nada"
        )
        many.add_argument(
            "--as", dest="email", default="", metavar="CORREO", help="quién invita; la primera responsable"
        )

    def handle(self, *args: Any, verb: str, file: Path, dry_run: bool, email: str, **options: Any) -> None:
        person, lines = acting_person(email), read_lines(file)
        planned = plan(person, lines)
        for one in planned:
            self.stdout.write(_told(one))
        if any(one.is_fault for one in planned):
            self.stderr.write("No se invitó a nadie: corrige las líneas con ✗ y repite la orden.")
            sys.exit(1)
        if dry_run:
            count = sum(one.fate == Fate.INVITED for one in planned)
            self.stdout.write(f"Se invitaría a {count}. Repite la orden sin --dry-run para hacerlo.")
            return
        made = import_people(by=person, lines=lines)
        for invitation in made:
            if job := job_about("send-invitation", str(invitation.pk)):
                run_here(job)
        self.stdout.write(f"Invitaciones enviadas: {len(made)}.")


def read_lines(path: Path) -> list[Line]:
    if not path.is_file():
        raise BadFile(f"No se encuentra: {path}. Revisa el nombre.")
    with workbench() as bench:
        return lines_in((table.heads, table.rows) for table in tables_in(path, path.name, bench))


def _told(one: Planned) -> str:
    mark = "✗" if one.is_fault else "·"
    return f"{mark} línea {one.line.number}: {one.line.email or '—'}: {one.fate.label}. {one.told}"
