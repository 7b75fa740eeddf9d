"""Tables of a grid of cells whose heads have to be found: what HTML, XML workbooks and arrays of arrays hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from amate.ingest.head import filled_width, find_head, notes_on
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import refuse
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows

HEAD_ROWS = 200

# A cell's text and its kind; "" where only the text is known.
Cell = tuple[str, str]
Grid = Callable[[], Iterator[tuple[int, Sequence[Cell]]]]


def grid_table(
    name: str, filename: str, grid: Grid, shop: Shop, told: Callable[[], Sequence[Note]] = tuple
) -> Raw | None:
    """The table of a grid of (1-based row, cells), which can be walked more than once; None when it has no data.

    told: what the grid has to tell once it was walked.
    """
    first = list(islice(grid(), HEAD_ROWS))
    texts = [[text for text, _ in cells] for _, cells in first]
    if not any(map(filled_width, texts)):
        return None
    lines = [line for line, _ in first]
    head = find_head(texts, shop.recipe.of(name), lines)
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=head.width, limit=MAX_COLUMNS)
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    relation = staged_rows(shop, _below(grid, head.start, head.width, kinds), head.width)
    columns = tuple(
        RawColumn(column, f"c{at}", frozenset(kinds[at]) if kinds[at] and "" not in kinds[at] else None)
        for at, column in enumerate(head.names)
    )
    above = ((line, row) for line, row in zip(lines[: max(head.index, 0)], texts, strict=False) if any(row))
    titles = [(line, next(filter(None, row))) for line, row in above]
    at_line = lines[head.index] if head.index >= 0 else 0
    return Raw(name, relation, columns, at_line, "line::BIGINT", (*told(), *notes_on(head, titles)))


def _below(
    grid: Grid, start: int, width: int, kinds: defaultdict[int, set[str]]
) -> Iterator[tuple[int, list[str]]]:
    """(row, texts) of each row below the heads that is not blank; the kinds seen are told on the way."""
    for line, cells in islice(grid(), start, None):
        texts = [""] * width
        for at, (text, kind) in enumerate(cells[:width]):
            if text:
                texts[at] = text
                kinds[at].add(kind)
        if any(texts):
            yield line, texts
