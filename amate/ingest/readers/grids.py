"""Tables of a grid of cells whose heads have to be found: what HTML, XML workbooks and arrays of arrays hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from amate.ingest.grid import Merge
from amate.ingest.readers.hidden.found import NOTHING
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.page import HEAD_ROWS, TAIL_ROWS, WHOLE, Numbered
from amate.ingest.readers.paged import read_page
from amate.ingest.readers.rendering import Known, as_text
from amate.ingest.readers.unsaid import Unsaid
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop

# A cell's text and its kind; "" where only the text is known.
Cell = tuple[str, str]
Grid = Callable[[], Iterator[tuple[int, Sequence[Cell]]]]


def grid_tables(
    name: str, filename: str, grid: Grid, shop: Shop, told: Callable[[], Sequence[Note]] = tuple
) -> list[Raw]:
    """The tables of a grid of (1-based row, cells), which can be walked more than once; none when it says nothing.

    told: what the grid has to tell once it was walked.
    """
    page = GridPage(grid)
    if not any(any(row) for _, row in page.top):
        return []
    return read_page(page, name, filename, shop, told)


class GridPage:
    """A grid as the pages of workbooks are seen (`page.Page`): nothing of it is hidden, merged or left unsaid."""

    merges: Sequence[Merge] = ()

    def __init__(self, grid: Grid) -> None:
        self.grid, self.unsaid, self.showing = grid, Unsaid(), Showing(NOTHING.of(""))
        self.places: dict[int, int] = {}

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is small enough to be looked at whole."""
        return sum(len(cells) for _, cells in islice(self.grid(), WHOLE)) <= WHOLE

    def values(self) -> Iterator[tuple[int, Sequence[Known | str]]]:
        for number, cells in self.grid():
            yield number, [Known(*cell) if cell[0] else "" for cell in cells]

    @cached_property
    def top(self) -> list[Numbered]:
        rows = self.values() if self.is_whole else islice(self.values(), HEAD_ROWS)
        return [(number, as_text(row)) for number, row in rows]

    @cached_property
    def tail(self) -> list[Numbered]:
        if self.is_whole:
            return self.top
        return [(number, as_text(row)) for number, row in deque(self.values(), maxlen=TAIL_ROWS)]
