"""`amate verify`: prove that nothing accepted is lost and nothing unaccepted is visible."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from amate.management.command import Command as Base
from amate.publishing.verify import INVARIANTS, Finding, verify


class Command(Base):
    help = "Comprueba que nada se haya perdido, dañado ni mostrado sin permiso"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="en JSON, para programas")
        parser.add_argument("--fast", action="store_true", help="sin leer cada byte de cada archivo")

    def handle(self, *args: Any, fast: bool, **options: Any) -> None:
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
