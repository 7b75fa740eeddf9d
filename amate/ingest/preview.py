"""The first lines of a file as they are: for its keepers to see what became of them, and never public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Lines shown: as many as open a page, and enough below the heads to see what they head.
LINES = 20
BELOW = 6
MOST = 40
CELL = 80  # characters
COLUMNS = 60


@dataclass(frozen=True)
class Preview:
    """rows: (line, its first cells, cut); heads: the lines that hold the heads; first: the first line of data."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heads: tuple[int, ...]
    first: int

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Preview:
        rows = tuple((line, tuple(cells)) for line, cells in document["rows"])
        return cls(rows, tuple(document["heads"]), document["first"])


def preview(rows: Iterable[tuple[int, Sequence[str]]], heads: Sequence[int], first: int) -> Preview:
    """Of the first rows (line, cells) of a table, a few hundred at most; those far above low heads are left out."""
    lines = [(line, tuple(cell[:CELL] for cell in cells[:COLUMNS])) for line, cells in rows]
    above = sum(1 for line, _ in lines if line < first)
    end = max(LINES, above + BELOW)
    return Preview(tuple(lines[max(0, end - MOST) : end]), tuple(heads), first)
