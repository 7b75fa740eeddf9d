"""`amate serve`: the portal, its pages and its worker, until told to stop."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import connection

from amate.base.database import pending_migrations
from amate.base.errors import NotReady
from amate.management.command import Command as Base
from amate.management.supervisor import Service, refuse_busy_port, supervise, when_it_answers

HERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  where one that listens everywhere is found


class Command(Base):
    help = "Sirve el portal: las páginas y las tareas"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--host", default="127.0.0.1", metavar="DIRECCIÓN", help="dónde escucha (%(default)s)")
        add("--port", type=int, default=8000, metavar="N", help="puerto (%(default)s)")
        add("--workers", type=int, default=2, metavar="N", help="procesos que sirven páginas (%(default)s)")
        add("--no-worker", action="store_true", help="sin el proceso que hace las tareas")

    def handle(self, *args: Any, host: str, port: int, workers: int, no_worker: bool, **options: Any) -> None:
        refuse_stale_database()
        refuse_busy_port(host, port)
        server = [sys.executable, "-m", "amate.management.server", host, str(port), str(workers)]
        services = [Service("páginas", server)]
        if not no_worker:
            services.append(Service("tareas", [sys.executable, "-m", "amate.management.cli", "work"]))
        address = f"http://{HERE.get(host, host)}:{port}"
        greeting = when_it_answers(f"{address}/salud", lambda: self._greet(address))
        supervise(services, greeting)

    def _greet(self, address: str) -> None:
        self.stdout.write(f"{settings.PORTAL.name}: {address}")
        self.stdout.flush()


def refuse_stale_database() -> None:
    if count := pending_migrations():
        raise NotReady(f"A la base de datos le faltan {count} cambios. Haz primero «amate migrate».")
    connection.close()
