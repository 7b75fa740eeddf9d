"""A table of persons published as counts: how many rows share the values of some columns, and none of few of them."""

from __future__ import annotations

from pathlib import Path

from amate.ingest.deciding import Decided, Decision
from amate.ingest.head import unique_names
from amate.ingest.messages import listed, note
from amate.ingest.recipe import TableRecipe
from amate.ingest.report import Note
from amate.ingest.shop import PUBLISHED, Shop, identifier, quoted

COUNT = "personas"


def count_rows(
    decision: Decision, target: Path, wish: TableRecipe, shop: Shop
) -> tuple[Decision, int, list[Note]]:
    """Put counts in the place of the rows of the Parquet at `target`: its columns then, its rows, and notes.

    Of groups that are too small not even their number of rows is told: it would be theirs when there is one.
    """
    by = [column for column in decision.columns if (column.head or column.name) in wish.count_by]
    names, _changed = unique_names([*(column.name for column in by), COUNT])
    counted = Decided(names[-1], "integer", identifier(names[-1]), head=COUNT)
    bare = target.with_suffix(".rows")
    target.rename(bare)
    cells = "".join(f"{identifier(column.name)}, " for column in by)
    groups = f"(SELECT {cells}count(*) AS n FROM read_parquet({quoted(str(bare))}) GROUP BY ALL)"
    order = ", ".join(str(at) for at in range(1, len(by) + 1)) or "1"
    enough = f"(SELECT * FROM {groups} WHERE n >= {wish.fewest} ORDER BY {order})"
    (rows,) = shop.one(
        f"COPY (SELECT row_number() OVER () AS _id, {cells}n AS {identifier(counted.name)} FROM {enough}) "
        f"TO {quoted(str(target))} {PUBLISHED}"
    )
    (small,) = shop.one(f"SELECT count(*) FROM {groups} WHERE n < {wish.fewest}")
    bare.unlink()
    told = [
        note("counted-rows", count=int(str(rows)), columns=listed(c.name for c in by), fewest=wish.fewest)
    ]
    if small:
        told.append(note("small-groups", count=int(str(small)), fewest=wish.fewest))
    return Decision((*by, counted), misfits=decision.misfits), int(str(rows)), told
