"""Where one text holds several tables: whether another begins at a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from amate.ingest.readers.shapes import Shape, kind_of_cell

Cells = Sequence[str]

# A title and a few notes may stand above the heads of the next table.
MOST_TITLES = 5
# A column is known by its kind when so many of its cells are of it.
MOSTLY = 0.8
_COUNTED = frozenset({"integer", "number", "date", "datetime", "time"})
_WORDED = frozenset({"word", "text", "code"})


def begins_table(
    rows: Sequence[Cells], table: Heads, fits: Callable[[Cells], bool], *, after_blank: bool
) -> bool:
    """Whether these rows, the first of a text's next ones, are another table and not more of the last.

    Either they are of another width, together, or their first is a row of heads over columns of values.
    """
    if len(rows[0]) == table.width:
        sure = after_blank or len(table.valued) > 1 or not table.go_on(rows[1:])
        return sure and table.are_others(rows[0])
    start = next((at for at, row in enumerate(rows[: MOST_TITLES + 1]) if len(row) > 1), None)
    if start is None or (start > 0 and not after_blank):
        return False
    block = list(takewhile(lambda row: len(row) == len(rows[start]), rows[start:]))
    if len(block[0]) == table.width:
        return len(block) > 1 and table.are_others(block[0])
    if len(block) < (2 if after_blank else 3):
        return False
    if after_blank and len(block) > 2 and len(block[0]) > table.width:
        return True
    return is_over_values(block) or not any(fits(row) for row in block[:3])


@dataclass(frozen=True)
class Heads:
    """The heads of the table that is being read, and the shapes of its columns."""

    names: Cells
    shapes: Sequence[Shape]

    @property
    def width(self) -> int:
        return len(self.names)

    @cached_property
    def valued(self) -> tuple[int, ...]:
        """The columns of numbers, dates and times."""
        shares = [sum(shape.kinds.get(kind, 0) for kind in _COUNTED) for shape in self.shapes]
        return tuple(at for at, share in enumerate(shares) if share >= MOSTLY)

    def may_be_others(self, row: Cells) -> bool:
        """Whether something begins with a letter wherever there should be a value: quickly asked of every row."""
        return bool(self.valued) and all(row[at].strip()[:1].isalpha() for at in self.valued)

    def are_others(self, row: Cells) -> bool:
        """Whether a row has other heads than these, all words and all different, over columns of values."""
        cells = [cell.strip() for cell in row]
        if not self.may_be_others(row) or self.are_repeated(row) or not _is_all_words(row):
            return False
        return len(set(cells)) == len(cells)

    def are_heads(self, row: Cells) -> bool:
        """Whether a row has heads, these or others."""
        return self.are_repeated(row) or self.are_others(row)

    def are_repeated(self, row: Cells) -> bool:
        """Whether a row has these very heads once more."""
        return len(row) == self.width and all(
            " ".join(cell.split()) == name for cell, name in zip(row, self.names, strict=True)
        )

    def go_on(self, rows: Sequence[Cells]) -> bool:
        """Whether the next row looks like the columns of the table."""
        if not rows or len(rows[0]) != self.width:
            return False
        costs = [s.cost(cell) for cell, s in zip(rows[0], self.shapes, strict=True) if cell.strip()]
        return sum(costs) < len(costs)


def is_over_values(block: Sequence[Cells]) -> bool:
    """Whether the first of these rows is all words, all different, and the next is not."""
    first = [cell.strip() for cell in block[0]]
    return len(set(first)) == len(first) and _is_all_words(first) and not _is_all_words(block[1])


def _is_all_words(row: Cells) -> bool:
    return all(kind_of_cell(cell) in _WORDED for cell in row)
