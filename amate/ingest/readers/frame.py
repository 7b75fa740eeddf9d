"""What a printed report says again on every page: titles, heads and the rows that number the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from amate.base.text import fold
from amate.ingest.readers.rendering import as_text

Numbered = tuple[int, Sequence[Any]]
# Pages, dates and hours of print differ from page to page.
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Frame:
    """heads: the cells of the row that names the columns; above, below: what is around it, as `said` gives it;
    blanks: how many cells are blank in each row above, at least.
    """

    heads: tuple[str, ...] = ()
    above: frozenset[tuple[str, ...]] = frozenset()
    below: frozenset[tuple[str, ...]] = frozenset()
    blanks: int = 0

    def left_out(self, rows: Iterable[Numbered], repeated: list[int]) -> Iterator[Numbered]:
        """The rows without those of the frame, whose numbers go to `repeated`.

        Titles are of the frame only when the heads follow.
        """
        if not self.heads:
            yield from rows
            return
        waiting: list[Numbered] = []
        is_under_heads = False
        for number, values in rows:
            if self._are_heads(values):
                blank = [each for each in waiting if all(cell == "" for cell in each[1])]
                yield from blank
                repeated += [each[0] for each in waiting if each not in blank]
                repeated.append(number)
                waiting, is_under_heads = [], True
                continue
            if is_under_heads and said(as_text(values)) in self.below:
                repeated.append(number)
                continue
            is_under_heads = False
            if self._may_be_above(values, waiting):
                waiting.append((number, values))
                continue
            if waiting:
                yield from waiting
                waiting = []
            yield number, values
        yield from waiting

    def _are_heads(self, values: Sequence[Any]) -> bool:
        return bool(values) and values[0] in ("", self.heads[0]) and tuple(as_text(values)) == self.heads

    def _may_be_above(self, values: Sequence[Any], waiting: Sequence[Numbered]) -> bool:
        blanks = values.count("")
        if not self.above or blanks < self.blanks:
            return False
        return bool(waiting) if blanks == len(values) else said(as_text(values)) in self.above


def frame_of(rows: Sequence[Sequence[str]], index: int, tiers: Sequence[int], width: int) -> Frame:
    """The frame of a table from its first rows: index: which of them names the columns, tiers: all that hold heads."""
    if index < 0 or sum(map(bool, rows[index])) < 2:
        return Frame()
    above = [row[:width] for row in rows[:index] if any(row[:width])]
    below = [rows[at][:width] for at in tiers if at > index]
    blanks = min((list(row).count("") for row in above), default=0)
    return Frame(tuple(rows[index][:width]), frozenset(map(said, above)), frozenset(map(said, below)), blanks)


def said(row: Sequence[str]) -> tuple[str, ...]:
    """What a row says wherever it says it, whatever its numbers are."""
    return tuple(_DIGITS.sub("#", " ".join(fold(cell).split())) for cell in row if cell.strip())
