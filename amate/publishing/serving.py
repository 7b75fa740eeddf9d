"""Serving files: caches that are rebuilt from their Parquet whenever they are missing."""

from __future__ import annotations

from pathlib import Path

from amate.catalog.models import Table
from amate.catalog.stored import stored
from amate.engines import serving


def build(table: Table) -> Path | None:
    """The serving file of a table, made if it is missing; None for tables that need none."""
    if table.serving.exists() or not serving.is_worth(stored(table)):
        return None
    table.serving.parent.mkdir(parents=True, exist_ok=True)
    return serving.build(stored(table), table.serving)
