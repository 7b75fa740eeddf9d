"""Where the heads of a table are, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from amate.ingest.messages import listed, note, shown
from amate.ingest.recipe import NO_WISHES, TableRecipe
from amate.ingest.report import Note

Cells = Sequence[str]

_NUMBER = re.compile(r"-?[\d.,:/ -]*\d[\d.,:/ -]*%?")
_YEAR = re.compile(r"(19|20|21)\d\d")
# Rows below a would-be head that say whether it is one.
_WITNESSES = 50


@dataclass(frozen=True)
class Head:
    """index: which row of the sample holds the heads, -1 when none does; start: the first row of data."""

    index: int
    start: int
    names: tuple[str, ...]
    renamed: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.names)


def find_head(
    rows: Sequence[Cells], wish: TableRecipe = NO_WISHES, lines: Sequence[int] | None = None
) -> Head:
    """The heads of a table from its first rows: the first row that is as wide as the body and mostly filled.

    lines: the 1-based line of each row, if not its place. A recipe may say the line, or that there are no titles.
    """
    body = _body_width(rows)
    said = _said_index(rows, wish, lines or range(1, len(rows) + 1))
    index = _head_index(rows, body) if said is None else said
    if said is None and _is_data(rows, index):
        names, renamed = unique_names([""] * body)
        first = next((at for at, row in enumerate(rows) if len(row) >= body and any(row)), 0)
        return Head(-1, first, names, renamed)
    names, renamed = unique_names(_padded(rows[index], max(body, filled_width(rows[index]))))
    return Head(index, index + 1, names, renamed)


def notes_on(head: Head, titles: Sequence[tuple[int, str]]) -> list[Note]:
    """What is told of the heads; titles: (line, first text) of each row skipped above them."""
    notes = []
    if titles:
        lines = (line for line, _ in titles)
        notes.append(note("title-rows", lines, count=len(titles), example=shown(titles[0][1])))
    if head.index < 0:
        notes.append(note("no-header"))
    elif head.renamed:
        notes.append(note("renamed-columns", count=len(head.renamed), example=listed(head.renamed)))
    return notes


def unique_names(heads: Cells) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names from heads, and those of them that had to be invented or told apart.

    White space is collapsed; the empty third is `columna_3`; a second `nombre` is `nombre_2`; `_id` is ours.
    """
    names: list[str] = []
    renamed = []
    taken = {"_id"}
    for position, head in enumerate(heads, start=1):
        wanted = " ".join(head.split()) or f"columna_{position}"
        name, copy = wanted, 2
        while name.casefold() in taken:
            name, copy = f"{wanted}_{copy}", copy + 1
        taken.add(name.casefold())
        names.append(name)
        if name != " ".join(head.split()):
            renamed.append(name)
    return tuple(names), tuple(renamed)


def filled_width(row: Cells) -> int:
    """The width of a row without its empty tail."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _body_width(rows: Sequence[Cells]) -> int:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _said_index(rows: Sequence[Cells], wish: TableRecipe, lines: Sequence[int]) -> int | None:
    """Where the recipe says that the heads are: the row that holds the heads it knows, or the line it names."""
    filled = [at for at, row in enumerate(rows) if filled_width(row)]
    if wish.header_row is not None:
        known = (at for at in filled if wish.heads and unique_names(rows[at])[0] == wish.heads)
        said = next((at for at, line in enumerate(lines) if line == wish.header_row and at in filled), None)
        return next(known, said)
    return filled[0] if filled and not wish.on("title-rows") else None


def _head_index(rows: Sequence[Cells], body: int) -> int:
    wide = [at for at, row in enumerate(rows) if len(row) >= body and filled_width(row)]
    mostly_filled = next((at for at in wide if sum(bool(c.strip()) for c in rows[at]) * 2 >= body), None)
    not_a_title = next((at for at in wide if filled_width(rows[at]) > 1), None)
    if mostly_filled is None or (not_a_title is not None and _is_data(rows, mostly_filled)):
        return not_a_title if not_a_title is not None else (wide or [0])[0]
    return mostly_filled


def _is_data(rows: Sequence[Cells], index: int) -> bool:
    """Whether the row has numbers where the rows below have numbers, and no text head over any number."""
    below = [row for row in rows[index + 1 : index + 1 + _WITNESSES] if any(row)]
    alike = False
    for at, head in enumerate(rows[index] if rows else ()):
        cells = [row[at] for row in below if at < len(row) and row[at].strip()]
        if not cells or not all(_NUMBER.fullmatch(cell.strip()) for cell in cells):
            continue
        if not head.strip() or not _NUMBER.fullmatch(head.strip()) or _YEAR.fullmatch(head.strip()):
            return False
        alike = True
    return alike


def _padded(row: Cells, width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]
