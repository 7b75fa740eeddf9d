"""A sheet as it is published: without the rows, columns and values that it hides, each of them counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Any

from amate.ingest.messages import note
from amate.ingest.readers.hidden.found import HiddenInSheet, Spans
from amate.ingest.recipe import NO_WISHES, TableRecipe
from amate.ingest.report import Note

Row = Sequence[Any]
MOST_UNSEEN = 200_000  # rows and cells that are looked through for personal data


class Showing:
    """What of a sheet is shown. An empty cell is ""; what was left out is known when all rows have passed."""

    def __init__(self, hidden: HiddenInSheet, first_column: int = 0, wish: TableRecipe = NO_WISHES) -> None:
        """first_column: the sheet's column, from 0, where the cells of every row begin."""
        self.hidden, self.first_column = hidden, first_column
        self._rows = hidden.rows if wish.on("hidden-rows") else Spans()
        self._columns = hidden.columns if wish.on("hidden-columns") else Spans()
        self._left_rows: list[int] = []
        self._left_columns: set[int] = set()
        self._masked = 0
        self.unseen: list[Row] = []  # the cells that were left out

    def rows(self, rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
        """(sheet row from 1, its cells that are shown) of a sheet's rows, from the first on."""
        self._left_rows, self._left_columns, self._masked, self.unseen = [], set(), 0, []
        numbered = enumerate(rows, start=1)
        if not (self._rows or self._columns or self.hidden.masked):
            return numbered
        return self._shown(numbered)

    def columns(self, width: int) -> list[int]:
        """The positions, of the first `width` cells of a row, that are shown."""
        return [at for at in range(width) if self.first_column + at not in self._columns]

    def notes(self) -> list[Note]:
        """What was left out, of what has passed."""
        return [*self._note_on_rows(), *self._note_on_columns(), *self._note_on_cells()]

    def _shown(self, rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        masked = [(at - self.first_column, spans) for at, spans in self.hidden.masked.items()]
        keeps: dict[int, list[bool]] = {}
        for number, row in rows:
            if number in self._rows:
                if any(cell != "" for cell in row):
                    self._left_rows.append(number)
                    self._set_aside(row)
                continue
            cells = list(row)
            for at, spans in masked:
                if 0 <= at < len(cells) and cells[at] != "" and number in spans:
                    self._set_aside((cells[at],))
                    cells[at] = ""
                    self._masked += 1
            keep = keeps.get(len(cells))
            if keep is None:
                shown = set(self.columns(len(cells)))
                keep = keeps[len(cells)] = [at in shown for at in range(len(cells))]
            left = {at for at, kept in enumerate(keep) if not kept and cells[at] != ""}
            self._left_columns |= left
            if left:
                self._set_aside([cells[at] for at in sorted(left)])
            yield number, list(compress(cells, keep))

    def _set_aside(self, cells: Row) -> None:
        if len(self.unseen) < MOST_UNSEEN:
            self.unseen.append(cells)

    def _note_on_rows(self) -> list[Note]:
        if not self._left_rows:
            return []
        code = "filtered-rows" if self.hidden.filtered else "hidden-rows"
        told = note(code, self._left_rows, count=len(self._left_rows))
        return [Note("hidden-rows", told.message, told.rows, told.count)]

    def _note_on_columns(self) -> list[Note]:
        names = ", ".join(letters_of(self.first_column + at) for at in sorted(self._left_columns)[:_NAMED])
        count = len(self._left_columns)
        return [note("hidden-columns", count=count, letters=names)] if count else []

    def _note_on_cells(self) -> list[Note]:
        return [note("masked-cells", count=self._masked)] if self._masked else []


_NAMED = 5


def letters_of(column: int) -> str:
    """The letters of a column from 0, as sheets call it."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
