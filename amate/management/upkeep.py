"""Bringing a portal up to date: what `amate migrate` does around Django's own migrations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from amate.base import database
from amate.base.errors import Unavailable
from amate.base.files import home
from amate.catalog import indexing
from amate.management.seed import seed

Say = Callable[[str], None]


def save_database() -> Path | None:
    """A copy of the database under <home>/respaldos/, when it holds something that migrations would change."""
    if database.is_empty() or not database.pending_migrations():
        return None
    folder = home() / "respaldos"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"antes-de-migrar-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{database.vendor()}"
    with database.snapshot(target):
        return target


def complete_portal(say: Say) -> None:
    """Add what portal.toml describes and the database lacks, and build the index if there is none to read."""
    for what, count in seed(settings.PORTAL).items():
        say(f"  + {count} {what}")
    try:
        indexing.reader().searcher()
    except Unavailable:
        say(f"  + índice de búsqueda: {indexing.reindex()} conjuntos")
