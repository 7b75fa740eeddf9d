"""The column «Errores» of the copy that is given to whoever mends a table: what it says, and how it is known again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.engines.sql import literal
from amate.ingest.evidence import Evidence
from amate.ingest.messages import note
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop

STEP = "errors-column"
HEAD = "Errores"
_HEADS = re.compile(rf"{HEAD}(_\d+)?")  # a table may have had one of its own
_SAID = "(?s)«.+»: se esperaba .+"
EXAMPLES = 5


def mark(column: str, expected: str) -> str:
    """What is said of a cell of a column that is not as `expected`."""
    return f"«{column}»: se esperaba {expected}"


def column_of_errors(raw: Raw, evidence: Sequence[Evidence], shop: Shop) -> Evidence | None:
    """The last column, when it is called so and none of its cells says anything but marks."""
    last = evidence[-1]
    if len(evidence) < 2 or not _HEADS.fullmatch(last.column.name):
        return None
    cell = _text(last)
    (others,) = shop.one(
        f"SELECT count(*) FROM {raw.relation} WHERE NOT regexp_full_match({cell}, {literal(_SAID)})"
    )
    return None if others else last


def told(raw: Raw, errors: Evidence, shop: Shop) -> Note:
    """That the column was taken away, with how many cells said something and what the first of them said."""
    cell = _text(errors)
    found = shop.engine.execute(
        f"SELECT {raw.line or 'NULL'}, {cell}, count(*) OVER () FROM {raw.relation} "
        f"WHERE {cell} IS NOT NULL LIMIT {EXAMPLES}"
    ).fetchall()
    lines = [line for line, *_ in found if line is not None]
    count = found[0][2] if found else 0
    return note(STEP, lines, count=count, examples=[(said, "") for _, said, _ in found], column=HEAD)


def _text(evidence: Evidence) -> str:
    return f"CAST({evidence.cell} AS VARCHAR)"
