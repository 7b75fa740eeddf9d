"""Which line of the file each row of a table was, in few numbers: rows follow one another but for some jumps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from amate.ingest.report import Jumps
from amate.ingest.shop import Raw, Shop

MOST_JUMPS = 5_000


def jumps(raw: Raw, where: str, shop: Shop) -> Jumps:
    """The jumps of the rows of a table that `where` keeps; none when they are too many to be kept."""
    if raw.line is None:
        return ()
    if raw.done:  # in one pass only where every row is on the line after the last
        (first,) = shop.one(f"SELECT {raw.line} FROM {raw.relation} LIMIT 1")
        return ((1, int(str(first))),)
    numbered = f"SELECT row_number() OVER () AS row, {raw.line} AS line FROM {raw.relation} WHERE {where}"
    found = shop.engine.execute(
        f"SELECT row, line FROM (SELECT row, line, lag(line) OVER () AS before FROM ({numbered})) "
        f"WHERE line IS DISTINCT FROM before + 1 LIMIT {MOST_JUMPS + 1}"
    ).fetchall()
    known = len(found) <= MOST_JUMPS and all(line is not None for _row, line in found)
    return tuple((int(row), int(line)) for row, line in found) if known else ()


def line_of(row: int, jumps: Sequence[Sequence[int]]) -> int | None:
    """The line of a row, counted from one; None when nobody knows."""
    at = bisect_right(jumps, row, key=lambda jump: jump[0])
    return jumps[at - 1][1] + row - jumps[at - 1][0] if at else None
