"""What was done to cells, told: each repair once for the whole table, with counts, lines and examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import listed, note, shown
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop


@dataclass(frozen=True)
class Touched:
    """A column that a repair touches: SQL of its cell before and after, and of whether it does; called: its unit."""

    name: str
    before: str
    after: str
    touches: str
    called: str = ""


def told(raw: Raw, code: str, touched: Sequence[Touched], shop: Shop) -> Iterable[Note]:
    """The note on a repair, if it touched any cell of these columns."""
    if not touched:
        return
    counts = shop.one(
        f"SELECT {', '.join(f'count(*) FILTER ({one.touches})' for one in touched)} FROM {raw.relation}"
    )
    really = [one for one, count in zip(touched, counts, strict=True) if count]
    if not really:
        return
    found = _examples(raw, really, shop)
    yield note(
        code,
        [line for line, *_ in found if line is not None],
        count=sum(int(str(count)) for count in counts),
        examples=[(str(before), "" if after is None else str(after)) for _, before, after in found],
        columns=listed(one.name for one in really),
        called=listed(dict.fromkeys(one.called for one in really if one.called)),
        example=shown(str(found[0][1])),
        after=shown(str(found[0][2] if found[0][2] is not None else "")),
    )


def _examples(raw: Raw, touched: Sequence[Touched], shop: Shop) -> list[tuple[Any, ...]]:
    """Lines, where they are known, with the cell before and after, of the first rows that are touched."""
    before = " ".join(f"WHEN {one.touches} THEN {one.before}" for one in touched)
    after = " ".join(f"WHEN {one.touches} THEN CAST({one.after} AS VARCHAR)" for one in touched)
    return shop.engine.execute(
        f"SELECT * FROM (SELECT {raw.line or 'NULL'} AS at_line, "
        f"CASE {before} END AS before, CASE {after} END AS after "
        f"FROM {raw.relation}) WHERE before IS NOT NULL LIMIT {NOTE_ROWS}"
    ).fetchall()
