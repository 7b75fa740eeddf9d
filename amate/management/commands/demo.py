"""`amate demo`: Datos Abiertos Jalisco with invented data, ready to be tried."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from amate.base.errors import Invalid
from amate.base.files import home
from amate.catalog.models import Dataset
from amate.management.command import Command as Base
from amate.management.demo.large import large_plan
from amate.management.demo.load import in_bulk, load, one_by_one, write_facts
from amate.management.demo.plan import read_plan

SIZES = {"normal": (read_plan, one_by_one), "large": (large_plan, in_bulk)}


class Command(Base):
    help = "Arma el portal de demostración, con datos inventados, y lo sirve"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--home", metavar="CARPETA", help="dónde quedan los datos (home, o lo que diga AMATE_HOME)")
        add("--port", type=int, default=8000, metavar="N", help="puerto (%(default)s)")
        add("--no-serve", action="store_true", help="solo armarlo")
        add("--size", choices=sorted(SIZES), default="normal", help="cuántos conjuntos: 35, o 20 000 (large)")

    def handle(self, *args: Any, port: int, no_serve: bool, size: str, **options: Any) -> None:
        facts_path = home() / "demo.json"
        facts = json.loads(facts_path.read_text()) if facts_path.exists() else self._build(size)
        self._introduce(facts, facts_path)
        if not no_serve:
            call_command("serve", port=port)

    def _build(self, size: str) -> dict[str, Any]:
        self.stdout.write(f"Se arma la demostración en {home()}")
        call_command("migrate")
        if Dataset.objects.exists():
            raise Invalid(
                f"En {home()} ya hay un portal que no es de demostración. Elige otra carpeta con --home."
            )
        read, fill = SIZES[size]
        facts = load(read(Path(settings.AMATE_PORTAL)), fill, self.stdout.write)
        write_facts(facts)
        return facts

    def _introduce(self, facts: dict[str, Any], path: Path) -> None:
        self.stdout.write(f"\nCuentas de la demostración (también en {path}):")
        for account in facts["accounts"]:
            self.stdout.write(f"  {account['email']:<44} {account['password']:<16} {account['role']}")
        self.stdout.write(f"\nLa mesa de quienes publican: {facts['address']}/mesa/\n")
