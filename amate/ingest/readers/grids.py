"""Tables of a grid of cells whose heads have to be found: what HTML, XML workbooks and arrays of arrays hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from amate.ingest.grid import Merge
from amate.ingest.readers.hidden.found import NOTHING
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.page import WHOLE, Ends
from amate.ingest.readers.paged import read_page
from amate.ingest.readers.rendering import Known
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


class GridPage(Ends):
    """A grid as the pages of workbooks are seen (`page.Page`): nothing of it is hidden, merged or left unsaid."""

    merges: Sequence[Merge] = ()

    def __init__(self, grid: Grid) -> None:
        self.grid, self.unsaid, self.showing = grid, Unsaid(), Showing(NOTHING.of(""))
        self.places: dict[int, int] = {}
        self.is_whole = sum(len(cells) for _, cells in islice(grid(), WHOLE)) <= WHOLE

    def values(self) -> Iterator[tuple[int, Sequence[Known | str]]]:
        for number, cells in self.grid():
            yield number, [Known(*cell) if cell[0] else "" for cell in cells]
