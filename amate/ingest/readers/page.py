"""A sheet as it is seen: its rows as text, where its cells are merged, and its values once more for the table."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet

from amate.ingest.grid import Merge
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.rendering import rendered

# Cells of a sheet that is looked at whole; of a greater one the first and the last rows say what it is.
WHOLE = 600_000
HEAD_ROWS = 250
TAIL_ROWS = 250

Numbered = tuple[int, list[str]]


class Page:
    """What a sheet shows. Rows are numbered from 1 as in the sheet; columns from 0 among those that are shown."""

    def __init__(self, sheet: CalamineSheet, showing: Showing) -> None:
        self.sheet, self.showing = sheet, showing
        self.is_whole = sheet.height * sheet.width <= WHOLE

    def values(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """(number, values) of each row."""
        return self.showing.rows(self.sheet.iter_rows())

    @cached_property
    def top(self) -> list[Numbered]:
        """(number, cells as text) of the first rows, of all when the sheet is small."""
        rows = self.values() if self.is_whole else islice(self.values(), HEAD_ROWS)
        return [(number, _as_text(row)) for number, row in rows]

    @cached_property
    def tail(self) -> list[Numbered]:
        """(number, cells as text) of the last rows, of all when the sheet is small."""
        if self.is_whole:
            return self.top
        return [(number, _as_text(row)) for number, row in deque(self.values(), maxlen=TAIL_ROWS)]

    @cached_property
    def merges(self) -> list[Merge]:
        """Its merged cells: rows by number, columns by place."""
        shown = self.showing.columns(self.sheet.width)
        place = {self.showing.first_column + column: at for at, column in enumerate(shown)}
        found = []
        for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or []:
            places = [
                place[column] for column in range(left, min(right, self.sheet.width) + 1) if column in place
            ]
            if places:
                found.append(Merge(top + 1, places[0], bottom + 1, places[-1]))
        return sorted(found)


def _as_text(row: Sequence[Any]) -> list[str]:
    return [rendered(value)[0] if value != "" else "" for value in row]


class Body:
    """The data of one table of a page: the text of its cells, their kinds, and what was done to make rows of them."""

    def __init__(
        self, page: Page, first: int, last: int, left: int, width: int, *, blanks: bool, merged: bool
    ) -> None:
        """first, last: numbers of rows; left: its first column; blanks: whether blank rows are rows; merged: whether
        merged cells say their value on each of their rows.
        """
        self.page, self.first, self.last, self.left, self.width, self.blanks = (
            page,
            first,
            last,
            left,
            width,
            blanks,
        )
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)
        self.blank: list[int] = []
        self.repeated: list[tuple[int, int, str]] = []  # (row, column, text) of merged cells
        self._merges = [
            merge
            for merge in (page.merges if merged else [])
            if merge.bottom > merge.top >= first and merge.left == merge.right
        ]

    def rows(self) -> Iterator[Numbered]:
        """(number, cells) of each row of data."""
        self.kinds.clear()
        self.blank, self.repeated = [], []
        merges = deque(self._merges)
        open_: dict[int, tuple[int, Any]] = {}
        for number, row in self.page.values():
            if not self.first <= number <= self.last:
                continue  # to the very end: what the sheet hides is counted as it passes
            values = row[self.left : self.left + self.width]
            is_blank_row = all(value == "" for value in values)
            if merges or open_:
                values = self._with_merged(number, values, merges, open_, is_blank_row)
            if is_blank_row:
                self.blank.append(number)
                if not self.blanks:
                    continue
            yield number, self._cells(values)

    def _cells(self, values: Sequence[Any]) -> list[str]:
        cells = [""] * self.width
        for at, value in enumerate(values):
            if value != "":
                cells[at], kind = rendered(value)
                self.kinds[at].add(kind)
        return cells

    def _with_merged(
        self,
        number: int,
        values: Sequence[Any],
        merges: deque[Merge],
        open_: dict[int, tuple[int, Any]],
        is_blank_row: bool,
    ) -> Sequence[Any]:
        """The values of a row with those of the merged cells that reach down to it."""
        while merges and merges[0].top <= number:
            merge = merges.popleft()
            at = merge.left - self.left
            if merge.top == number and 0 <= at < len(values) and values[at] != "":
                open_[at] = (merge.bottom, values[at])
        mended = list(values)
        for at, (bottom, value) in list(open_.items()):
            if bottom < number:
                del open_[at]
            elif mended[at] == "" and not is_blank_row:
                mended[at] = value
                self.repeated.append((number, at, rendered(value)[0]))
        return mended
