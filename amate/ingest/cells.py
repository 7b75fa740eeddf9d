"""What a cell looks like as text: the one way in which heads, footers and several tables in a grid are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from amate.ingest.repairs import MISSING

Cells = Sequence[str]

# Numbers, money, percentages, dates and times, as they are written in cells.
_NUMBER = re.compile(r"[-+(]?\s*(?:mx\$|us\$|\$|€)?\s*-?(?:\d[\d.,:/ '-]*|\.\d+)\s*%?\)?", re.IGNORECASE)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_YEAR = re.compile(r"(?:18|19|20|21)\d\d")
# "0-14", "2019-2020": the name of a group, not a quantity.
_SPAN = re.compile(r"\d+\s*-\s*\d+")
_LETTER = re.compile(r"[^\W\d_]")


def is_empty(cell: str) -> bool:
    return not cell or cell.isspace()


def is_blank(row: Cells) -> bool:
    """Whether a row has nothing in it."""
    return not any(row) or all(is_empty(cell) for cell in row)


def is_number(cell: str) -> bool:
    """Whether a cell reads as a number, an amount, a date or a time."""
    text = cell.strip()
    if not text or not (text[-1].isdigit() or text[-1] in "%).,"):
        return False
    return bool(_NUMBER.fullmatch(text) or _TIMESTAMP.fullmatch(text)) and not _SPAN.fullmatch(text)


def is_word(cell: str) -> bool:
    """Whether a cell says something that is neither a number nor a word for "no data"."""
    return not is_empty(cell) and not is_number(cell) and cell.strip().casefold() not in MISSING


def is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell.strip())) and int(cell) <= date.today().year + 100


def is_date(cell: str) -> bool:
    """Whether a cell is a date as workbooks give them."""
    return bool(_DATE.match(cell.strip()))


def has_letters(cell: str) -> bool:
    return bool(_LETTER.search(cell))


def filled(row: Cells) -> list[int]:
    """The positions of a row that hold something."""
    return [at for at, cell in enumerate(row) if not is_empty(cell)]


def filled_width(row: Cells) -> int:
    """The width of a row without its empty tail."""
    return next((at for at in range(len(row), 0, -1) if not is_empty(row[at - 1])), 0)


def first_text(row: Cells) -> str:
    """The first cell that holds something."""
    return next((cell for cell in row if not is_empty(cell)), "")
