"""What is mended in cells, as a table of named steps: each is SQL over a cell, and says how it counts itself."""

from __future__ import annotations

from dataclasses import dataclass

from amate.ingest.shop import quoted
from amate.ingest.types import MISSING

# The white space that offices leave around cells: blanks, tabs, line ends, no-break and zero-width spaces.
SPACES = " \t\r\n\x0b\x0c\u00a0\u2007\u202f\u200b\ufeff"
_SPACE = quoted(SPACES)
_SPACE_CODES = ", ".join(str(ord(space)) for space in SPACES)
_MISSING = ", ".join(quoted(word) for word in sorted(MISSING))


@dataclass(frozen=True)
class Repair:
    """code: its note; mended: SQL of the cell after it; touches: SQL, true for cells that it changes."""

    code: str
    mended: str
    touches: str


TRIM = Repair(
    "trimmed",
    f"nullif(trim({{c}}, {_SPACE}), '')",
    # Many times cheaper than trimming, so that columns without such cells are never trimmed.
    f"ord({{c}}) IN ({_SPACE_CODES}) OR ord(right({{c}}, 1)) IN ({_SPACE_CODES})",
)
# Only where the column is typed: in a text column "N/D" is a text like any other.
MISSING_WORDS = Repair(
    "missing-words",
    f"CASE WHEN lower({{c}}) IN ({_MISSING}) THEN NULL ELSE {{c}} END",
    f"lower({{c}}) IN ({_MISSING})",
)
