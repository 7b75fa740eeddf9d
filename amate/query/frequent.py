"""The values that the texts of a table repeat most: by them a table is found that holds what was searched for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.engines import duckdb
from amate.engines.sql import Row, Sql, quoted
from amate.engines.stored import StoredTable
from amate.query import compile
from amate.query.language import Query

MOST = 200  # values of one column
LONGEST = 80  # characters: what is longer is told, not named
# Beyond so many distinct values a column holds texts or keys, and grouping them costs more than it finds.
FEW_ENOUGH = 50_000
_WORD = re.compile(r"[^\W\d_]{3}")


def frequent(table: StoredTable, columns: Sequence[str], seconds: float) -> dict[str, list[str]]:
    """By column, its values that have a word, the commonest first, at most 200; columns without any are left out."""
    found = {}
    for name in columns:
        grouped = compile.over(Query(), table, [quoted(name), "count(*)"])
        ordered = Sql(
            f" GROUP BY 1 HAVING strlen({quoted(name)}) <= {4 * LONGEST} ORDER BY 2 DESC, 1 LIMIT {MOST}"
        )
        if values := _named(duckdb.run(table, grouped + ordered, seconds).rows):
            found[name] = values
    return found


def _named(rows: Sequence[Row]) -> list[str]:
    return [str(value) for value, _ in rows if len(str(value)) <= LONGEST and _WORD.search(str(value))]
