"""`amate verify`: prove that nothing accepted is lost and nothing unaccepted is visible."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from amate.base.text import thousands
from amate.management.command import Command as Base
from amate.management.log_checking import check
from amate.publishing.verify import INVARIANTS, Finding, verify


class Command(Base):
    help = "Comprueba que nada se haya perdido, dañado ni mostrado sin permiso"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="en JSON, para programas")
        parser.add_argument("--fast", action="store_true", help="sin leer cada byte de cada archivo")
        parser.add_argument(
            "--log", metavar="URL", help="comprueba el registro público del portal que está en esa dirección"
        )
        parser.add_argument("--key", default="", help="con --log: la llave pública que debe haberlo firmado")
        parser.add_argument(
            "--seen", default="", metavar="SHA256", help="con --log: una línea que estaba ahí antes"
        )

    def handle(self, *args: Any, fast: bool, **options: Any) -> None:
        if options["log"]:
            self._check_log(options["log"], key=options["key"], seen=options["seen"])
            return
        findings = verify(fast=fast)
        if options["json"]:
            document = {"sound": not findings, "findings": [finding.as_json() for finding in findings]}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
        else:
            self._tell(findings)
        if findings:
            sys.exit(1)

    def _tell(self, findings: list[Finding]) -> None:
        broken = {finding.invariant for finding in findings}
        for invariant in INVARIANTS:
            self.stdout.write(
                f"{'✗' if invariant.code in broken else '✓'} {invariant.code} {invariant.promise}"
            )
        for finding in findings:
            self.stdout.write(f"  {finding.invariant}: {finding.what} · {finding.where}")
        self.stdout.write(f"{len(findings)} faltas." if findings else "Todo está en orden.")

    def _check_log(self, address: str, *, key: str, seen: str) -> None:
        checked = check(address, key=key, seen=seen)
        for fault in checked.faults:
            self.stdout.write(f"✗ {fault}")
        if checked.faults:
            sys.exit(1)
        self.stdout.write(f"✓ {thousands(checked.lines)} líneas, encadenadas y firmadas con {checked.key}")
        if checked.last:
            self.stdout.write(f"  Para la próxima vez: --seen {checked.last}")
