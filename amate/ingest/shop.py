"""Where one file is worked on: a folder that goes away, and a DuckDB that writes nowhere else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from amate.ingest.limits import ENGINE_MEMORY, ENGINE_THREADS, MAX_LINE, MIB, ROW_GROUP
from amate.ingest.messages import refuse
from amate.ingest.preview import Preview
from amate.ingest.recipe import NO_RECIPE, Recipe
from amate.ingest.report import Note

if TYPE_CHECKING:
    from amate.ingest.deciding import Decision

TEXT = frozenset({"text"})
# How a table is written that will be published.
PUBLISHED = f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"


@dataclass(frozen=True)
class RawColumn:
    """A column as read, before any typing.

    sql: its VARCHAR in the relation, or its finished value when `type` is already known (Parquet).
    kinds: the kinds of cells that a workbook or JSON said it has; None for text that may be anything.
    """

    name: str
    sql: str
    kinds: frozenset[str] | None = None
    type: str | None = None


@dataclass(frozen=True)
class Done:
    """A table that is decided and written, `rows` long, in the Parquet file at `path`."""

    decision: Decision
    path: Path
    rows: int


@dataclass(frozen=True)
class Raw:
    """One table as read: a DuckDB relation, its columns and what is known of its rows.

    line: SQL of the 1-based source line of each row, None when nobody knows; preview: its first lines as they are;
    done: what is written already, when reading and typing were one pass.
    """

    name: str
    relation: str
    columns: tuple[RawColumn, ...]
    header_row: int
    line: str | None = None
    notes: tuple[Note, ...] = ()
    preview: Preview | None = None
    done: Done | None = None


@dataclass
class Shop:
    """The work folder and the engine of one reading, and the recipe that it follows.

    untold: what is to be told of a file that has no table to tell it; text_only: whether every cell stays as read;
    key: of the hashes that stand for values which are not published; read_at_once: the names of tables that were tried
    in one pass.
    """

    folder: Path
    engine: duckdb.DuckDBPyConnection
    recipe: Recipe = NO_RECIPE
    untold: list[Note] = field(default_factory=list)
    text_only: bool = False
    key: str = ""
    read_at_once: set[str] = field(default_factory=set)
    _count: int = field(default=0, init=False)

    def path(self, suffix: str = "") -> Path:
        """A fresh path in the work folder."""
        self._count += 1
        return self.folder / f"{self._count}{suffix}"

    def staged(self, relation: str) -> str:
        """The same relation as a Parquet file of the shop, cheap to scan again and again."""
        path = self.path(".parquet")
        self.engine.execute(
            f"COPY (FROM {relation}) TO {quoted(str(path))} (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        return f"read_parquet({quoted(str(path))}{_NUMBERED}"

    @contextmanager
    def following(self, recipe: Recipe) -> Iterator[None]:
        """For a while, follow another recipe."""
        whole, self.recipe = self.recipe, recipe
        try:
            yield
        finally:
            self.recipe = whole

    def one(self, sql: str) -> tuple[object, ...]:
        """The only row of an answer."""
        row: tuple[object, ...] | None = self.engine.execute(sql).fetchone()
        assert row is not None
        return row


@contextmanager
def shop_in(
    out: Path, recipe: Recipe = NO_RECIPE, *, text_only: bool = False, key: str = ""
) -> Iterator[Shop]:
    """A shop inside `out`, swept when left."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".work-") as folder:
        config = {
            "memory_limit": ENGINE_MEMORY,
            "threads": str(ENGINE_THREADS),
            "temp_directory": folder,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        with duckdb.connect(":memory:", config=config) as engine:  # type: ignore[arg-type]
            yield Shop(Path(folder), engine, recipe, text_only=text_only, key=key)


_NUMBERED = ", file_row_number=true)"


def is_staged(relation: str) -> bool:
    """Whether a relation is one Parquet file that numbers its rows from 0 (`file_row_number`)."""
    return relation.startswith("read_parquet(") and relation.endswith(_NUMBERED)


def staged_rows(shop: Shop, rows: Iterable[tuple[int, Sequence[str | None]]], width: int) -> str:
    """Stage (line, cells) rows as the relation `line`, c0, c1…; they pass through a CSV that is read only one way."""
    path = shop.path(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        # DuckDB takes the first line end that it meets, even inside quotes, for the file's own.
        file.write("\n")
        file.writelines(_csv_line(line, cells) for line, cells in rows)
    try:
        return shop.staged(csv_relation(path, ",", 1, ("line", *(f"c{at}" for at in range(width)))))
    except duckdb.InvalidInputException as error:
        raise refuse("row-too-long", limit=f"{MAX_LINE // MIB} MB") from error


def _csv_line(line: int, cells: Sequence[str | None]) -> str:
    """A row of CSV with every cell in quotes, in half the time of the library's writer."""
    try:
        text = '","'.join(cells)  # type: ignore[arg-type]
    except TypeError:
        return _csv_line(line, [cell or "" for cell in cells])
    if text.count('"') != 2 * len(cells) - 2:
        text = '","'.join(cell.replace('"', '""') for cell in cells if cell is not None)
    return f'"{line}","{text}"\n'


def csv_relation(path: Path, delimiter: str, skip: int, names: Iterable[str]) -> str:
    """A strict reading of a CSV in UTF-8, every column VARCHAR, empty cells NULL; anything odd is an error."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({quoted(str(path))}, auto_detect=false, header=false, skip={skip}, delim={quoted(delimiter)}, "
        f"quote='\"', escape='\"', columns={{{columns}}}, nullstr='', allow_quoted_nulls=true, "
        f"strict_mode=true, null_padding=false, max_line_size={MAX_LINE}, buffer_size={2 * MAX_LINE})"
    )


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
