"""`amate account`: the first accounts of a portal, and passwords that were forgotten."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from amate.base.errors import NotFound
from amate.management.command import Command as Base
from amate.people.actions import change_password, create_person
from amate.people.models import Person


class Command(Base):
    help = "Crea una cuenta, también de responsable del portal, o le pone otra contraseña"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="ORDEN")
        create = verbs.add_parser(
            "create", help="una cuenta nueva; pide la contraseña o la lee de la entrada"
        )
        create.add_argument("email", metavar="CORREO")
        create.add_argument("--name", required=True, metavar="NOMBRE", help="nombre de la persona")
        create.add_argument("--steward", action="store_true", help="responsable de todo el portal")
        password = verbs.add_parser("password", help="otra contraseña; la pide o la lee de la entrada")
        password.add_argument("email", metavar="CORREO")

    def handle(self, *args: Any, verb: str, email: str, **options: Any) -> None:
        if verb == "create":
            name, steward = options["name"], options["steward"]
            person = create_person(by=None, email=email, name=name, password=read_password(), steward=steward)
            self.stdout.write(f"Cuenta de {person}: {person.email}")
        else:
            change_password(by=None, person=find_person(email), password=read_password())
            self.stdout.write("Contraseña cambiada.")


def find_person(email: str) -> Person:
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise NotFound(f"No hay ninguna cuenta con el correo {email}.")
    return person


def read_password() -> str:
    """From the keyboard without showing it, or the first line of a redirected input."""
    if sys.stdin.isatty():
        return getpass.getpass("Contraseña: ")
    return sys.stdin.readline().rstrip("\r\n")
