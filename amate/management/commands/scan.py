"""`amate scan`: look again for persons in all that is public, old versions too."""

from __future__ import annotations

import sys
from typing import Any

from amate.base.text import thousands
from amate.management.command import Command as Base
from amate.publishing.rescan import suspects


class Command(Base):
    help = "Vuelve a buscar datos de personas en lo publicado, también en las versiones anteriores"

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for one in suspects():
            found += one.blocks
            dataset = one.version.resource.dataset
            self.stdout.write(f"{'✗' if one.blocks else '·'} {dataset.slug}, {one.version}: {one.message}")
        if found:
            self.stdout.write(
                f"{thousands(found)} por atender: pon el conjunto en cuarentena, publica otra versión y borra esta."
            )
            sys.exit(1)
        self.stdout.write("✓ Nada de lo publicado se detendría hoy por datos de personas.")
