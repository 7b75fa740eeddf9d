"""The small tables of a file as plain texts, for those who need a list and no dataset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amate.base.errors import BadFile
from amate.ingest.dictionary.documents import LARGEST, rows_of
from amate.ingest.lines import line_of
from amate.ingest.sandbox import read_safely


@dataclass(frozen=True)
class PlainTable:
    """Its heads, and its rows each with its line in the file, counted from one; None where nobody knows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int | None, tuple[str, ...]], ...]


def tables_in(path: Path, filename: str, bench: Path) -> list[PlainTable]:
    """What a child reads in a file of any kind, every cell as it was written; `BadFile` when it can read nothing.

    bench: a folder to work in. Of a table no more than `MOST_ROWS` rows are read.
    """
    size = path.stat().st_size
    if not 0 < size <= LARGEST:
        raise BadFile("El archivo está vacío o es demasiado grande para ser una lista.", code="empty")
    reading = read_safely(path, filename, bench, text_only=True)
    if reading.refused:
        raise BadFile(reading.refused.message, code=reading.refused.code)
    tables = []
    for read in reading.tables:
        heads, *rows = rows_of(bench / read.parquet, [column.name for column in read.columns])
        numbered = ((line_of(row, read.lines), tuple(cells)) for row, cells in enumerate(rows, start=1))
        tables.append(PlainTable(tuple(heads), tuple(numbered)))
    return tables
