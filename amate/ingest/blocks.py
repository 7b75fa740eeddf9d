"""Several tables in one grid: one below the other, or side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from amate.base.text import fold
from amate.ingest.cells import Cells, filled, first_text, is_blank, is_number, is_word, is_year
from amate.ingest.foot import is_note

_CAPTION = re.compile(r"(?:cuadro|tabla|anexo|grafica|concentrado)\s+(?:no\.?\s*)?[\divx]+\b.*", re.DOTALL)
_MOST_PREAMBLE = 12
# A title longer than this is a paragraph.
_TITLE = 120


@dataclass(frozen=True)
class Block:
    """A part of a grid that holds one table with its titles and notes: rows and columns from 0, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int
    title: str = ""

    def of(self, rows: Sequence[Cells]) -> list[list[str]]:
        """Its cells."""
        return [
            [*row[self.left : self.right], *[""] * (self.right - max(len(row), self.left))]
            for row in rows[self.top : self.bottom]
        ]


def find_blocks(rows: Sequence[Cells]) -> list[Block]:
    """The tables of a grid, from above, then from the left; one that holds everything when they cannot be told apart.

    A new table begins after a blank row, or at a caption («Cuadro 2…»), where new heads stand over numbers.
    """
    width = max((len(row) for row in rows), default=0)
    blocks = [Block(top, bottom, 0, width) for top, bottom in _stacked(rows)]
    apart = [part for block in blocks for part in _side_by_side(block, rows)]
    if len(apart) < 2:
        return [Block(0, len(rows), 0, width)]
    return [replace(block, title=_title(block.of(rows))) for block in apart]


def is_table(rows: Sequence[Cells]) -> bool:
    """Whether a part of a grid may be a table at all: two rows or more that say two things or more."""
    return sum(len(filled(row)) > 1 for row in rows) > 1


def _stacked(rows: Sequence[Cells]) -> list[tuple[int, int]]:
    starts = [0]
    for at in _openings(rows):
        begun = rows[starts[-1] : at]
        if not any(len(filled(row)) > 1 for row in begun):
            continue
        if _opens_table(rows, at, starts[-1]):
            starts.append(at)
    ends = [*starts[1:], len(rows)]
    stacked: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if stacked and _is_preamble(rows[stacked[-1][0] : stacked[-1][1]], rows[start:end]):
            stacked[-1] = (stacked[-1][0], end)
        else:
            stacked.append((start, end))
    return stacked


def _openings(rows: Sequence[Cells]) -> list[int]:
    """The rows where a table may begin: after a blank one, or a caption."""
    return [
        at
        for at in range(1, len(rows))
        if not is_blank(rows[at]) and (is_blank(rows[at - 1]) or _is_caption(rows[at]))
    ]


def _is_caption(row: Cells) -> bool:
    return len(filled(row)) == 1 and bool(_CAPTION.fullmatch(fold(first_text(row)).strip()))


def _opens_table(rows: Sequence[Cells], at: int, above: int) -> bool:
    """Whether titles and heads, with data of their own, begin here, below the table that began at `above`."""
    head = _head_after_titles(rows, at)
    if head is None or any(is_note(first_text(row)) for row in rows[at:head]):
        return False
    places = filled(rows[head])
    below = [row for row in rows[head + 1 : head + 8] if len(filled(row)) > 1]
    if not below or not all(is_word(rows[head][p]) or is_year(rows[head][p]) for p in places):
        return False
    if all(is_note(rows[head][p]) for p in places):  # lines to sign on
        return False
    old = _head_after_titles(rows, above)
    same = old is not None and [*filter(str.strip, rows[old])] == [*filter(str.strip, rows[head])]
    if same:
        return at < head
    over = [
        p for p in places if all(p < len(row) and (is_number(row[p]) or not row[p].strip()) for row in below)
    ]
    over = [p for p in over if any(row[p].strip() for row in below)]
    if over:
        return True
    differs = old is not None and filled(rows[old]) != places
    return at < head and differs and all(filled(row)[-1] <= places[-1] for row in below) and len(places) > 1


def _head_after_titles(rows: Sequence[Cells], at: int) -> int | None:
    """The first row that says more than one thing, below rows of titles and at most a few blank ones."""
    for head in range(at, min(at + 8, len(rows))):
        if len(filled(rows[head])) > 1:
            return head
    return None


def _is_preamble(above: Sequence[Cells], below: Sequence[Cells]) -> bool:
    """Whether a few pairs (`Municipio: | Tala`) stand above a wider table and belong to it as its titles."""
    told = [row for row in above if not is_blank(row)]
    widest = max((len(filled(row)) for row in told), default=0)
    wider = max((len(filled(row)) for row in below), default=0)
    if len(told) > _MOST_PREAMBLE or widest > 2 or wider < 3:
        return False
    pairs = [row for row in told if len(filled(row)) == 2]
    return any(first_text(row).strip().endswith(":") for row in pairs) or len(pairs) < 2


def _side_by_side(block: Block, rows: Sequence[Cells]) -> list[Block]:
    """The block, or its parts between columns that are wholly blank, when each is a table of its own."""
    cells = block.of(rows)
    telling = [row for row in cells if len(filled(row)) > 1]
    used = {at for row in telling for at in filled(row)}
    runs: list[tuple[int, int]] = []
    for at in sorted(used):
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    if len(runs) < 2:
        return [block]
    parts = [_Part([row[left:right] for row in cells]) for left, right in runs]
    if not all(part.stands_alone for part in parts) or not _are_apart(parts):
        return [block]
    bounds = [block.left, *(block.left + left for left, _ in runs[1:]), block.right]
    return [replace(block, left=left, right=right) for left, right in pairwise(bounds)]


class _Part:
    """What stands between two blank columns."""

    def __init__(self, rows: Sequence[Cells]) -> None:
        self.rows = rows
        self.head = next(
            (at for at, row in enumerate(rows) if all(is_word(c) or is_year(c) for c in row)), None
        )
        self.body = [row for row in rows[(self.head or 0) + 1 :] if len(filled(row)) > 1]

    @property
    def stands_alone(self) -> bool:
        """Whether it has a head over each of two columns or more, and names its rows in the first."""
        if self.head is None or len(self.rows[0]) < 2 or not self.body:
            return False
        return sum(is_word(row[0]) or is_year(row[0]) for row in self.body) * 5 >= len(self.body) * 4

    @property
    def heads(self) -> set[str]:
        return {fold(cell).strip() for cell in self.rows[self.head or 0]}

    @property
    def extent(self) -> tuple[int | None, int]:
        return self.head, max((at for at, row in enumerate(self.rows) if len(filled(row)) > 1), default=0)


def _are_apart(parts: Sequence[_Part]) -> bool:
    """Whether heads come again, or a part begins or ends where the others do not."""
    again = any(
        len(one.heads & other.heads) * 2 >= len(other.heads)
        for at, one in enumerate(parts)
        for other in parts[at + 1 :]
    )
    return again or len({part.extent for part in parts}) > 1


def _title(rows: Sequence[Cells]) -> str:
    """The first text that stands alone above the heads."""
    head = _head_after_titles(rows, 0)
    above = [first_text(row) for row in rows[: head or 0] if len(filled(row)) == 1]
    titles = [" ".join(text.split()) for text in above if is_word(text) and not is_note(text)]
    return next(
        (text for text in reversed(titles) if _CAPTION.fullmatch(fold(text))), titles[-1] if titles else ""
    )[:_TITLE]
