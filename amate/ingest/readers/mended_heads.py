"""Rows of heads that are damaged as any row may be, by another delimiter, one too many or one missing; or several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from amate.ingest.head import Head
from amate.ingest.messages import note, shown
from amate.ingest.readers.fitting import OTHER_DELIMITERS, other_cells
from amate.ingest.readers.sections import Heads
from amate.ingest.readers.shapes import LOOKED_AT, Cells, kind_of_cell, shapes_of
from amate.ingest.recipe import TableRecipe
from amate.ingest.repairs import MISSING
from amate.ingest.report import Note
from amate.ingest.sniff.records import Dialect, Record, bare

# So many rows must follow in one width before the row above them is thought damaged.
MIN_ROWS = 2
# Rows of heads below the first, filled from end to end, that are joined with it.
MOST_ROWS_OF_HEADS = 3
# What words in a head say of the cells below it.
_SAYS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(kinds.split()))
    for pattern, kinds in (
        (r"fecha|date|\bd[ií]a\b|nacimiento", "date datetime"),
        (r"hora|time", "time datetime"),
        (r"\burl\b|liga|enlace|sitio|web|link|correo|e-?mail", "address"),
        (
            r"monto|precio|price|importe|costo|total|cantidad|qty|num|a[ñn]o|year|edad|count|poblaci|lat|lon",
            "integer number",
        ),
        (r"\bid|clave|cve|folio|code|c[oó]digo|\bcp\b|\bcct\b|clues", "integer code word"),
        (
            r"nombre|name|descri|coment|comment|nota|observ|tipo|type|municipio|estado|calle|colonia",
            "word text",
        ),
    )
)


def mended_heads(
    sample: list[Record], dialect: Dialect, wish: TableRecipe
) -> tuple[list[Record], list[Note]]:
    """The sample with its row of heads made as wide as the rows below it, and what is told of it."""
    at = _damaged(sample, dialect)
    if at is None or not wish.on("mended-heads") or wish.header_row is not None:
        return sample, []
    record, width = sample[at], len(sample[at + 1].cells)
    heads = _heads(record, width, sample[at + 1 :], dialect)
    if heads is None:
        return sample, []
    mended = [*sample[:at], record._replace(cells=heads), *sample[at + 1 :]]
    before, after = bare(record.text), dialect.delimiter.join(heads)
    told = note("mended-heads", [record.line], count=1, examples=[(before, after)], example=shown(after))
    return mended, [told]


def _damaged(sample: Sequence[Record], dialect: Dialect) -> int | None:
    """The row right above the first rows of data, when it has not their width and they have no heads among them."""
    if dialect.cuts:
        return None
    usual = Counter(len(record.cells) for record in sample if len(record.cells) > 1).most_common(1)
    if not usual:
        return None
    width = usual[0][0]
    first = next((at for at, record in enumerate(sample) if len(record.cells) == width), 0)
    following = [record.cells for record in sample[first : first + MIN_ROWS + 1]]
    if first == 0 or not sample[first - 1].cells or any(len(cells) != width for cells in following):
        return None
    return first - 1 if len(following) > MIN_ROWS and not _is_head(following[0], following[1:]) else None


def _is_head(cells: Cells, rows: Sequence[Cells]) -> bool:
    """Whether a row is all words where rows below it have values, or differs from them in kind."""
    kinds = [kind_of_cell(cell) for cell in cells]
    if any(kind not in ("word", "text", "code", "empty") for kind in kinds):
        return False
    below = [[kind_of_cell(cell) for cell in row] for row in rows]
    return any(row[at] not in ("word", "text", "code", "empty") for row in below for at in range(len(kinds)))


def _heads(record: Record, width: int, rows: Sequence[Record], dialect: Dialect) -> list[str] | None:
    cells = record.cells
    if len(cells) * 2 <= width:
        return _of_other_delimiter(record, width, dialect)
    if any(kind_of_cell(cell) not in ("word", "text", "code", "empty") for cell in cells):
        return None
    if len(cells) > width:
        return _fewer(cells, width, dialect)
    return _more(cells, width, [row.cells for row in rows if len(row.cells) == width])


def _of_other_delimiter(record: Record, width: int, dialect: Dialect) -> list[str] | None:
    for delimiter in OTHER_DELIMITERS:
        if delimiter != dialect.delimiter:
            other = replace(dialect, delimiter=delimiter, padded=False)
            cells = other_cells(bare(record.text), other, width)
            if len(cells) == width and width > 2 and all(cell.strip() for cell in cells):
                return cells
    return None


def _fewer(cells: Cells, width: int, dialect: Dialect) -> list[str] | None:
    """Heads of which one is empty, or was cut in two."""
    found = list(cells)
    while len(found) > width:
        if "" in (stripped := [cell.strip() for cell in found]):
            del found[stripped.index("")]
            continue
        at = min(range(len(found) - 1), key=lambda at: _apart(found[at], found[at + 1]))
        found[at : at + 2] = [dialect.delimiter.join(found[at : at + 2])]
    return found if len(cells) - width <= 2 else None


def _apart(left: str, right: str) -> tuple[bool, int]:
    """How unlikely two heads are halves of one: the second half begins small or with a blank."""
    return not ((right[:1].islower() and left[:1].isupper()) or right.startswith(" ")), min(
        len(left), len(right)
    )


def _more(cells: Cells, width: int, rows: Sequence[Cells]) -> list[str] | None:
    """Heads of which two ran together, with a nameless one where the columns below say that it belongs."""
    if width - len(cells) != 1:
        return None
    # Programs of statistics number the rows and give the numbers no head.
    if [row[0].strip() for row in rows[:5]] == [str(at) for at in range(1, len(rows[:5]) + 1)]:
        return ["", *cells]
    kinds = [Counter(kind_of_cell(row[at]) for row in rows[:50]).most_common(1)[0][0] for at in range(width)]
    ways = [[*cells[:gap], "", *cells[gap:]] for gap in range(width, -1, -1)]
    return min(
        ways, key=lambda heads: sum(_unlike(head, kind) for head, kind in zip(heads, kinds, strict=True))
    )


def _unlike(head: str, kind: str) -> int:
    said = [kinds for pattern, kinds in _SAYS if pattern.search(head)]
    return -1 if any(kind in kinds for kinds in said) else int(bool(said))


def joined_heads(sample: list[Record], head: Head, wish: TableRecipe) -> tuple[list[Record], list[Note]]:
    """The sample with further rows of heads, filled from end to end, joined into the first; and what is told of it.

    They are rows right below the heads that have words wherever the rows after them have numbers, dates or times.
    """
    if head.index < 0 or not wish.on("joined-heads") or wish.header_row is not None:
        return sample, []
    start = head.start
    while start < min(len(sample), head.start + MOST_ROWS_OF_HEADS) and _is_more_heads(
        sample, start, head.width
    ):
        start += 1
    if start == head.start:
        return sample, []
    rows = [sample[head.index], *sample[head.start : start]]
    cells = [" ".join(" ".join(words).split()) for words in zip(*(row.cells for row in rows), strict=True)]
    text = "".join(row.text for row in rows)
    first = Record(rows[0].line, rows[-1].last_line, cells, text)
    examples = [
        (" / ".join(words), name) for *words, name in zip(*(row.cells for row in rows), cells, strict=True)
    ]
    told = note(
        "joined-heads",
        [row.line for row in rows],
        count=len(cells),
        examples=examples,
        rows_joined=len(rows),
        example=f"{shown(examples[0][0])} → {shown(examples[0][1])}",
    )
    return [*sample[: head.index], first, *sample[start:]], [told]


def _is_more_heads(sample: Sequence[Record], at: int, width: int) -> bool:
    row = [cell.strip() for cell in sample[at].cells]
    below = [r.cells for r in sample[at + 1 : at + 1 + LOOKED_AT] if len(r.cells) == width and not r.mended]
    if len(row) != width or len(below) < MIN_ROWS or not all(row):
        return False
    valued = Heads(row, shapes_of(below, width)).valued
    worded = [cell for cell in row if kind_of_cell(cell) in ("word", "text", "code")]
    return (
        len(worded) == width
        and (len(valued) > 1 or (len(valued) == 1 and len(set(row)) == width))
        and not any(row[column].casefold() in MISSING or row[column][0].isdigit() for column in valued)
    )
