"""Reading a text record by record: what fits the table, what is mended to fit, and what is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from amate.ingest.head import filled_width
from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import note, shown
from amate.ingest.readers.sections import Heads, begins_table
from amate.ingest.readers.shapes import MOST_PER_CELL, Placed, Shape, place, shapes_of
from amate.ingest.recipe import NO_WISHES, TableRecipe
from amate.ingest.report import Note
from amate.ingest.sniff.records import Dialect, Lines, Record, bare, lines_in, loosely, records, strictly

# Delimiters that somebody may have typed in a single row.
OTHER_DELIMITERS = (";", "\t", "|", ",", " ")
# So many rows must be sound before their shapes say where the cells of a damaged one belong.
MIN_WITNESSES = 4
# How like its columns a row of another delimiter must be.
MOST_PER_CELL_OF_OTHER = 1.5
# Rows looked at for the beginning of another table.
AHEAD = 12
_FOOT = re.compile(
    r"(?i)\W*(fuentes?|notas?|source|elabor[óo]|elaboraci[óo]n|nd|n/d|p/|r/|e/|cifras|fecha de (corte|consulta|"
    r"actualizaci[óo]n)|\(?\d\)? |última actualización|datos |incluye |se refiere |\(\d+ (rows?|filas?))"
    r"|\s*(\*|[¹²³]|\d/)"
)
LONG_TEXT = 60


class Tally:
    """How many lines met one fate, the first of them, and what became of these."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[int, str, str]] = []

    def add(self, line: int, text: str, after: str = "") -> None:
        self.count += 1
        if len(self.first) < NOTE_ROWS:
            self.first.append((line, bare(text), after))

    def note(self, code: str, **facts: object) -> list[Note]:
        if not self.count:
            return []
        line, text, after = self.first[0]
        if code == "footer-rows":
            return [note(code, [row for row, *_ in self.first], count=self.count, example=shown(text))]
        example = f"El de la línea {line} dice {shown(text)}" + (
            f" y quedó así: {shown(after)}" if after else ""
        )
        pairs = [(before, mended) for _, before, mended in self.first]
        rows = (line for line, *_ in self.first)
        return [note(code, rows, count=self.count, examples=pairs, example=example, **facts)]


# The fates of rows, in the order in which they are told.
FATES = (
    "broken-rows",
    "footer-rows",
    "repeated-heads",
    "backslash-quotes",
    "stray-quotes",
    "other-delimiter",
    "short-rows",
    "surplus-cells",
)


@dataclass(frozen=True)
class Table:
    """What is known of a table before its rows are read: heads, width, lines above them, some of its rows."""

    heads: tuple[str, ...]
    skip: int
    witnesses: Sequence[Sequence[str]]
    ragged: bool = False

    @property
    def width(self) -> int:
        return len(self.heads)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes_of(self.witnesses, self.width)

    @cached_property
    def named(self) -> Heads:
        return Heads(self.heads, self.shapes)


class Fitting:
    """The records of a text that fit a table, and an account of those that do not.

    It stops where another table begins (`goes_on`), and the lines can then be read on.
    """

    def __init__(self, lines: Lines, dialect: Dialect, table: Table, wish: TableRecipe = NO_WISHES) -> None:
        self.lines, self.dialect, self.table, self.wish = lines, dialect, table, wish
        self.goes_on = False
        self._tallies = {fate: Tally() for fate in FATES}
        self._waiting: list[tuple[Record, bool]] = []

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of each record below the heads that fits."""
        after_blank = False
        for record in records(self.lines, self.dialect, self.table.width):
            if record.line <= self.table.skip:
                continue
            if not record.cells:
                after_blank = True
                continue
            if not (after_blank or self._waiting) and self._is_plain(record):
                yield record.line, record.cells
                continue
            if self._another_begins(record, after_blank):
                self.lines.give_back(lines_in(record.text))
                self.goes_on = True
                break
            if self._may_be_foot(record, after_blank):
                self._waiting.append((record, after_blank))
                continue
            if (cells := self._fitted(record)) is None:
                self._waiting.append((record, after_blank))
                continue
            yield from self._waited(at_end=False)
            after_blank = False
            if cells:
                yield record.line, cells
        yield from self._waited(at_end=True)

    def notes(self) -> list[Note]:
        """What was kept out and what was mended, by line."""
        width = self.table.width
        return [told for code, tally in self._tallies.items() for told in tally.note(code, width=width)]

    def _tell(self, code: str, record: Record, cells: Sequence[str] = ()) -> None:
        self._tallies[code].add(record.line, record.text, self.dialect.delimiter.join(cells))

    def _is_plain(self, record: Record) -> bool:
        """Whether a record is no more than a row, quickly: as wide as the table, with a value where values are."""
        valued, cells = self.table.named.valued, record.cells
        if len(cells) != self.table.width or record.mended or not valued:
            return False
        value = cells[valued[0]]
        return value[:1].isdigit() and value[-1:].isdigit() and cells.count("") < len(cells) - 1

    def _another_begins(self, record: Record, after_blank: bool) -> bool:
        as_wide = len(record.cells) == self.table.width
        if self.dialect.cuts or not self.wish.on("several-tables"):
            return False
        first = next((cell for cell in record.cells if cell.strip()), "")
        if (as_wide and not self.table.named.may_be_others(record.cells)) or _FOOT.match(first):
            return False
        ahead = records(Lines(_Text(self.lines.peek(AHEAD))), self.dialect)
        rows = [record.cells, *(following.cells for following in ahead)]
        return begins_table(rows, self.table.named, self._may_fit, after_blank=after_blank)

    def _may_fit(self, cells: Sequence[str]) -> bool:
        """Whether a row of another width may be a damaged one of this table."""
        return len(self.table.witnesses) >= MIN_WITNESSES and self._placed(cells) is not None

    def _may_be_foot(self, record: Record, after_blank: bool) -> bool:
        """Whether a record would be a footnote if no row followed it."""
        if self.table.width < 2 or not self.wish.on("footer-rows"):
            return False
        return is_foot(record, self.table.width) or (after_blank and len(record.cells) < self.table.width)

    def _waited(self, *, at_end: bool) -> Iterator[tuple[int, list[str]]]:
        """What becomes of the records that waited for what would follow."""
        after_blank = False
        for record, blank in self._waiting:
            after_blank |= blank
            looks_so = is_foot(record, self.table.width) or (
                after_blank and len(record.cells) < self.table.width
            )
            if at_end and looks_so and self.wish.on("footer-rows"):
                self._tell("footer-rows", record)
            elif (cells := self._fitted(record)) is None:
                self._tell("broken-rows", record)
            elif cells:
                yield record.line, cells
        self._waiting.clear()

    def _fitted(self, record: Record) -> list[str] | None:
        """The cells of a record as wide as the table; none for one to leave out; None when it cannot be made so."""
        cells, width = record.cells, self.table.width
        if len(cells) > width and filled_width(cells) <= width:
            cells = cells[:width]
        if len(cells) != width:
            return self._mended(record)
        if record.mended and not self.wish.on(record.mended):
            return None
        if record.mended:
            self._tell(record.mended, record, cells)
        elif self.table.named.are_repeated(cells) and self.wish.on("repeated-heads"):
            self._tell("repeated-heads", record)
            return []
        return cells

    def _unwrapped(self, record: Record) -> list[str] | None:
        """The cells of a row that was put between quotes whole, as a cell that holds a table's row."""
        if len(record.cells) != 1 or self.dialect.delimiter not in record.cells[0]:
            return None
        cells = loosely(record.cells[0], self.dialect, self.table.width)
        return cells if cells and record.text.startswith(self.dialect.quote[0]) else None

    def _mended(self, record: Record) -> list[str] | None:
        if self.wish.on("stray-quotes") and (unwrapped := self._unwrapped(record)):
            self._tell("stray-quotes", record, unwrapped)
            return unwrapped
        if len(self.table.witnesses) < MIN_WITNESSES:
            return None
        if self.wish.on("other-delimiter") and (cells := self._of_other_delimiter(record)):
            self._tell("other-delimiter", record, cells)
            return cells
        code = "short-rows" if len(record.cells) < self.table.width else "surplus-cells"
        if self.wish.on(code) and (placed := self._placed(record.cells)):
            self._tell(code, record, placed.cells)
            return placed.cells
        return None

    def _of_other_delimiter(self, record: Record) -> list[str] | None:
        """The cells of a row that somebody wrote with another delimiter."""
        if len(record.cells) * 2 > self.table.width or self.dialect.cuts:
            return None
        body = bare(record.text)
        for delimiter in OTHER_DELIMITERS:
            if delimiter == self.dialect.delimiter or delimiter not in body:
                continue
            cells = other_cells(
                body, replace(self.dialect, delimiter=delimiter, padded=False), self.table.width
            )
            surplus = len(cells) - self.table.width
            if 0 <= surplus <= 60:
                placed = place(cells, self.table.shapes, delimiter)
                if placed and placed.cost <= MOST_PER_CELL_OF_OTHER:
                    return placed.cells
        return None

    def _placed(self, cells: Sequence[str]) -> Placed | None:
        """The cells of a row of too few or too many, under the columns that they look like."""
        width = self.table.width
        off = abs(len(cells) - width)
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled < 2 or (off > max(1, width // 4) and not (self.table.ragged and len(cells) < width)):
            return None
        placed = place(cells, self.table.shapes, self.dialect.delimiter)
        return placed if placed and placed.cost <= MOST_PER_CELL else None


class _Text:
    """Lines that were already read, as a file gives them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = iter(lines)

    def readline(self, _most: int, /) -> str:
        return next(self._lines, "")


def other_cells(body: str, dialect: Dialect, width: int) -> list[str]:
    """The cells of a row read with another delimiter."""
    try:
        cells = strictly(body, dialect)
    except ValueError:
        cells = None
    return cells or loosely(body, dialect, width) or loosely(body, dialect, None) or [body]


def is_foot(record: Record, width: int) -> bool:
    """Whether a record says only where the data come from, or what they mean."""
    filled = [cell for cell in record.cells if cell.strip()]
    if len(filled) != 1 or width < 3 or filled[0] not in record.cells[:2]:
        return bool(filled) and len(record.cells) < width and bool(_FOOT.match(filled[0]))
    return bool(_FOOT.match(filled[0])) or len(filled[0]) > LONG_TEXT
