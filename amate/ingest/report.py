"""What was read from one file: its tables, their columns, what was done to them, or why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from amate.engines.stored import StoredColumn, StoredTable
from amate.ingest.preview import Preview
from amate.ingest.recipe import NO_RECIPE, Misfit, Recipe

# Notes on what only a person can decide.
DOUBTS = frozenset({"day-first", "two-ways"})
# (row, line) where rows begin to follow one another line by line; empty when nobody knows.
Jumps = tuple[tuple[int, int], ...]
TYPES = ("text", "integer", "number", "boolean", "date", "datetime", "time", "geometry", "json")


@dataclass(frozen=True)
class Note:
    """Something that was done to a table, or that its owner should know.

    rows: 1-based source lines, the first of them; count: how many cells, rows or columns it touched; examples:
    cells before and after; columns: where personal data are. A code of STEPS is a repair that can be switched off.
    """

    code: str
    message: str
    rows: tuple[int, ...] = ()
    count: int = 0
    examples: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnRead:
    """A column: its name in the table, its type (one of TYPES) and its meaning, if it has one."""

    name: str
    type: str
    meaning: str | None = None


@dataclass(frozen=True)
class TableRead:
    """A table and the name of its Parquet file; header_row is 1-based, 0 when the heads are not in a row.

    preview: its first lines as they are in the file, None where it has no lines.
    lines: where its rows were in the file (see `lines.py`).
    """

    name: str
    header_row: int
    rows: int
    columns: tuple[ColumnRead, ...]
    notes: tuple[Note, ...]
    parquet: str
    preview: Preview | None = None
    lines: Jumps = ()

    def stored(self, folder: Path) -> StoredTable:
        """The table as the query room knows tables, where `folder` is the one it was written into."""
        columns = tuple(StoredColumn(column.name, column.type) for column in self.columns)
        return StoredTable(key=self.parquet, parquet=folder / self.parquet, rows=self.rows, columns=columns)


@dataclass(frozen=True)
class Refusal:
    """Why a file cannot be taken at all."""

    code: str
    message: str


@dataclass(frozen=True)
class Reading:
    """What one uploaded file holds. No tables and no refusal: a document to be kept and offered as it is.

    recipe: how it was read, left out tables too; misfits: what the recipe asked for and the file could not give;
    untold: notes on what no table tells, for want of one or because it is left out.
    """

    file: str
    format: str
    encoding: str | None = None
    container: str | None = None
    tables: tuple[TableRead, ...] = ()
    layers: tuple[Mapping[str, Any], ...] = ()
    refused: Refusal | None = None
    recipe: Recipe = NO_RECIPE
    misfits: tuple[Misfit, ...] = ()
    untold: tuple[Note, ...] = ()

    @property
    def doubts(self) -> list[Misfit]:
        """What can be read in two ways, and nothing in the file tells which: to be asked before publishing."""
        return [
            Misfit(note.code, note.message)
            for table in self.tables
            for note in table.notes
            if note.code in DOUBTS
        ]

    def as_json(self, *, internal: bool = False) -> dict[str, Any]:
        """The object that `amate inspect --json` prints.

        internal adds what only its keepers need: Parquet files, first lines, counts and examples, recipe, misfits.
        """
        document = {
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "container": self.container,
            "tables": [_table_as_json(table, internal) for table in self.tables],
            "layers": [dict(layer) for layer in self.layers],
            "refused": self.refused and {"code": self.refused.code, "message": self.refused.message},
        }
        recipe = {
            "recipe": self.recipe.as_json(),
            "misfits": [asdict(misfit) for misfit in self.misfits],
            "untold": [asdict(note) for note in self.untold],
        }
        return document | recipe if internal else document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Reading:
        """The reading that wrote this document with as_json(internal=True)."""
        refused = document["refused"]
        return cls(
            file=document["file"],
            format=document["format"],
            encoding=document["encoding"],
            container=document["container"],
            tables=tuple(_table_from_json(table) for table in document["tables"]),
            layers=tuple(document["layers"]),
            refused=Refusal(**refused) if refused else None,
            recipe=Recipe.from_json(document["recipe"]),
            misfits=tuple(Misfit(**misfit) for misfit in document["misfits"]),
            untold=tuple(_note_from_json(note) for note in document["untold"]),
        )


def _table_as_json(table: TableRead, internal: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": table.name,
        "header_row": table.header_row,
        "rows": table.rows,
        "columns": [{"name": c.name, "type": c.type, "meaning": c.meaning} for c in table.columns],
        "notes": [
            asdict(n) if internal else {"code": n.code, "message": n.message, "rows": list(n.rows)}
            for n in table.notes
        ],
    }
    if not internal:
        return document
    return document | {
        "parquet": table.parquet,
        "preview": table.preview and asdict(table.preview),
        "lines": [list(jump) for jump in table.lines],
    }


def _table_from_json(document: Mapping[str, Any]) -> TableRead:
    return TableRead(
        name=document["name"],
        header_row=document["header_row"],
        rows=document["rows"],
        columns=tuple(ColumnRead(**column) for column in document["columns"]),
        notes=tuple(_note_from_json(note) for note in document["notes"]),
        parquet=document.get("parquet", ""),
        preview=Preview.from_json(document["preview"]) if document.get("preview") else None,
        lines=tuple((row, line) for row, line in document.get("lines", ())),
    )


def _note_from_json(document: Mapping[str, Any]) -> Note:
    examples = tuple((before, after) for before, after in document["examples"])
    return Note(
        document["code"],
        document["message"],
        tuple(document["rows"]),
        document["count"],
        examples,
        tuple(document.get("columns", ())),
    )
