"""Text tables. A sound file goes straight to DuckDB; any other is first made regular, record by record."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from amate.ingest.head import Head, find_head, notes_on
from amate.ingest.limits import MAX_CELL, MAX_COLUMNS, MIB
from amate.ingest.messages import note, refuse
from amate.ingest.onepass import in_one_pass
from amate.ingest.preview import LINES, preview
from amate.ingest.readers.fitting import Fitting
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, csv_relation, staged_rows
from amate.ingest.sniff.dialect import Dialect, Record, dialect_of, sample_records, sample_text
from amate.ingest.sniff.encoding import ALREADY_UTF8, encoding_of, to_utf8


@dataclass
class Text:
    """A text table ready to be read: in UTF-8, its dialect and its heads found."""

    path: Path
    filename: str
    name: str
    encoding: str
    dialect: Dialect
    sample: list[Record]
    head: Head
    notes: list[Note] = field(default_factory=list)

    @property
    def header_row(self) -> int:
        return self.sample[self.head.index].line if self.head.index >= 0 else 0

    @property
    def skip(self) -> int:
        """Lines before the first record of data."""
        return self.sample[self.head.start - 1].last_line if self.head.start else 0

    @property
    def is_sound(self) -> bool:
        """Whether lines and records are the same thing down to the heads, so that lines can be skipped."""
        above = self.sample[: self.head.start]
        return self.dialect.regular_lines and all(r.line == r.last_line for r in above)


def read_delimited(path: Path, filename: str, name: str, shop: Shop) -> tuple[Raw, str]:
    """The table of a text file, and its encoding."""
    text = _open(path, filename, name, shop)
    raw = _straight(text, shop) if text.is_sound else None
    return raw or _careful(text, shop), text.encoding


def _open(path: Path, filename: str, name: str, shop: Shop) -> Text:
    encoding = encoding_of(path)
    notes = []
    if encoding not in ALREADY_UTF8:
        source, path = path, shop.path(".utf8")
        if damaged := to_utf8(source, encoding, path):
            notes.append(note("broken-characters", count=damaged))
    dialect = dialect_of(path)
    if dialect.has_nul:
        raise refuse("binary", file=filename)
    sample = _sample(path, filename, dialect)
    lines = [record.line for record in sample]
    head = find_head([record.cells for record in sample], shop.recipe.of(name), lines)
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=head.width, limit=MAX_COLUMNS)
    return Text(
        path, filename, name, encoding, dialect, sample, head, notes + notes_on(head, _titles(sample, head))
    )


def _sample(path: Path, filename: str, dialect: Dialect) -> list[Record]:
    try:
        sample = sample_records(sample_text(path), dialect.delimiter)
    except csv.Error as error:
        raise _too_long(1, filename) from error
    if not any(cell.strip() for record in sample for cell in record.cells):
        raise refuse("empty", file=filename)
    return sample


def _titles(sample: list[Record], head: Head) -> list[tuple[int, str]]:
    above = (record for record in sample[: max(head.index, 0)] if any(record.cells))
    return [(record.line, next(cell for cell in record.cells if cell)) for record in above]


def _straight(text: Text, shop: Shop) -> Raw | None:
    """DuckDB's own reading, every rule strict; None when it finds anything odd."""
    names = [f"c{at}" for at in range(text.head.width)]
    relation = csv_relation(text.path, text.dialect.delimiter, text.skip, names)
    if raw := _at_once(text, relation, shop):
        return raw
    try:
        relation = shop.staged(relation)
    except duckdb.Error:
        return None
    (rows,) = shop.one(f"SELECT count(*) FROM {relation}")
    # Blank lines or lines inside cells: then nobody knows which line a record was.
    each_on_its_line = rows == text.dialect.lines - text.skip
    return _raw(
        text, relation, f"file_row_number + {text.skip + 1}" if each_on_its_line else None, text.notes
    )


def _at_once(text: Text, relation: str, shop: Shop) -> Raw | None:
    """The whole table typed in the same pass that reads it, if it is as its first rows promise."""
    raw = in_one_pass(_raw(text, relation, None, text.notes), (), shop)
    if raw and raw.done and raw.done.rows == text.dialect.lines - text.skip:
        return replace(raw, line=f"_id + {text.skip}")
    return raw


def _careful(text: Text, shop: Shop) -> Raw:
    """Our own reading: records that do not fit are kept out and listed."""
    fitting = Fitting(text.path, text.dialect.delimiter, text.head.width, text.skip)
    try:
        relation = staged_rows(shop, fitting.rows(), text.head.width)
    except csv.Error as error:
        raise _too_long(fitting.line, text.filename) from error
    return _raw(text, relation, "line::BIGINT", text.notes + fitting.notes())


def _raw(text: Text, relation: str, line: str | None, notes: list[Note]) -> Raw:
    columns = tuple(RawColumn(name, f"c{at}") for at, name in enumerate(text.head.names))
    seen = ((record.line, record.cells) for record in text.sample[: text.head.start + LINES])
    first_lines = preview(seen, [text.sample[at].line for at in text.head.rows], text.skip + 1)
    return Raw(text.name, relation, columns, text.header_row, line, tuple(notes), first_lines)


def _too_long(line: int, filename: str) -> Exception:
    return refuse("cell-too-long", line=line, file=filename, limit=f"{MAX_CELL // MIB} MB")
