"""One table of a page: its heads, its foot, and the rows between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amate.ingest.blocks import Block, find_blocks
from amate.ingest.cells import first_text, is_blank, is_number
from amate.ingest.filling import filled_down
from amate.ingest.foot import Foot, find_foot
from amate.ingest.grid import Merge
from amate.ingest.head import Head, find_head, notes_on
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import listed, note, refuse, shown
from amate.ingest.preview import preview
from amate.ingest.readers.frame import frame_of
from amate.ingest.readers.hidden.telling import told_of_file
from amate.ingest.readers.page import TAIL_ROWS, Body, Numbered, Page
from amate.ingest.recipe import TableRecipe
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows
from amate.ingest.totals import adds_up

if TYPE_CHECKING:
    from amate.ingest.readers.grids import GridPage

LINE = "line::BIGINT"


@dataclass(frozen=True)
class Outline:
    """Where the parts of a table are: the rows of its block from above and from below, its head and its foot."""

    rows: Sequence[Numbered]
    tail: Sequence[Numbered]
    head: Head
    foot: Foot

    @property
    def first(self) -> int:
        """The number of the first row of data."""
        start = self.head.start
        return self.rows[start][0] if start < len(self.rows) else self.rows[-1][0] + 1

    @property
    def last(self) -> int:
        """The number of the last row of data, the total included."""
        return self.tail[self.foot.start - 1][0] if self.foot.start else self.first - 1

    @property
    def total(self) -> Numbered | None:
        return None if self.foot.total is None else self.tail[self.foot.total]

    def notes(self) -> list[Note]:
        numbers = [number for number, _ in self.rows]
        above = [(n, first_text(row)) for n, row in self.rows[: self.head.top] if not is_blank(row)]
        return [
            *notes_on(self.head, above, numbers),
            *self.foot.notes_for([number for number, _ in self.tail]),
        ]


def read_page(
    page: Page | GridPage, name: str, filename: str, shop: Shop, told: Callable[[], Sequence[Note]] = tuple
) -> list[Raw]:
    """The tables of a page called `name`; the first tells that there are several, and what the page has to tell."""
    blocks = _blocks(page, shop)
    raws = [
        read_block(page, block, _called(name, block, number, len(blocks)), filename, shop)
        for number, block in enumerate(blocks, start=1)
    ]
    notes = [*told()]
    if len(raws) > 1:
        examples = [(raw.name, "") for raw in raws]
        notes.append(note("several-tables", count=len(raws), examples=examples, sheet=name))
    return told_of_file(raws, notes, shop)


def _blocks(page: Page | GridPage, shop: Shop) -> list[Block]:
    rows = [row for _, row in page.top]
    apart = page.is_whole and all(table.on("several-tables") for table in shop.recipe.tables)
    if apart:
        return find_blocks(rows)
    return [Block(0, len(rows), 0, max(len(row) for row in rows))]


def _called(page: str, block: Block, number: int, count: int) -> str:
    """The page's name for its only table; of several, each has its title or a number."""
    if count == 1:
        return page
    return block.title or (page if number == 1 else f"{page}_{number}")


def read_block(page: Page | GridPage, block: Block, name: str, filename: str, shop: Shop) -> Raw:
    """The table that stands in this part of a page, called `name`."""
    wish = shop.recipe.of(name)
    outline = _outline(page, block, wish)
    head = outline.head
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=head.width, limit=MAX_COLUMNS)
    total = outline.total if wish.on("total-row") else None
    body, relation = _staged(page, block, outline, shop, wish=wish, total=total)
    if total and not adds_up(relation, total[1][: head.width], shop):
        total = None
        body, relation = _staged(page, block, outline, shop, wish=wish, total=total)
    columns = tuple(
        RawColumn(column, f"c{at}", None if "" in body.kinds[at] else frozenset(body.kinds[at]))
        for at, column in enumerate(head.names)
    )
    relation, on_keys = filled_down(relation, columns, LINE, wish, shop)
    heads = [outline.rows[at][0] for at in head.rows]
    return Raw(
        name,
        relation,
        columns,
        outline.rows[head.index][0] if head.index >= 0 else 0,
        LINE,
        (
            *outline.notes(),
            *_notes_on_total(total),
            *_notes_on_body(body, head.names, wish),
            *on_keys,
        ),
        preview(outline.rows[:400], heads, outline.first),
    )


def _outline(page: Page | GridPage, block: Block, wish: TableRecipe) -> Outline:
    rows = _within(page.top, block, page.is_whole)
    merges = _merges_of(page, block, [number for number, _ in rows])
    head = find_head([row for _, row in rows], wish, [number for number, _ in rows], merges)
    tail = _within(page.tail, block, page.is_whole)
    start = rows[head.start][0] if head.start < len(rows) else rows[-1][0] + 1
    tail = [(number, row[: head.width]) for number, row in tail if number >= start][-TAIL_ROWS:]
    while tail and is_blank(tail[-1][1]):
        tail.pop()
    return Outline(rows, tail, head, find_foot([row for _, row in tail], head.width, wish))


def _within(rows: Sequence[Numbered], block: Block, is_whole: bool) -> list[Numbered]:
    chosen = rows[block.top : block.bottom] if is_whole else rows
    cells = Block(0, len(chosen), block.left, block.right).of([row for _, row in chosen])
    return [(number, row) for (number, _), row in zip(chosen, cells, strict=True)]


def _merges_of(page: Page | GridPage, block: Block, numbers: Sequence[int]) -> list[Merge]:
    """The merged cells of a block, by place among its rows and columns."""
    place = {number: at for at, number in enumerate(numbers)}
    return [
        Merge(place[m.top], m.left - block.left, place.get(m.bottom, place[m.top]), m.right - block.left)
        for m in page.merges
        if m.top in place and block.left <= m.left < block.right
    ]


def _staged(
    page: Page | GridPage,
    block: Block,
    outline: Outline,
    shop: Shop,
    *,
    wish: TableRecipe,
    total: Numbered | None,
) -> tuple[Body, str]:
    last = total[0] - 1 if total else outline.last
    head = outline.head
    frame = frame_of([row for _, row in outline.rows], head.index, head.rows, head.width)
    body = Body(page, outline.first, last, left=block.left, frame=frame, width=head.width, wish=wish)
    return body, staged_rows(shop, body.rows(), body.width)


def _notes_on_total(total: Numbered | None) -> list[Note]:
    if total is None:
        return []
    number, row = total
    said = " ".join(cell.strip() for cell in row if cell.strip())
    figure = next((cell for cell in row if is_number(cell)), "")
    return [
        note(
            "total-row",
            [number],
            count=1,
            examples=[(said, "")],
            example=shown(f"{first_text(row)}: {figure}"),
        )
    ]


def _notes_on_body(body: Body, names: Sequence[str], wish: TableRecipe) -> list[Note]:
    notes = []
    if body.repeated:
        said = shown(" · ".join(filter(None, body.frame.heads)))
        notes.append(note("repeated-heads", body.repeated, count=len(body.repeated), example=said))
    if body.blank and not body.keeps_blanks:
        notes.append(note("blank-rows", body.blank, count=len(body.blank)))
    for code, cells in body.mended.items():
        if not wish.on(code):
            continue
        *_, before, after = cells[0]
        notes.append(
            note(
                code,
                (number for number, *_ in cells),
                count=len(cells),
                examples=[(was, now) for _, _, was, now in cells],
                columns=listed(dict.fromkeys(names[at] for _, at, _, _ in cells)),
                example=shown(before or after),
                after=shown(after),
            )
        )
    return notes
