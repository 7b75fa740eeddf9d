"""How the tests look at what was read: the Parquet through DuckDB, as plain rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from amate.ingest.reading import read
from amate.ingest.recipe import NO_RECIPE, Recipe
from amate.ingest.report import Reading, TableRead


def read_bytes(
    content: bytes, filename: str, folder: Path, *, recipe: Recipe = NO_RECIPE, text_only: bool = False
) -> Reading:
    """Read these bytes as an upload of this name; the tables land in `folder/out`."""
    source = folder / "upload"
    source.write_bytes(content)
    return read_file(source, filename, folder, recipe=recipe, text_only=text_only)


def read_file(
    source: Path, filename: str, folder: Path, *, recipe: Recipe = NO_RECIPE, text_only: bool = False
) -> Reading:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return read(source, filename, out, recipe=recipe, text_only=text_only)


def rows_of(table: TableRead, folder: Path) -> list[tuple[Any, ...]]:
    """Every row in order, without `_id`."""
    path = str(folder / "out" / table.parquet)
    relation = duckdb.read_parquet(path).order("_id")
    return [row[1:] for row in relation.fetchall()]


def names_of(table: TableRead) -> list[str]:
    return [column.name for column in table.columns]


def types_of(table: TableRead) -> list[str]:
    return [column.type for column in table.columns]


def notes_of(table: TableRead) -> dict[str, tuple[int, ...]]:
    return {note.code: note.rows for note in table.notes}
