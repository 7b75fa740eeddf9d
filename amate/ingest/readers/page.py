"""A sheet as it is seen: its rows as text, where its cells are merged, and its values once more for the table."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineSheet

from amate.ingest.grid import Merge
from amate.ingest.readers.frame import Frame
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.rendering import as_text, rendered, rendered_column
from amate.ingest.readers.unsaid import Unsaid
from amate.ingest.recipe import TableRecipe

if TYPE_CHECKING:
    from amate.ingest.readers.grids import GridPage

# Cells of a sheet that is looked at whole; of a greater one the first and the last rows say what it is.
WHOLE = 600_000
HEAD_ROWS = 250
TAIL_ROWS = 250
AT_ONCE, FEW = 2_048, 32

Numbered = tuple[int, Sequence[str]]
Said = tuple[int, str, str]  # place, step, text
Mended = tuple[int, int, str, str]  # row, place, before, after


class Ends:
    """The first rows of a grid and the last, by which it is told what its table is."""

    is_whole: bool

    def values(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """(number, values) of each row."""
        raise NotImplementedError

    @cached_property
    def top(self) -> list[Numbered]:
        """(number, cells as text) of the first rows, of all when the sheet is small."""
        rows = self.values() if self.is_whole else islice(self.values(), HEAD_ROWS)
        return [(number, as_text(row)) for number, row in rows]

    @cached_property
    def tail(self) -> list[Numbered]:
        """(number, cells as text) of the last rows, of all when the sheet is small."""
        if self.is_whole:
            return self.top
        return [(number, as_text(row)) for number, row in deque(self.values(), maxlen=TAIL_ROWS)]


class Page(Ends):
    """What a sheet shows. Rows are numbered from 1 as in the sheet; columns from 0 among those that are shown."""

    def __init__(self, sheet: CalamineSheet, showing: Showing, unsaid: Unsaid) -> None:
        self.sheet, self.showing, self.unsaid = sheet, showing, unsaid
        self.is_whole = sheet.height * sheet.width <= WHOLE

    def values(self) -> Iterator[tuple[int, Sequence[Any]]]:
        return self.showing.rows(self.sheet.iter_rows())

    @cached_property
    def places(self) -> dict[int, int]:
        """The place, among those that are shown, of each column of the sheet."""
        shown = self.showing.columns(self.sheet.width)
        return {self.showing.first_column + column: at for at, column in enumerate(shown)}

    @cached_property
    def merges(self) -> list[Merge]:
        """Its merged cells: rows by number, columns by place."""
        found, place = [], self.places
        for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or []:
            places = [
                place[column]
                for column in range(left, min(right, max(place, default=0)) + 1)
                if column in place
            ]
            if places:
                found.append(Merge(top + 1, places[0], bottom + 1, places[-1]))
        return sorted(found)


class Body:
    """The data of one table of a page: the text of its cells, their kinds, and what was done to make rows of them."""

    def __init__(
        self,
        page: Page | GridPage,
        first: int,
        last: int,
        *,
        left: int,
        frame: Frame,
        width: int,
        wish: TableRecipe,
    ) -> None:
        """first, last: numbers of rows; left: its first column; frame: what a printed page may say again."""
        self.page, self.first, self.last, self.left, self.width = page, first, last, left, width
        self.keeps_blanks = not wish.on("blank-rows")
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)
        self.blank: list[int] = []
        self.mended: dict[str, list[Mended]] = {}
        self._merges = [
            merge
            for merge in (page.merges if wish.on("merged-cells") else [])
            if merge.bottom > merge.top >= first and merge.left == merge.right
        ]
        # Those still to come, and by place those that reach down: their last row and their value.
        self._ahead: deque[Merge] = deque()
        self._open: dict[int, tuple[int, Any]] = {}
        self._saying = _Saying(page, left, width, wish)
        self.repeated: list[int] = []
        self.frame = frame if wish.on("repeated-heads") else Frame()

    def rows(self) -> Iterator[Numbered]:
        """(number, cells) of each row of data."""
        self.kinds.clear()
        self.blank, self.repeated, self.mended = [], [], defaultdict(list)
        self._ahead, self._open = deque(self._merges), {}
        rows_left = self.frame.left_out(self._within(), self.repeated)
        while rows := list(islice(rows_left, AT_ONCE)):
            yield from self._rows_of(rows)

    def _rows_of(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> Iterator[Numbered]:
        """Many at once; where some have something of their own to say, in halves until they are few."""
        if not rows:
            return
        numbers = [number for number, _ in rows]
        columns = list(zip_longest(*(row for _, row in rows), fillvalue=""))
        if not self._are_apart(numbers, columns):
            yield from self._many(numbers, columns)
        elif len(rows) <= FEW:
            yield from self._one_by_one(rows)
        else:
            yield from self._rows_of(rows[: len(rows) // 2])
            yield from self._rows_of(rows[len(rows) // 2 :])

    def _are_apart(self, numbers: Sequence[int], columns: Sequence[Sequence[Any]]) -> bool:
        """Whether one of these rows may be blank, be merged with others or have a word of its own."""
        if self._open or (self._ahead and self._ahead[0].top <= numbers[-1]) or not columns:
            return True
        # Nearly always the first cell tells that a row is not blank.
        blank = (at for at, value in enumerate(columns[0]) if value == "") if "" in columns[0] else ()
        return self._saying.speaks_in(numbers) or any(
            all(column[at] == "" for column in columns) for at in blank
        )

    def _one_by_one(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> Iterator[Numbered]:
        for number, seen in rows:
            values = seen
            said = self._saying.of(number)
            is_blank_row = all(value == "" for value in values) and not any(text for _, _, text in said)
            if self._ahead or self._open:
                values = self._with_merged(number, values, is_blank_row)
            if is_blank_row:
                self.blank.append(number)
                if not self.keeps_blanks:
                    continue
            yield number, self._cells(number, values, said)

    def _many(self, numbers: Sequence[int], values: Sequence[Sequence[Any]]) -> Iterator[Numbered]:
        """Rows that have nothing of their own to say, column by column."""
        columns = []
        for at, column in enumerate(values):
            texts, kinds = rendered_column(column)
            self.kinds[at] |= kinds
            columns.append(texts)
        columns += [[""] * len(numbers)] * (self.width - len(columns))
        for at, digits, coded in self._saying.coded_columns:
            columns[at] = [
                self._padded(number, at, text, digits) if number in coded else text
                for number, text in zip(numbers, columns[at], strict=True)
            ]
        return zip(numbers, zip(*columns, strict=True), strict=True)

    def _within(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """(number, values) of the rows of the table, those of its frame included."""
        for number, row in self.page.values():
            if (
                self.first <= number <= self.last
            ):  # to the very end: what the sheet hides is counted as it passes
                yield number, row[self.left : self.left + self.width]

    def _padded(self, number: int, at: int, text: str, digits: int) -> str:
        """A number as the format of its cell shows it: with zeros before it."""
        if not text.isdecimal():
            return text
        self.kinds[at].add("text")
        if len(text) >= digits:
            return text
        padded = text.zfill(digits)
        self.mended["code-formats"].append((number, at, text, padded))
        return padded

    def _cells(self, number: int, values: Sequence[Any], said: Sequence[Said]) -> list[str]:
        cells = [""] * self.width
        for at, value in enumerate(values):
            if value != "":
                cells[at], kind = rendered(value)
                self.kinds[at].add(kind)
        for at, digits, coded in self._saying.coded_columns:
            if number in coded:
                cells[at] = self._padded(number, at, cells[at], digits)
        for at, code, text in said:
            if cells[at] == "":
                cells[at] = text
                if text:
                    self.kinds[at].add("text")
                self.mended[code].append((number, at, self._saying.before(code, number, at), text))
        return cells

    def _with_merged(self, number: int, values: Sequence[Any], is_blank_row: bool) -> Sequence[Any]:
        """The values of a row with those of the merged cells that reach down to it."""
        while self._ahead and self._ahead[0].top <= number:
            merge = self._ahead.popleft()
            at = merge.left - self.left
            if merge.top == number and 0 <= at < len(values) and values[at] != "":
                self._open[at] = (merge.bottom, values[at])
        mended = list(values)
        for at, (bottom, value) in list(self._open.items()):
            if bottom < number:
                del self._open[at]
            elif mended[at] == "" and not is_blank_row:
                mended[at] = value
                self.mended["merged-cells"].append((number, at, "", rendered(value)[0]))
        return mended


class _Saying:
    """What a table is to say of that which the reader of its cells leaves out."""

    def __init__(self, page: Page | GridPage, left: int, width: int, wish: TableRecipe) -> None:
        self.unsaid, self.masked, self.wish = page.unsaid, page.showing.hidden.masked, wish
        self._places = {column: at - left for column, at in page.places.items() if 0 <= at - left < width}
        self._columns = {at: column for column, at in self._places.items()}
        # (place, digits, rows) of the numbers that are shown with zeros before them.
        self.coded_columns = [
            (self._places[column], digits, rows)
            for (column, digits), rows in page.unsaid.codes.items()
            if column in self._places and wish.on("code-formats")
        ]

    def of(self, number: int) -> list[Said]:
        """(place, step, text) of the cells of a row that hold an error, or a formula without its result."""
        said = []
        if number in self.unsaid.errors:
            empties = self.wish.on("error-cells")
            for at, text in self._shown(number, self.unsaid.errors[number]):
                said.append((at, "error-cells", "" if empties else text))
        if number in self.unsaid.formulas and self.wish.on("formula-texts"):
            for at, text in self._shown(number, self.unsaid.formulas[number]):
                said.append((at, "formula-texts", text))
        return said

    def speaks_in(self, numbers: Sequence[int]) -> bool:
        """Whether it may have something to say of one of these rows."""
        told = (self.unsaid.errors.keys(), self.unsaid.formulas.keys())
        return not all(rows.isdisjoint(numbers) for rows in told)

    def _shown(self, number: int, texts: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """The texts of a row that stand in columns of the table and that the sheet does not mask."""
        for column, text in texts.items():
            if column in self._places and number not in self.masked.get(column, ()):
                yield self._places[column], text

    def before(self, code: str, number: int, at: int) -> str:
        """What the cell says in the sheet."""
        return self.unsaid.errors[number].get(self._columns[at], "") if code == "error-cells" else ""
