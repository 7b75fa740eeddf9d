"""How a text table is written: its delimiter and its line ends, decided on its first records."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from amate.ingest.limits import CHUNK, MAX_CELL, SAMPLE_BYTES, SAMPLE_RECORDS

DELIMITERS = (",", ";", "\t", "|")
# Below this share of records of one width, what looked like a delimiter was punctuation.
MIN_CONSISTENCY = 0.5


@dataclass(frozen=True)
class Dialect:
    """delimiter, and whether every line ends alike so that any reader finds the same lines."""

    delimiter: str
    regular_lines: bool
    lines: int
    has_nul: bool


class Record(NamedTuple):
    """One record of a text table, the 1-based lines where it starts and ends, and how it was written."""

    line: int
    last_line: int
    cells: list[str]
    text: str


def dialect_of(path: Path) -> Dialect:
    """The dialect of a UTF-8 text: the delimiter from a sample, the line ends from every byte."""
    lf = cr = crlf = 0
    has_nul, tail, last = False, b"", b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            lf += chunk.count(b"\n")
            cr += chunk.count(b"\r")
            crlf += (tail + chunk).count(b"\r\n")
            has_nul = has_nul or b"\x00" in chunk
            tail = chunk[-1:] if chunk.endswith(b"\r") else b""
            last = chunk[-1:]
    lines = lf + (last != b"\n")
    return Dialect(_delimiter(sample_text(path)), cr == crlf and crlf in (0, lf), lines, has_nul)


def sample_text(path: Path) -> str:
    """The first megabyte of a UTF-8 text."""
    with path.open("rb") as file:
        return file.read(SAMPLE_BYTES).decode("utf-8-sig", errors="ignore")


def sample_records(text: str, delimiter: str) -> list[Record]:
    """The first records of a text; the last one is left out when the sample may have cut it."""
    found = list(islice(records(Lines(io.StringIO(text, newline="")), delimiter), SAMPLE_RECORDS))
    cut = len(found) < SAMPLE_RECORDS and len(text.encode()) > SAMPLE_BYTES - 4 and len(found) > 1
    return found[:-1] if cut else found


class Lines:
    """The lines of a text as the csv reader takes them; what it took for a record can be given back."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.taken: list[str] = []
        self.returned: deque[str] = deque()
        self.count = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else self.file.readline()
        if not line:
            raise StopIteration
        self.count += 1
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Hand these last lines out once more."""
        self.returned.extendleft(reversed(lines))
        self.count -= len(lines)


def records(lines: Lines, delimiter: str) -> Iterator[Record]:
    """Every record of a text opened with newline="", blank lines included, as the standard csv module reads it."""
    csv.field_size_limit(MAX_CELL)
    first = 1
    for cells in csv.reader(lines, delimiter=delimiter):
        yield Record(first, lines.count, cells, "".join(lines.taken))
        lines.taken.clear()
        first = lines.count + 1


def _delimiter(text: str) -> str:
    scores = {delimiter: _score(text, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] else DELIMITERS[0]


def _score(text: str, delimiter: str) -> float:
    """How far records agree on one width beyond one; wider agreement says more."""
    try:
        widths = Counter(len(record.cells) for record in sample_records(text, delimiter) if record.cells)
    except csv.Error:
        return 0
    width, count = max(((w, c) for w, c in widths.items() if w > 1), key=lambda pair: pair[1], default=(0, 0))
    share = count / max(1, widths.total())
    return share * (10 + min(width, 10)) if share >= MIN_CONSISTENCY else 0
