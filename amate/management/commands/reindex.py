"""`amate reindex`: the search index anew, while readers go on with the old one."""

from __future__ import annotations

from typing import Any

from amate.catalog import indexing
from amate.management.command import Command as Base


class Command(Base):
    help = "Construye de nuevo el índice de búsqueda"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"El índice tiene {indexing.reindex()} conjuntos.")
