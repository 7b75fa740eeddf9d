"""Reading a text record by record: what fits the table, what is mended to fit, and what is kept out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amate.ingest.head import filled_width
from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import note, shown
from amate.ingest.report import Note
from amate.ingest.sniff.dialect import Lines, Record, records

# Quotes that nobody closed swallow lines; each is looked at again once, up to this many.
MOST_UNCLOSED = 1_000


class Tally:
    """How many lines met one fate, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        self.count += 1
        if len(self.first) < NOTE_ROWS:
            self.first.append((line, text))

    def note(self, code: str, **facts: Any) -> list[Note]:
        if not self.count:
            return []
        line, text = self.first[0]
        example = f"El de la línea {line} dice {shown(text)}"
        return [note(code, (line for line, _ in self.first), count=self.count, example=example, **facts)]


class Fitting:
    """The records of a text that fit `width`, and an account of those that do not."""

    def __init__(self, path: Path, delimiter: str, width: int, skip: int) -> None:
        self.path, self.delimiter, self.width, self.skip = path, delimiter, width, skip
        self.line = skip + 1
        self.broken, self.escaped = Tally(), Tally()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of each record below `skip` that fits."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            lines = Lines(file)
            for record in records(lines, self.delimiter):
                self.line = record.last_line + 1
                if record.line <= self.skip or not record.cells:
                    continue
                if record.last_line > record.line and self._is_unclosed(record):
                    self._look_again(lines, record)
                elif cells := self._fitted(record):
                    yield record.line, cells

    def notes(self) -> list[Note]:
        """What was kept out and what was mended, by line."""
        return self.broken.note("broken-rows", width=self.width) + self.escaped.note("backslash-quotes")

    def _fitted(self, record: Record) -> list[str] | None:
        cells, width = record.cells, self.width
        if len(cells) == width:
            return cells
        if len(cells) > width and filled_width(cells) <= width:
            return cells[:width]
        if '\\"' in record.text and len(unescaped := self._without_backslashes(record)) == width:
            self.escaped.add(record.line, record.text)
            return unescaped
        self.broken.add(record.line, record.text)
        return None

    def _without_backslashes(self, record: Record) -> list[str]:
        lines = record.text.splitlines(keepends=True)
        return next(csv.reader(lines, delimiter=self.delimiter, escapechar="\\"), [])

    def _is_unclosed(self, record: Record) -> bool:
        """Whether the text ended inside quotes: only the strict reader says so."""
        reader = csv.reader(record.text.splitlines(keepends=True), delimiter=self.delimiter, strict=True)
        try:
            return not list(reader)
        except csv.Error as error:
            return "unexpected end of data" in str(error)

    def _look_again(self, lines: Lines, record: Record) -> None:
        """Keep out the line whose quote swallowed the rest, and read the rest as if it were not there."""
        self.broken.add(record.line, lines.taken[0])
        if self.broken.count < MOST_UNCLOSED:
            lines.give_back(lines.taken[1:])
