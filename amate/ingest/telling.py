"""What was done to cells, told: each repair once for the whole table, with counts, lines and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import listed, note, shown
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop


@dataclass(frozen=True)
class Touched:
    """A column that a repair touches: SQL of its cell before and after, and of whether it does.

    count: how many cells, None when nobody counted; called: the unit or currency that is taken off.
    """

    name: str
    before: str
    after: str
    touches: str
    count: int | None = None
    called: str = ""


def told(raw: Raw, touched: Mapping[str, Sequence[Touched]], shop: Shop) -> Iterator[Note]:
    """A note for each repair, by its code, that touched any cell of its columns."""
    for code, columns in _counted(raw, touched, shop).items():
        if columns and (found := _examples(raw, columns, shop)):
            yield note(
                code,
                [line for line, *_ in found if line is not None],
                count=sum(one.count or 0 for one in columns),
                examples=[(str(before), _shown(after)) for _, before, after in found],
                columns=listed(one.name for one in columns),
                called=listed(dict.fromkeys(one.called for one in columns if one.called)),
                example=shown(str(found[0][1])),
                after=shown(_shown(found[0][2])),
            )


def _counted(raw: Raw, touched: Mapping[str, Sequence[Touched]], shop: Shop) -> dict[str, list[Touched]]:
    """Those that touch any cell, with how many: what was not counted before is counted in one scan."""
    unknown = [one for columns in touched.values() for one in columns if one.count is None]
    counts: dict[Touched, int] = {}
    if unknown:
        asked = ", ".join(f"count(*) FILTER ({one.touches})" for one in unknown)
        answers = shop.one(f"SELECT {asked} FROM {raw.relation}")
        counts = {one: int(str(count)) for one, count in zip(unknown, answers, strict=True)}
    known = {
        code: [one if one.count is not None else replace(one, count=counts[one]) for one in columns]
        for code, columns in touched.items()
    }
    return {code: [one for one in columns if one.count] for code, columns in known.items()}


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _examples(raw: Raw, touched: Sequence[Touched], shop: Shop) -> list[tuple[Any, ...]]:
    """Lines, where they are known, with the cell before and after, of the first rows that are touched."""
    before = " ".join(f"WHEN {one.touches} THEN {one.before}" for one in touched)
    after = " ".join(f"WHEN {one.touches} THEN CAST({one.after} AS VARCHAR)" for one in touched)
    return shop.engine.execute(
        f"SELECT * FROM (SELECT {raw.line or 'NULL'} AS at_line, "
        f"CASE {before} END AS before, CASE {after} END AS after "
        f"FROM {raw.relation}) WHERE before IS NOT NULL LIMIT {NOTE_ROWS}"
    ).fetchall()
