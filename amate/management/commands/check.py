"""`amate check`: what is unsafe or missing before a portal is opened."""

from __future__ import annotations

import sys
from typing import Any

from amate.management.checking import remarks
from amate.management.command import Command as Base


class Command(Base):
    help = "Nombra cada ajuste inseguro o que falta"

    def handle(self, *args: Any, **options: Any) -> None:
        found = remarks()
        for remark in sorted(found, key=lambda remark: not remark.unsafe):
            self.stdout.write(f"{'✗' if remark.unsafe else '!'} {remark.message}")
        unsafe = sum(remark.unsafe for remark in found)
        if unsafe:
            self.stdout.write(f"Hay que arreglar {unsafe} antes de abrir el portal.")
            sys.exit(1)
        self.stdout.write("Nada inseguro.")
