"""Where the heads of a table are, one row of them or several, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from amate.ingest.cells import (
    Cells,
    filled,
    filled_width,
    is_blank,
    is_date,
    is_empty,
    is_number,
    is_word,
    is_year,
)
from amate.ingest.grid import Merge, spans
from amate.ingest.messages import listed, note, shown
from amate.ingest.naming import closed_up, joined_names, unique_names
from amate.ingest.recipe import NO_WISHES, TableRecipe
from amate.ingest.report import Note
from amate.ingest.units import is_unit, with_unit

__all__ = ["Cells", "Head", "filled_width", "find_head", "notes_on", "unique_names"]

# How deep heads may be, and how many rows below a would-be head say whether it is one.
_DEEPEST = 200
_WITNESSES = 50
# Of the cells of a column that holds numbers, those that must be numbers: somebody always notes something.
_MOSTLY = 0.8
_LONGEST_GROUP = 60
# What numbers a column, bare or between signs, perhaps with how it is reckoned: (1), a, 3 = (1 + 2), (c=b-a).
_COLUMN_NUMBER = re.compile(
    r"[(\[]?\s*(\d{1,3}|[a-z])\s*(?:=\s*([-+*/x÷×() \da-z]+?)\s*)?[)\].]?|(\d{1,3})/", re.I
)
# Rows of keys for machines, numbers all, that may stand above the heads, and how near to them.
_MOST_KEYS = 8


@dataclass(frozen=True)
class Head:
    """index: which row of the sample holds the heads, the lowest of several, -1 when none does; start: the first row
    of data; rows: all that hold heads; joined: what several rows said, and the name made of it; units: the same for a
    row of units; numbers: what a row that only numbers the columns says.
    """

    index: int
    start: int
    names: tuple[str, ...]
    renamed: tuple[str, ...]
    rows: tuple[int, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def top(self) -> int:
        """The first row that is no title."""
        return self.rows[0] if self.rows else self.start


def find_head(
    rows: Sequence[Cells],
    wish: TableRecipe = NO_WISHES,
    lines: Sequence[int] | None = None,
    merges: Sequence[Merge] = (),
) -> Head:
    """The heads of a table from its first rows: the first row that is mostly filled and is no data.

    Groups of heads above or below it are joined with it. lines: the 1-based source line of each row, for a head row
    moved by hand; merges: merged cells of a grid, in rows and columns of the sample.
    """
    sample = _Sample(rows[: _DEEPEST + _WITNESSES], tuple(merges))
    moved = _moved(sample, wish, lines or range(1, len(rows) + 1))
    if moved is not None:
        return sample.headless() if moved < 0 else sample.headed(moved, wish)
    if not wish.on("title-rows"):
        return sample.headed(sample.first, wish)
    index = sample.find()
    return sample.headless() if index is None else sample.headed(index, wish)


def notes_on(head: Head, titles: Sequence[tuple[int, str]], lines: Sequence[int] = ()) -> list[Note]:
    """What is told of the heads; titles: (line, first text) of each row skipped above them."""
    notes = []
    if titles:
        above = (line for line, _ in titles)
        told = [(text, "") for _, text in titles]
        notes.append(note("title-rows", above, count=len(titles), examples=told, example=shown(titles[0][1])))
    if head.joined:
        at = (lines[row] if row < len(lines) else row + 1 for row in head.rows)
        before, after = head.joined[0]
        notes.append(
            note(
                "joined-heads",
                at,
                count=len(head.joined),
                examples=head.joined,
                rows_joined=len(head.rows),
                example=f"{shown(before)} → {shown(after)}",
            )
        )
    if head.units:
        before, after = head.units[0]
        line = lines[head.start - 1] if head.start <= len(lines) else head.start
        example = f"{shown(before)} → {shown(after)}"
        notes.append(note("unit-rows", [line], count=len(head.units), examples=head.units, example=example))
    if head.numbers:
        line = lines[head.start - 1] if head.start <= len(lines) else head.start
        said = " ".join(head.numbers)
        notes.append(note("column-numbers", [line], count=1, examples=[(said, "")], example=shown(said)))
    if head.index < 0:
        notes.append(note("no-header"))
    elif head.renamed:
        notes.append(note("renamed-columns", count=len(head.renamed), example=listed(head.renamed)))
    return notes


def _moved(sample: _Sample, wish: TableRecipe, lines: Sequence[int]) -> int | None:
    """The row that a person made the head, by the names it had or else by its line; -1: there is none."""
    if wish.header_row is None:
        return None
    if wish.header_row < 1:
        return -1
    named = sample.row_of(wish.heads) if wish.heads else None
    if named is not None:
        return named
    lines = lines[: len(sample.rows)]
    return next((at for at, line in enumerate(lines) if line == wish.header_row), None)


class _Sample:
    """The first rows of a table and what is asked of them."""

    def __init__(self, rows: Sequence[Cells], merges: tuple[Merge, ...]) -> None:
        self.rows, self.merges = rows, merges
        self.body = _body_width(rows)
        self.first = next((at for at, row in enumerate(rows) if not is_blank(row)), 0)

    @cached_property
    def numbers(self) -> list[list[tuple[int, int]]]:
        """For each column: how many cells above each row hold something, and how many of these are numbers."""
        counts = []
        for column in range(self.body):
            total = numbers = 0
            sums = [(0, 0)]
            for row in self.rows:
                cell = row[column] if column < len(row) else ""
                if is_number(cell) or is_word(cell):
                    total += 1
                    numbers += is_number(cell)
                sums.append((total, numbers))
            counts.append(sums)
        return counts

    def below(self, index: int, column: int) -> tuple[int, int]:
        """How many cells below a row hold something, and how many of these are numbers."""
        if column >= self.body:
            return 0, 0
        sums = self.numbers[column]
        start, stop = min(index + 1, len(sums) - 1), min(index + 1 + _WITNESSES, len(sums) - 1)
        return sums[stop][0] - sums[start][0], sums[stop][1] - sums[start][1]

    def is_over_numbers(self, index: int, column: int) -> bool:
        total, numbers = self.below(index, column)
        return total > 0 and numbers >= _MOSTLY * total

    def is_data(self, index: int) -> bool:
        """Whether the row has numbers where the rows below have numbers, and hardly a word over a number."""
        row = self.rows[index]
        over = [at for at in filled(row[: self.body]) if self.is_over_numbers(index, at)]
        numbers = [at for at in over if is_number(row[at])]
        words = sum(is_word(row[at]) for at in over)
        if not numbers or words * 4 > len(numbers) or self._counts(index, numbers):
            return False
        return len(filled(row)) * 2 >= self._usual_fill(index)

    def _counts(self, index: int, numbers: list[int]) -> bool:
        """Whether the numbers of a row are heads: years over what is no year, or 1, 2, 3… beside a word."""
        row = self.rows[index]
        beneath = [self.rows[at] for at in range(index + 1, min(index + 6, len(self.rows)))]
        cells = [
            cells[at] for cells in beneath for at in numbers if at < len(cells) and not is_empty(cells[at])
        ]
        if all(is_year(row[at]) for at in numbers):
            return not all(is_year(cell) for cell in cells)
        if all(is_date(row[at]) for at in numbers):
            return sum(is_date(cell) for cell in cells) * 3 < len(cells)
        values = [row[at].strip() for at in numbers]
        return (
            len(values) >= 5
            and values[0] in ("0", "1")
            and values == [str(int(values[0]) + step) for step in range(len(values))]
            and any(is_word(cell) for cell in row)
        )

    def _usual_fill(self, index: int) -> int:
        fills = sorted(
            len(filled(row)) for row in self.rows[index + 1 : index + 1 + _WITNESSES] if not is_blank(row)
        )
        return fills[len(fills) // 2] if fills else 0

    @cached_property
    def data(self) -> int | None:
        """The first row that is data beyond doubt, if the table holds numbers at all."""
        first = self._data_from(0)
        heads = None if first is None else self._heads_below_keys(first)
        return first if heads is None else self._data_from(heads + 1)

    def _data_from(self, start: int) -> int | None:
        return next((at for at in range(start, min(len(self.rows), _DEEPEST)) if self.is_data(at)), None)

    def _heads_below_keys(self, first: int) -> int | None:
        """The row of heads a few rows below what looked like data, as forms of transparency have it: keys above.

        It is filled from end to end with words, no two the same, and nothing above it is filled with words.
        """
        if any(self._is_filled_with_words(at) for at in range(first)):
            return None
        below = range(first + 1, min(first + _MOST_KEYS, len(self.rows) - 1))
        heads = next((at for at in below if self._is_filled_with_words(at)), None)
        if heads is None or not any(self.is_over_numbers(heads, at) for at in range(self.body)):
            return None
        keys = [self.rows[at] for at in range(first, heads) if len(filled(self.rows[at])) > 1]
        return heads if all(is_number(cell) or is_empty(cell) for row in keys for cell in row) else None

    def _is_filled_with_words(self, index: int) -> bool:
        cells = [cell.strip() for cell in self.rows[index][: self.body]]
        is_full = self.body > 2 and len(cells) == self.body and all(map(is_word, cells))
        return is_full and len(set(cells)) == len(cells)

    def find(self) -> int | None:
        """The row of heads; None when the table begins with data."""
        limit = len(self.rows) if self.data is None else self.data
        wide = [at for at in range(limit) if len(self.rows[at]) >= self.body and not is_blank(self.rows[at])]
        if not wide:
            return None if self.data is not None else self.first
        full = [at for at in wide if self._is_mostly_filled(at) and not self.is_data(at)]
        if full:
            return self._closest(full) if self.data is not None else full[0]
        beyond = [at for at in wide if filled_width(self.rows[at]) > 1]
        if self.data is None:
            return (beyond or wide)[0]
        return beyond[-1] if beyond else None

    def _is_mostly_filled(self, index: int) -> bool:
        count = len(filled(self.rows[index]))
        return count * 2 >= self.body and (count > 1 or self.body == 1)

    def _closest(self, full: list[int]) -> int:
        """The first of them, unless the last stands right above the data and says more: then others are titles."""
        first, last = full[0], full[-1]
        says_more = len(filled(self.rows[last])) > len(filled(self.rows[first])) or self.body == 1
        between = self.rows[last + 1 : self.data]
        if says_more and all(is_blank(row) for row in between) and self._is_head_like(last):
            return last
        return first

    def _is_head_like(self, index: int) -> bool:
        return all(is_word(cell) or is_year(cell) for cell in self.rows[index] if not is_empty(cell))

    def tiers(self, index: int) -> tuple[int, ...]:
        """The rows that hold heads together with this one: groups above it, what they are made of below it."""
        rows = [index]
        limit = min(len(self.rows), _DEEPEST) if self.data is None else self.data
        while rows[-1] + 1 < limit and self._is_group(rows[-1], list(self.rows[rows[-1] + 1]), rows[-1] + 1):
            rows.append(rows[-1] + 1)
        while rows[0] > 0 and self._is_tier(rows):
            rows.insert(0, rows[0] - 1)
        return tuple(rows)

    def _is_tier(self, rows: Sequence[int]) -> bool:
        """Whether the row above these names groups of them; a lone cell over groups is the title of the table."""
        above = rows[0] - 1
        is_title = len(rows) > 1 and len(filled(self.rows[above])) == 1
        return not is_title and self._is_group(above, self._united(rows), rows[-1])

    def _united(self, rows: Sequence[int]) -> list[str]:
        """The lowest text of each column in these rows."""
        width = max(len(self.rows[at]) for at in rows)
        united = [""] * width
        for at in rows:
            for column, cell in enumerate(self.rows[at]):
                if not is_empty(cell):
                    united[column] = cell
        return united

    def _is_group(self, upper: int, lower: list[str], last: int) -> bool:
        """Whether a row names groups of the heads under it, down to row `last`: each over at least two of them."""
        above = self.rows[upper]
        tops, bottoms = filled(above), filled(lower)
        if not tops or len(bottoms) < 2 or not all(is_word(above[at]) or is_year(above[at]) for at in tops):
            return False
        if not all(is_word(lower[at]) or is_number(lower[at]) for at in bottoms):
            return False
        reach = spans(above, lower, upper, self.merges)
        groups = [at for at in tops if reach[at] > 1]
        # A head of several rows is said in each of them where cells are merged in a page.
        alone = [
            at
            for at in tops
            if reach[at] == 1 and at < len(lower) and not is_empty(lower[at]) and lower[at] != above[at]
        ]
        covered = {at for start in tops for at in range(start, start + reach[start])}
        if not groups or len(alone) > len(groups):
            return False
        if len(tops) == 1 and not self._is_lone_group(upper, tops[0], reach[tops[0]], lower):
            return False
        orphans = [at for at in bottoms if at > tops[0] and at not in covered]
        if len(orphans) * 4 > len(bottoms):
            return False
        is_merged = any(m.top == upper and m.right > m.left for m in self.merges)
        under = [tuple(lower[at : at + reach[at]]) for at in groups]
        say_the_same = not alone and len(set(under)) < len(under)
        return is_merged or say_the_same or any(self.is_over_numbers(last, at) for at in bottoms)

    def _is_lone_group(self, upper: int, at: int, reach: int, lower: list[str]) -> bool:
        """Whether the only cell of a row names a group rather than the table."""
        bottoms = filled(lower)
        return (
            at > bottoms[0]
            and at + reach - 1 == bottoms[-1]
            and len(self.rows[upper][at].strip()) <= _LONGEST_GROUP
        )

    def headed(self, index: int, wish: TableRecipe) -> Head:
        """The head in this row, joined with its tiers and units if that is wished."""
        index = min(index, max(len(self.rows) - 1, 0))
        rows = self.tiers(index) if wish.on("joined-heads") and self.rows else (index,)
        heads = [self.rows[at] if self.rows else () for at in rows]
        width = max([self.body, *(filled_width(row) for row in heads)])
        paths = self._paths(rows, width)
        names = joined_names(paths)
        below = rows[-1] + 1
        numbers = self._column_numbers(below, width) if wish.on("column-numbers") else ()
        units = self._units(below, names) if wish.on("unit-rows") and not numbers else None
        joined = [(" / ".join(path), name) for path, name in zip(paths, names, strict=True) if len(path) > 1]
        last, measured = rows[-1], []
        if units:
            measured = [
                (unit, with_unit(name, unit)) for name, unit in zip(names, units, strict=True) if unit
            ]
            names = [with_unit(name, unit) for name, unit in zip(names, units, strict=True)]
            rows = (*rows, below)
            below += 1
            numbers = self._column_numbers(below, width) if wish.on("column-numbers") else ()
        if numbers:
            rows = (*rows, below)
        final, renamed = unique_names(names)
        return Head(last, rows[-1] + 1, final, renamed, rows, tuple(joined), tuple(measured), numbers)

    def headless(self) -> Head:
        names, renamed = unique_names([""] * self.body)
        wide = (at for at, row in enumerate(self.rows) if len(row) >= self.body and not is_blank(row))
        first = self.data if self.data is not None else next(wide, 0)
        return Head(-1, first, names, renamed)

    def row_of(self, heads: Sequence[str]) -> int | None:
        """The row that most of these names stand in."""
        wanted = {head.casefold() for head in heads}
        best, index = len(wanted) / 2, None
        for at in range(min(len(self.rows), _DEEPEST)):
            if is_blank(self.rows[at]):
                continue
            found = len(wanted & {name.casefold() for name in self.headed(at, NO_WISHES).names})
            if found > best:
                best, index = found, at
        return index

    def _paths(self, rows: Sequence[int], width: int) -> list[list[str]]:
        """What the rows of heads say of each column, from above."""
        paths: list[list[str]] = [[] for _ in range(width)]
        for place, at in enumerate(rows):
            row = self.rows[at] if self.rows else ()
            lower = self._united(rows[place + 1 :]) if place + 1 < len(rows) else None
            reach = spans(row, lower, at, self.merges)
            for start in filled(row):
                text = closed_up(row[start])
                for column in range(start, min(start + reach[start], width)):
                    is_used = column == start or lower is not None or self.below(at, column)[0] > 0
                    if is_used and (not paths[column] or paths[column][-1] != text):
                        paths[column].append(text)
        return paths

    def _units(self, index: int, names: Sequence[str]) -> list[str] | None:
        """The units of each column when the row under the heads holds nothing else."""
        if index >= len(self.rows) or is_blank(self.rows[index]):
            return None
        row = [*self.rows[index], *[""] * len(names)][: len(names)]
        places = filled(row)
        if not all(is_unit(row[at]) and names[at] for at in places):
            return None
        numbers = [at for at in places if self.is_over_numbers(index, at)]
        return [cell.strip() for cell in row] if numbers and len(numbers) * 2 >= len(places) else None

    def _column_numbers(self, index: int, width: int) -> tuple[str, ...]:
        """What a row under the heads says when it only numbers the columns: (1) (2) (3), a b c, or 1 2 3 over words."""
        row = self.rows[index] if index < len(self.rows) else ()
        places = filled(row)
        said = tuple(row[at].strip() for at in places)
        found = [_COLUMN_NUMBER.fullmatch(text) for text in said]
        if len(places) < 2 or len(places) * 2 < width or not all(found):
            return ()
        keys = [(match[1] or match[3]).lower() for match in found if match]
        reckoned = [match[2] for match in found if match and match[2]]
        if reckoned and len({*keys}) == len(keys) > len(reckoned):
            return said
        if keys not in ([str(at + 1) for at in range(len(keys))], [*ascii_lowercase[: len(keys)]]):
            return ()
        if all(text.casefold() != key for text, key in zip(said, keys, strict=True)):
            return said
        over_numbers = [at for at in places if self.is_over_numbers(index, at)]
        over_words = [at for at in places if self.below(index, at)[0] and at not in over_numbers]
        plainly = over_words if keys[0] == "1" else over_numbers
        return said if plainly and len(said) >= 3 else ()


def _body_width(rows: Sequence[Cells]) -> int:
    widths = Counter(len(row) for row in rows if not is_blank(row))
    # Titles and notes are rows of one cell: as many of them as rows of a table do not make a table of one column.
    return max(widths, key=lambda width: (widths[width] * min(width, 2), width), default=1)
