"""`amate migrate`: Django's migrations, with a copy of the database before and the portal's own rows after."""

from __future__ import annotations

from argparse import SUPPRESS
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate

from amate.management.command import Command as Base
from amate.management.upkeep import complete_portal, save_database

# Asked for one of these, it is Django's own business: the whole portal is not being brought up to date.
PARTIAL = ("app_label", "plan", "check_unapplied", "prune", "run_syncdb")
HELP = {
    "app_label": "solo esta aplicación",
    "migration_name": "hasta esta migración",
    "plan": "muestra lo que haría, sin hacerlo",
    "check_unapplied": "termina con error si falta alguna migración, sin aplicarla",
}


class Command(Base, DjangoMigrate):
    help = "Pone al día la base de datos, guardando antes una copia"

    def add_arguments(self, parser: CommandParser) -> None:
        DjangoMigrate.add_arguments(self, parser)
        for action in parser._actions:
            if action.dest != "help":
                action.help = HELP.get(action.dest, SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if any(options.get(name) for name in PARTIAL):
            super().handle(*args, **options)
            return
        if saved := save_database():
            self.stdout.write(f"Copia de la base antes de cambiarla: {saved}")
        super().handle(*args, **options | {"verbosity": 0, "interactive": False})
        complete_portal(self.stdout.write)
        self.stdout.write("La base de datos está al día.")
