"""Merged cells of a grid, and how far a head reaches to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from amate.ingest.cells import Cells, filled, is_empty


class Merge(NamedTuple):
    """A block of merged cells: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def moved(self, rows: int, columns: int) -> Merge:
        """The same block as seen from a corner so many rows and columns into the grid."""
        return Merge(self.top - rows, self.left - columns, self.bottom - rows, self.right - columns)


def moved(merges: Iterable[Merge], rows: int, columns: int) -> list[Merge]:
    """The merges that begin at or beyond a corner of the grid, as seen from it."""
    return [merge.moved(rows, columns) for merge in merges if merge.top >= rows and merge.left >= columns]


def spans(row: Cells, lower: Cells | None, index: int, merges: Sequence[Merge]) -> dict[int, int]:
    """Over how many columns each cell of a row of heads reaches.

    As far as it is merged; else over the blanks to its right under which the heads below go on.
    """
    merged = {merge.left: merge for merge in merges if merge.top == index}
    reach = {}
    for at in filled(row):
        if at in merged and merged[at].right > at:
            reach[at] = merged[at].right - at + 1
        elif at in merged or lower is None or at >= len(lower) or is_empty(lower[at]):
            reach[at] = 1
        else:
            reach[at] = 1 + _blanks(row, lower, at + 1)
    return reach


def _blanks(row: Cells, lower: Cells, start: int) -> int:
    """How many columns from here on are blank in the row and filled below it."""
    stop = start
    while stop < len(lower) and (stop >= len(row) or is_empty(row[stop])) and not is_empty(lower[stop]):
        stop += 1
    return stop - start
