"""Whether the last row of a table is the total of the others."""

from __future__ import annotations

from amate.ingest.cells import Cells, is_number, is_word
from amate.ingest.shop import Shop, quoted

# Of a sum of rounded numbers, what may be missing.
_ROUNDING = 0.005


def adds_up(relation: str, row: Cells, shop: Shop) -> bool:
    """Whether nothing in the rows of `relation` (c0, c1…) contradicts that `row` is their total.

    Its label is on no other row; and of the columns that can be added, half or more come to its number, or to twice
    that when subtotals are among the rows.
    """
    label = next(at for at, cell in enumerate(row) if is_word(cell))
    again, rows = shop.one(
        f"SELECT count(*) FILTER (lower(trim(c{label})) = {quoted(row[label].strip().lower())}), count(*) "
        f"FROM {relation}"
    )
    if again or not rows:
        return False
    figures = [(at, value) for at, cell in enumerate(row) if (value := _value(cell)) is not None]
    if not figures:
        return True
    sums = shop.one(
        "SELECT " + ", ".join(f"sum(TRY_CAST(c{at} AS DOUBLE))" for at, _ in figures) + f" FROM {relation}"
    )
    added = [
        (float(str(total)), value)
        for total, (_, value) in zip(sums, figures, strict=True)
        if total is not None
    ]
    agreeing = sum(_is_near(total, value) or _is_near(total, 2 * value) for total, value in added)
    return agreeing * 2 >= len(added)


def _value(cell: str) -> float | None:
    if not is_number(cell):
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _is_near(total: float, value: float) -> bool:
    return abs(total - value) <= max(abs(value) * _ROUNDING, 1e-6)
