"""Tables whose file itself names the columns and knows each value: DBF, databases, statistical packages."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from amate.ingest.head import unique_names
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import listed, note, refuse
from amate.ingest.readers.rendering import rendered
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows

Rows = Iterable[tuple[int, Sequence[object]]]


def named_table(name: str, filename: str, heads: Sequence[str], rows: Rows, shop: Shop) -> Raw:
    """The table of rows of (1-based number, values): None, text, numbers, dates, bytes."""
    if len(heads) > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=len(heads), limit=MAX_COLUMNS)
    values = _Values(len(heads))
    relation = staged_rows(shop, values.rendered(rows), len(heads))
    names, renamed = unique_names(heads)
    columns = tuple(
        RawColumn(column, f"c{at}", frozenset(kinds))
        for at, (column, kinds) in enumerate(zip(names, values.kinds, strict=True))
    )
    return Raw(name, relation, columns, 0, "line::BIGINT", tuple(values.notes(names, renamed)))


class _Values:
    """Values as text, the kinds seen in each column, and which columns held bytes."""

    def __init__(self, width: int) -> None:
        self.kinds: list[set[str]] = [set() for _ in range(width)]
        self.binary: set[int] = set()

    def rendered(self, rows: Rows) -> Iterator[tuple[int, list[str | None]]]:
        for line, values in rows:
            yield line, [self._cell(at, value) for at, value in enumerate(values)]

    def notes(self, names: Sequence[str], renamed: Sequence[str]) -> Iterator[Note]:
        if renamed:
            yield note("renamed-columns", count=len(renamed), example=listed(renamed))
        if self.binary:
            yield note("binary-columns", columns=listed(names[at] for at in sorted(self.binary)))

    def _cell(self, at: int, value: object) -> str | None:
        match value:
            case None | "":
                return None
            case bytes():
                self.binary.add(at)
                text, kind = base64.b64encode(value).decode(), "text"
            case Number():
                text, kind = str(value), "number"
            case Decimal():
                text, kind = format(value, "f"), "number"
            case str() | bool() | int() | float() | datetime() | date() | time():
                text, kind = rendered(value)
            case _:
                text, kind = str(value), "text"
        self.kinds[at].add(kind)
        return text


class Number(str):
    """A number as its file writes it, digit by digit."""

    __slots__ = ()
