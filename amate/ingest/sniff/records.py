"""How the lines of a text become records: by the rules where they are kept, else in the likeliest way."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Protocol

from amate.ingest.limits import MAX_CELL, MAX_LINE

# What reading a stray quote as a letter costs: where a cell begins it is least likely to be one.
BEGINS, ENDS, INSIDE, UNPAIRED, UNPAIRED_MORE = 1.0, 0.6, 0.3, 0.8, 0.2
# Beyond so many stops a record is not weighed in every way: only a hostile one has them.
MOST_STOPS, MOST_WAYS = 2_100, 40_000
# A cell of several lines ends within so many; after many quotes that nobody closed, within few.
MOST_LINES, FEW_LINES, MOST_UNCLOSED = 2_000, 20, 200
# Lines of a cell whose inner quotes are not told from its outer ones.
LINES_IN_DOUBT = 20


class TooLong(Exception):
    """The text has a line or a cell that is longer than any real one."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(line)
        self.line, self.text = line, text


@dataclass(frozen=True)
class Dialect:
    """How a text table is written.

    quote: the character around cells, or an opening and a closing one; backslash: an inner quote is written \\";
    padded: blanks after a delimiter are no part of the cell; cuts: where columns begin in text of fixed width.
    """

    delimiter: str = ","
    quote: str = '"'
    backslash: bool = False
    padded: bool = False
    cuts: tuple[int, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the csv module reads it right."""
        return len(self.delimiter) == 1 and len(self.quote) == 1 and not self.backslash and not self.cuts


class Record(NamedTuple):
    """One record: the 1-based lines where it starts and ends, its cells, its text, and the code of its mending."""

    line: int
    last_line: int
    cells: list[str]
    text: str
    mended: str = ""


class Readable(Protocol):
    """What lines can be read from, their ends as they are."""

    def readline(self, size: int, /) -> str: ...


class Lines:
    """The lines of a text, one by one; the last that were taken can be given back."""

    def __init__(self, file: Readable, before: int = 0) -> None:
        self.file = file
        self.count = before
        self.unclosed = 0
        self._returned: deque[str] = deque()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self.file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) > MAX_LINE:
            raise TooLong(self.count, line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Hand these last lines out once more."""
        self._returned.extendleft(reversed(lines))
        self.count -= len(lines)

    def peek(self, most: int, size: int = MAX_CELL) -> list[str]:
        """The next lines, so many and so long together, still to be taken."""
        found: list[str] = []
        for line in self:
            found.append(line)
            size -= len(line)
            if len(found) == most or size <= 0:
                break
        self.give_back(found)
        return found


def records(lines: Lines, dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    """Every record of a text opened with newline="", blank lines included (they have no cells).

    width: how many cells a record should have; only used to choose between readings of one that breaks the rules.
    """
    for text in lines:
        try:
            # Files that were pasted together keep the byte order mark of each.
            yield _record(lines, text.removeprefix("\ufeff"), dialect, width)
        except OverflowError as error:
            raise TooLong(lines.count, text) from error


def _record(lines: Lines, text: str, dialect: Dialect, width: int | None) -> Record:
    first, body = lines.count, bare(text)
    if dialect.cuts:
        return Record(first, first, cut(body, dialect.cuts), text)
    if not body:
        return Record(first, first, [], text)
    if dialect.quote[0] not in body:
        return Record(first, first, split(body, dialect), text)
    return _quoted(lines, text, dialect, width)


def lines_in(text: str) -> list[str]:
    """The lines of a text with their ends, as a file opened with newline="" gives them."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def bare(text: str) -> str:
    """The text without the line end that closes it."""
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\n", "\r")) else text


def cut(text: str, cuts: tuple[int, ...]) -> list[str]:
    """The cells of a line of fixed width, without the blanks that align them; none for a blank line or a rule.

    A line that does not keep to the columns is one cell.
    """
    if not text.strip() or not text.strip(" -=_+|"):
        return []
    if any(at < len(text) and not text[at - 1].isspace() and not text[at].isspace() for at in cuts[1:]):
        return [text.strip()]
    return [text[start:end].strip() for start, end in zip(cuts, (*cuts[1:], None), strict=True)]


def split(text: str, dialect: Dialect) -> list[str]:
    """The cells of a text without quotes."""
    cells = text.split(dialect.delimiter)
    if len(text) > MAX_CELL and max(map(len, cells)) > MAX_CELL:
        raise OverflowError(MAX_CELL)
    return [cell.lstrip(" ") for cell in cells] if dialect.padded else cells


def strictly(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a record that keeps every rule; None when a quote is left open; ValueError when a rule is broken."""
    if not dialect.is_plain:
        return _strictly(text, dialect)
    csv.field_size_limit(MAX_CELL)
    try:
        return next(_reader(text, dialect), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        if "field limit" in str(error):
            raise OverflowError(MAX_CELL) from error
        raise ValueError(text) from error


def loosely(text: str, dialect: Dialect, width: int | None) -> list[str] | None:
    """The likeliest cells of a record that breaks the rules, `width` of them if given; None when there is no way."""
    ways = {cells: way for cells, way in _ways(text, dialect).items() if width in (None, cells)}
    if not ways:
        return None
    return _cells(text, ways[min(ways, key=lambda cells: (ways[cells].cost, -cells))], dialect)


def _reader(text: str, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        [text],
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.padded,
        strict=True,
    )


def _quoted(lines: Lines, text: str, dialect: Dialect, width: int | None) -> Record:
    """The record that begins with this line, which has quotes and may have more lines."""
    first = lines.count
    try:
        if cells := _closed(lines, text, dialect, width):
            return Record(first, lines.count, cells[0], cells[1])
    except ValueError:
        pass
    body = bare(text)
    if '\\"' in text and not dialect.backslash and (cells := _unescaped(lines, text, dialect, width)):
        return Record(first, lines.count, cells[0], cells[1], "backslash-quotes")
    if (found := loosely(body, dialect, width)) is not None:
        return Record(first, first, found, text, "stray-quotes")
    if width and (cells := _doubtful(lines, text, dialect, width)):
        return Record(first, lines.count, cells[0], cells[1], "stray-quotes")
    found = loosely(body, dialect, None)
    return Record(first, first, split(body, dialect) if found is None else found, text, "stray-quotes")


def _closed(lines: Lines, text: str, dialect: Dialect, width: int | None) -> tuple[list[str], str] | None:
    """Cells and text of the record that the rules see, with as many lines as it takes; None if it never ends."""
    cells = strictly(bare(text), dialect)
    if cells is not None:
        return cells, text
    most = FEW_LINES if lines.unclosed > MOST_UNCLOSED else MOST_LINES
    taken: list[str] = []
    size = len(text)
    try:
        for line in lines:
            taken.append(line)
            size += len(line)
            if dialect.quote[-1] in line:
                text = "".join([text, *taken])
                whole = strictly(bare(text), dialect)
                if whole is not None and (
                    width in (None, len(whole)) or not _stand_alone(taken, dialect, width)
                ):
                    return whole, text
                text = text[: len(text) - sum(map(len, taken))]
            if len(taken) == most or size > MAX_CELL:
                break
    except ValueError:
        lines.give_back(taken)
        raise
    lines.unclosed += 1
    lines.give_back(taken)
    return None


def _stand_alone(taken: list[str], dialect: Dialect, width: int | None) -> bool:
    """Whether most of the lines that a quote swallowed are records of their own."""
    alone = sum(len(bare(line).split(dialect.delimiter)) == width for line in taken)
    return alone * 2 > len(taken)


def _unescaped(lines: Lines, text: str, dialect: Dialect, width: int | None) -> tuple[list[str], str] | None:
    """The record whose inner quotes are written with a backslash in a text that doubles them elsewhere."""
    try:
        before = lines.count
        cells = _closed(lines, text, replace(dialect, backslash=True), width)
    except ValueError:
        return None
    if cells and width in (None, len(cells[0])):
        return cells
    if cells and lines.count > before:
        lines.give_back(lines_in(cells[1][len(text) :]))
    return None


def _doubtful(lines: Lines, text: str, dialect: Dialect, width: int) -> tuple[list[str], str] | None:
    """The record of several lines with unescaped quotes inside: it ends before a line that is whole by itself."""
    taken: list[str] = []
    for line in lines.peek(LINES_IN_DOUBT):
        if len(bare(line).split(dialect.delimiter)) == width:
            break
        taken.append(line)
        whole = "".join([text, *taken])
        if (cells := loosely(bare(whole), dialect, width)) is not None and "\n" not in cells[-1][-1:]:
            for _ in taken:
                next(lines)
            return cells, whole
    return None


@lru_cache(maxsize=64)
def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A quoted cell, a bare cell, and a quote left open; each cell with the delimiter or the end behind it."""
    first, last = re.escape(dialect.quote[0]), re.escape(dialect.quote[-1])
    stop = rf"({re.escape(dialect.delimiter)}|\Z)"
    inner = rf"(?:\\.|[^{last}\\])*" if dialect.backslash else rf"(?:{last}{last}|[^{last}])*"
    blank = " *" if dialect.padded else ""
    return (
        re.compile(rf"{blank}{first}({inner}){last}{stop}", re.DOTALL),
        re.compile(rf"{blank}(?!{first})(.*?){stop}", re.DOTALL),
        re.compile(rf"{blank}{first}{inner}\\?\Z", re.DOTALL),
    )


def _strictly(text: str, dialect: Dialect) -> list[str] | None:
    quoted, plain, left_open = _patterns(dialect)
    cells, at = [], 0
    while True:
        if found := quoted.match(text, at):
            cells.append(inner_text(found[1], dialect))
        elif found := plain.match(text, at):
            cells.append(found[1])
        elif left_open.match(text, at):
            return None
        else:
            raise ValueError(text)
        if not found[2]:
            return cells
        at = found.end()


def inner_text(text: str, dialect: Dialect) -> str:
    """What stands between quotes, its escapes undone."""
    last = dialect.quote[-1]
    if dialect.backslash:
        return re.sub(rf"\\([\\{re.escape(last)}])", r"\1", text)
    return text.replace(last * 2, last)


class _Way(NamedTuple):
    """The cheapest way to cut a text up to here: its cost, the way before its last cell, and that cell."""

    cost: float
    before: _Way | None = None
    start: int = 0
    end: int = 0
    quoted: bool = False


def _ways(text: str, dialect: Dialect) -> dict[int, _Way]:
    """The cheapest way to cut the whole text into each possible number of cells; none when there are too many."""
    step = len(dialect.delimiter)
    stops = [found.start() for found in re.finditer(re.escape(dialect.delimiter), text)]
    closes = [found.start() for found in re.finditer(re.escape(dialect.quote[-1]), text)]
    if len(stops) > MOST_STOPS or len(stops) * len(closes) > MOST_WAYS:
        return {}
    best: dict[int, dict[int, _Way]] = {0: {0: _Way(0)}}
    for at in [0, *(stop + step for stop in stops)]:
        for start, end, is_quoted, cost in _next_cells(text, at, closes, dialect) if at in best else ():
            there = best.setdefault(end + is_quoted + step, {})
            for cells, way in best[at].items():
                if cells + 1 not in there or way.cost + cost < there[cells + 1].cost:
                    there[cells + 1] = _Way(way.cost + cost, way, start, end, is_quoted)
    return best.get(len(text) + step, {})


def _next_cells(
    text: str, at: int, closes: list[int], dialect: Dialect
) -> Iterator[tuple[int, int, bool, float]]:
    """What the cell that begins here may be: its start and end without quotes, whether quoted, and what it costs."""
    stop = text.find(dialect.delimiter, at)
    end = stop if stop >= 0 else len(text)
    yield at, end, False, _cost_bare(text[at:end].lstrip(" ") if dialect.padded else text[at:end], dialect)
    start = at + len(text[at:]) - len(text[at:].lstrip(" ")) if dialect.padded else at
    if not text.startswith(dialect.quote[0], start):
        return
    for close in closes:
        if close > start and (close + 1 == len(text) or text.startswith(dialect.delimiter, close + 1)):
            yield start + 1, close, True, _cost_quoted(text[start + 1 : close], dialect)


def _cost_bare(cell: str, dialect: Dialect) -> float:
    first, last = dialect.quote[0], dialect.quote[-1]
    if cell.startswith(first):
        return BEGINS + (ENDS if cell.endswith(last) else 0)
    return ENDS if cell.endswith(last) else INSIDE if last in cell else 0


def _cost_quoted(cell: str, dialect: Dialect) -> float:
    last = dialect.quote[-1]
    unpaired = cell.replace("\\" + last if dialect.backslash else last * 2, "").count(last)
    return UNPAIRED + UNPAIRED_MORE * (unpaired - 1) if unpaired else 0


def _cells(text: str, way: _Way, dialect: Dialect) -> list[str]:
    found = []
    while way.before:
        cell = text[way.start : way.end]
        found.append(
            inner_text(cell, dialect) if way.quoted else cell.lstrip(" ") if dialect.padded else cell
        )
        way = way.before
    return found[::-1]
