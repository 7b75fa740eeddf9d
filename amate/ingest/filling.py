"""Keys that stand only on the first row of their group: found by plain signs, and repeated on the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from amate.base.text import fold
from amate.ingest.cells import is_word
from amate.ingest.messages import listed, note, shown
from amate.ingest.recipe import TableRecipe
from amate.ingest.report import Note
from amate.ingest.shop import RawColumn, Shop

SAMPLE = 3_000
# What groups of rows are called by.
_GROUPING = re.compile(
    r"\b(?:entidad|estado|region|municipio|delegacion|alcaldia|distrito|zona|jurisdiccion|ano|mes|trimestre|sexo|"
    r"sector|capitulo|concepto|programa|dependencia|eje|unidad|grupo|tipo|categoria|rubro|area|secretaria|"
    r"clave|cve|nivel|tema|institucion|partido|colonia|localidad)\b"
)

Row = Sequence[str | None]


def filled_down(
    relation: str, columns: Sequence[RawColumn], line: str, wish: TableRecipe, shop: Shop
) -> tuple[str, list[Note]]:
    """The relation with its keys repeated, and the note that tells it; as it was when nothing says so plainly."""
    if not wish.on("filled-down") or not columns:
        return relation, []
    cells = ", ".join(column.sql for column in columns)
    rows = shop.engine.execute(f"SELECT {cells} FROM {relation} ORDER BY {line} LIMIT {SAMPLE}").fetchall()
    keys = count_keys(rows, [column.name for column in columns])
    if not keys:
        return relation, []
    before = [shop.one(f"SELECT count({column.sql}) FROM {relation}")[0] for column in columns[:keys]]
    filled = shop.staged(f"({_sql(relation, [column.sql for column in columns[:keys]], line)})")
    after = [shop.one(f"SELECT count({column.sql}) FROM {filled}")[0] for column in columns[:keys]]
    count = sum(int(str(b)) - int(str(a)) for a, b in zip(before, after, strict=True))
    at = columns[0].sql
    examples = [
        ("", str(value))
        for (value,) in shop.engine.execute(f"SELECT DISTINCT {at} FROM {filled} LIMIT 3").fetchall()
    ]
    gained = f"SELECT {line} FROM {relation} WHERE {at} IS NULL ORDER BY {line} LIMIT 20"
    lines = [int(number) for (number,) in shop.engine.execute(gained).fetchall()]
    told = note(
        "filled-down",
        lines,
        count=count,
        examples=examples,
        columns=listed(column.name for column in columns[:keys]),
        plural="viene" if keys == 1 else "vienen",
        example=shown(examples[0][1]),
    )
    return filled, [told]


def count_keys(rows: Sequence[Row], names: Sequence[str]) -> int:
    """How many columns, from the left, hold keys only on the first row of each group; 0: none, or who knows.

    The next column is filled on every row and tells the rows of a group apart. Groups are plain when that column says
    the same in each of them, when all are of one size, or when the columns are called as groups are.
    """
    keys = _leading(rows)
    if not keys:
        return 0
    starts = [at for at, row in enumerate(rows) if any(row[:keys])]
    if len(starts) < 2 or starts[0] != 0 or len(starts) * 5 > len(rows) * 3:
        return 0
    groups = [
        [row[keys] for row in rows[start:stop]]
        for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]
    if sum(len(set(group)) == len(group) for group in groups) < len(groups) * 0.95:
        return 0
    heads = [tuple(rows[start][:keys]) for start in starts]
    distinct = len(set(heads)) == len(heads) and all(
        any(is_word(cell or "") or cell for cell in h) for h in heads
    )
    times = Counter(label for group in groups for label in group)
    repeated = sum(count > 1 for count in times.values()) * 2 > len(times)
    sizes = {len(group) for group in groups}
    of_one_size = len(sizes) == 1 and sizes != {1} and len(groups) > 2
    called = all(_GROUPING.search(fold(name)) for name in names[:keys])
    plain = (
        (repeated and len(sizes) <= max(2, len(groups) // 2)) or of_one_size or (called and len(groups) > 2)
    )
    return keys if distinct and plain else 0


def _leading(rows: Sequence[Row]) -> int:
    """How many columns from the left are blank on many rows, before one that is filled on all."""
    if len(rows) < 4:
        return 0
    for at in range(len(rows[0])):
        share = sum(row[at] is None for row in rows) / len(rows)
        if share == 0:
            return at
        if share < 0.4 or share == 1:
            return 0
    return 0


def _sql(relation: str, keys: Sequence[str], line: str) -> str:
    """Each key from the first row of its group; a key to its left that changes begins a new group."""
    groups = ", ".join(
        f"count(coalesce({', '.join(keys[: at + 1])})) OVER (ORDER BY {line}) AS g{at}"
        for at in range(len(keys))
    )
    values = ", ".join(f"max({key}) OVER (PARTITION BY g{at}) AS {key}" for at, key in enumerate(keys))
    dropped = ", ".join(f"g{at}" for at in range(len(keys)))
    inner = f"SELECT * EXCLUDE (file_row_number), {groups} FROM {relation}"
    return f"SELECT * EXCLUDE ({dropped}) REPLACE ({values}) FROM ({inner}) ORDER BY {line}"
