"""Text tables. A sound file goes straight to DuckDB; any other is first made regular, record by record."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from amate.ingest.head import Head, find_head, notes_on
from amate.ingest.limits import CHUNK, MAX_CELL, MAX_COLUMNS, MAX_LINE, MIB, SAMPLE_BYTES, SAMPLE_RECORDS
from amate.ingest.messages import note, refuse, shown
from amate.ingest.onepass import in_one_pass
from amate.ingest.preview import LINES, preview
from amate.ingest.readers.fitting import Fitting, Table, is_foot
from amate.ingest.readers.mended_heads import joined_heads, mended_heads
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, csv_relation, identifier, quoted, staged_rows
from amate.ingest.sniff.dialect import LineEnds, dialect_of, line_ends_of, sample_records, sample_text
from amate.ingest.sniff.encoding import Letters, letters_of, to_utf8
from amate.ingest.sniff.records import Dialect, Lines, Record, TooLong, records
from amate.ingest.sniff.twice import decode_once_more, is_encoded_twice

# Bytes at the end of a file in which footnotes are looked for.
TAIL_BYTES = 16 * 1024
# When so many rows are shorter than the others, whoever wrote them leaves out the empty cells at their end.
RAGGED = 0.1


@dataclass(frozen=True)
class Source:
    """A whole text in UTF-8 and how it is written; `letters` as it came."""

    path: Path
    filename: str
    dialect: Dialect
    letters: Letters
    ends: LineEnds


@dataclass
class Text:
    """A text, or the rest of one, ready to be read: its first records and its heads found."""

    source: Source
    name: str
    sample: list[Record]
    head: Head
    notes: list[Note] = field(default_factory=list)

    @property
    def header_row(self) -> int:
        return self.sample[self.head.index].line if self.head.index >= 0 else 0

    @property
    def skip(self) -> int:
        """The last line before the first record of data."""
        return self.sample[self.head.start - 1].last_line if self.head.start else 0

    @property
    def body(self) -> list[Record]:
        return [record for record in self.sample[self.head.start :] if record.cells]

    @property
    def is_sound(self) -> bool:
        """Whether any reader finds the same records in it: lines can be skipped and no rule is broken."""
        above = self.sample[: self.head.start]
        return (
            self.source.ends.regular
            and self.source.ends.marks <= 1
            and self.source.dialect.is_plain
            and self.source.dialect.quote == '"'
            and not self.source.dialect.padded
            and all(r.line == r.last_line and not r.mended for r in above)
            and all(len(r.cells) == self.head.width and not r.mended for r in self.body)
            and not any(map(self.table().named.are_heads, (r.cells for r in self.body)))
        )

    def table(self) -> Table:
        """What its rows will be fitted to."""
        width = self.head.width
        sound = [r.cells for r in self.body if len(r.cells) == width and not r.mended]
        shorter = sum(1 < len(r.cells) < width for r in self.body)
        return Table(self.head.names, self.skip, sound, shorter > RAGGED * len(self.body))


def read_delimited(path: Path, filename: str, name: str, shop: Shop) -> tuple[tuple[Raw, ...], str]:
    """The tables of a text file, and its encoding."""
    letters, notes = letters_of(path), []
    if not letters.is_utf8:
        source, path = path, shop.path(".utf8")
        if damaged := to_utf8(source, letters.encoding, path):
            notes.append(note("broken-characters", count=damaged))
    if is_encoded_twice(sample_text(path)) and shop.recipe.of(name).on("encoded-twice"):
        source, path = path, shop.path(".once")
        count, examples = decode_once_more(source, path)
        notes.append(note("encoded-twice", count=count, examples=examples, example=shown(examples[0][1])))
    ends = line_ends_of(path)
    if ends.has_nul:
        raise refuse("binary", file=filename)
    try:
        return tuple(
            _tables(Source(path, filename, dialect_of(sample_text(path)), letters, ends), name, notes, shop)
        ), letters.encoding
    except TooLong as error:
        raise _too_long(error, path, filename) from error


def _tables(source: Source, name: str, notes: list[Note], shop: Shop) -> list[Raw]:
    text = _opened(source, name, sample_records(sample_text(source.path), source.dialect), shop)
    text.notes[:0] = notes
    if text.is_sound and (raw := _straight(text, shop)):
        return [raw]
    raws: list[Raw] = []
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        lines = Lines(file)
        while True:
            fitting = Fitting(lines, source.dialect, text.table(), shop.recipe.of(text.name))
            relation = staged_rows(shop, fitting.rows(), text.head.width)
            raws.append(_raw(text, relation, "line::BIGINT", text.notes + fitting.notes()))
            if not fitting.goes_on:
                return _told_of_others(raws)
            ahead = "".join(lines.peek(SAMPLE_RECORDS, SAMPLE_BYTES))
            sample = _sample_at(ahead, lines.count, source.dialect)
            text = _opened(source, f"{name}_{len(raws) + 1}", sample, shop)


def _told_of_others(raws: list[Raw]) -> list[Raw]:
    """The same tables; the first tells how many there are."""
    if len(raws) == 1:
        return raws
    told = replace(note("several-tables-in-text", count=len(raws)), code="several-tables")
    return [replace(raws[0], notes=(told, *raws[0].notes)), *raws[1:]]


def _sample_at(ahead: str, before: int, dialect: Dialect) -> list[Record]:
    return list(records(Lines(io.StringIO(ahead, newline=""), before), dialect))


def _opened(source: Source, name: str, sample: list[Record], shop: Shop) -> Text:
    """A text whose first records are these."""
    if not any(cell.strip() for record in sample for cell in record.cells):
        raise refuse("empty", file=source.filename)
    wish = shop.recipe.of(name)
    sample = _first_table(_again(sample, source.dialect))
    sample, mended = mended_heads(sample, source.dialect, wish)
    cells, lines = [record.cells for record in sample], [record.line for record in sample]
    head = find_head(cells, wish=wish, lines=lines)
    sample, joined = joined_heads(sample, head, wish)
    if joined:
        cells, lines = [record.cells for record in sample], [record.line for record in sample]
        head = find_head(cells, wish=wish, lines=lines)
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=source.filename, count=head.width, limit=MAX_COLUMNS)
    return Text(source, name, sample, head, [*mended, *joined, *notes_on(head, _titles(sample, head), lines)])


def _again(sample: list[Record], dialect: Dialect) -> list[Record]:
    """The same records, those that break the rules read as the usual width says."""
    if not any(record.mended for record in sample):
        return sample
    widths = Counter(len(record.cells) for record in sample if not record.mended and len(record.cells) > 1)
    if not widths:
        return sample
    text = "".join(record.text for record in sample)
    lines = Lines(io.StringIO(text, newline=""), sample[0].line - 1)
    return list(records(lines, dialect, widths.most_common(1)[0][0]))


def _first_table(sample: list[Record]) -> list[Record]:
    """The records down to where the width changes for good: what follows may be another table."""
    widths = [len(record.cells) for record in sample]
    for at in range(2, len(widths)):
        if widths[at] <= 1 or widths[at] == widths[at - 1]:
            continue
        above = Counter(width for width in widths[:at] if width > 1)
        usual, count = above.most_common(1)[0] if above else (0, 0)
        below = [width for width in widths[at : at + 12] if width]
        if count >= 3 and len(below) >= 2 and usual not in widths[at:] and len(set(below)) == 1:
            return sample[:at]
    return sample


def _titles(sample: Sequence[Record], head: Head) -> list[tuple[int, str]]:
    above = (record for record in sample[: head.top] if any(record.cells))
    return [(record.line, next(cell for cell in record.cells if cell)) for record in above]


def _straight(text: Text, shop: Shop) -> Raw | None:
    """DuckDB's own reading, every rule strict; None when it finds anything odd."""
    names = [f"c{at}" for at in range(text.head.width)]
    if _has_foot(text):
        return None
    relation = csv_relation(text.source.path, text.source.dialect.delimiter, text.skip, names)
    if raw := _at_once(text, relation, shop):
        return raw if raw.line or not _has_blank_lines(text.source.path) else None
    try:
        relation = shop.staged(relation)
    except duckdb.Error:
        return None
    (rows,) = shop.one(f"SELECT count(*) FROM {relation}")
    # Blank lines or lines inside cells: then nobody knows which line a record was.
    each_on_its_line = rows == text.source.ends.lines - text.skip
    if (not each_on_its_line and _has_blank_lines(text.source.path)) or _repeats_heads(text, relation, shop):
        return None
    return _raw(
        text, relation, f"file_row_number + {text.skip + 1}" if each_on_its_line else None, text.notes
    )


def _at_once(text: Text, relation: str, shop: Shop) -> Raw | None:
    """The whole table typed in the same pass that reads it, if it is as its first rows promise."""
    raw = in_one_pass(
        _raw(text, relation, None, text.notes),
        [_has_heads(text)],
        shop,
        may_be_odd=text.source.letters.may_be_odd,
    )
    if raw and raw.done and raw.done.rows == text.source.ends.lines - text.skip:
        return replace(raw, line=f"_id + {text.skip}")
    return raw


def _has_foot(text: Text) -> bool:
    """Whether the last lines of the file say where the data come from."""
    with text.source.path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - TAIL_BYTES))
        tail = file.read().decode("utf-8", errors="ignore")
    lines = Lines(io.StringIO(tail, newline=""))
    return any(
        is_foot(record, text.head.width) for record in list(records(lines, text.source.dialect))[1:][-20:]
    )


def _has_blank_lines(path: Path) -> bool:
    """Whether there is a blank line that something follows."""
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            window = tail + chunk
            blank = max(window.find(b"\n\n"), window.find(b"\n\r\n"))
            if blank >= 0 and (window[blank:].strip() or file.read(1)):
                return True
            tail = window[-2:]
    return False


def _repeats_heads(text: Text, relation: str, shop: Shop) -> bool:
    """Whether any row may have the heads once more."""
    (count,) = shop.one(f"SELECT count(*) FROM {relation} WHERE {_has_heads(text)}")
    return bool(count)


def _has_heads(text: Text) -> str:
    """SQL that is true for a row that may have the heads once more."""
    heads = enumerate(text.sample[text.head.index].cells) if text.head.index >= 0 else ()
    named = [(at, cell) for at, cell in heads if cell][:3]
    return " AND ".join(f"{identifier(f'c{at}')} = {quoted(cell)}" for at, cell in named) or "false"


def _raw(text: Text, relation: str, line: str | None, notes: list[Note]) -> Raw:
    columns = tuple(RawColumn(name, f"c{at}") for at, name in enumerate(text.head.names))
    seen = ((record.line, record.cells) for record in text.sample[: text.head.start + LINES])
    first_lines = preview(seen, [text.sample[at].line for at in text.head.rows], text.skip + 1)
    return Raw(text.name, relation, columns, text.header_row, line, tuple(notes), first_lines)


def _too_long(error: TooLong, path: Path, filename: str) -> Exception:
    """What is said of a line, or a cell, that is longer than any real one."""
    longest = max(map(len, error.text.split(dialect_of(sample_text(path)).delimiter)))
    if len(error.text) > MAX_LINE and longest <= MAX_CELL:
        return refuse("row-too-long", limit=f"{MAX_LINE // MIB} MB")
    return refuse("cell-too-long", line=error.line, file=filename, limit=f"{MAX_CELL // MIB} MB")
