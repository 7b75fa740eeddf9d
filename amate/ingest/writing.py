"""A decided table becomes one Parquet file: `_id` dense from 1 in file order, then its columns."""

from __future__ import annotations

from pathlib import Path

from amate.ingest.deciding import Decision
from amate.ingest.recognise import Known, meanings_of
from amate.ingest.report import ColumnRead
from amate.ingest.shop import PUBLISHED, Raw, Shop, identifier, is_staged, quoted

# Rows that say what a column means: from the beginning, the middle and the end.
WINDOW = 500


def write(raw: Raw, decision: Decision, target: Path, shop: Shop) -> int:
    """Write the table to `target`; how many rows it has."""
    values = ", ".join(f"{column.sql} AS {identifier(column.name)}" for column in decision.columns)
    # Whoever counts rows as they pass leaves all the work to one thread.
    numbered = decision.where == "true" and is_staged(raw.relation)
    number = "file_row_number + 1" if numbered else "row_number() OVER ()"
    shop.engine.execute(
        f"COPY (SELECT {number} AS _id, {values} FROM {raw.relation} WHERE {decision.where}) "
        f"TO {quoted(str(target))} {PUBLISHED}"
    )
    (rows,) = shop.one(f"SELECT count(*) FROM read_parquet({quoted(str(target))})")
    return int(str(rows))


def columns_read(decision: Decision, target: Path, rows: int, shop: Shop) -> tuple[ColumnRead, ...]:
    """The columns of a written table with what a sample of their values means."""
    cells = ", ".join(f"CAST({identifier(column.name)} AS VARCHAR)" for column in decision.columns)
    middle = max(rows // 2, WINDOW)
    sample = shop.engine.execute(
        f"SELECT {cells} FROM read_parquet({quoted(str(target))}) "
        f"WHERE _id <= {WINDOW} OR _id BETWEEN {middle} AND {middle + WINDOW} OR _id > {rows - WINDOW}"
    ).fetchall()
    values = zip(*sample, strict=True) if sample else iter([()] * len(decision.columns))
    known = [
        Known(column.name, column.type, [value for value in cells if value], column.means)
        for column, cells in zip(decision.columns, values, strict=True)
    ]
    return tuple(
        ColumnRead(column.name, column.type, meaning)
        for column, meaning in zip(decision.columns, meanings_of(known), strict=True)
    )
