"""What is mended in cells, as a table of named steps: each is SQL over a cell, and says how it counts itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amate.ingest.garbled import FIRST_LETTERS
from amate.ingest.rule import literal

# The white space that offices leave around cells: blanks, tabs, line ends, no-break and zero-width spaces.
SPACES = " \t\r\n\x0b\x0c\u00a0\u2007\u202f\u200b\ufeff"
_SPACE = literal(SPACES)
_SPACE_CODES = ", ".join(str(ord(space)) for space in SPACES)
# Words that mean "no data" wherever they stand.
PLAINLY_MISSING = frozenset(
    [
        *(
            "n/d",
            "n.d.",
            "n. d.",
            "s/d",
            "s.d.",
            "s. d.",
            "s/i",
            "s/f",
            "s.i.",
            "null",
            "(null)",
            "nulo",
            "<null>",
            "\\n",
            "nan",
        ),
        *("#n/a", "#n/d", "#¡n/d", "-", "--", "---", "–", "—", "sin dato", "sin datos", "sin información"),
        *("sin informacion", "no disponible", "-inexistente-"),
    ]
)
# And those that mean it where every other value is a number, a date…; INEGI's asterisk hides what few answered.
MISSING = PLAINLY_MISSING | frozenset(
    [
        *(
            "na",
            "n/a",
            "n.a.",
            "n. a.",
            "nd",
            "sd",
            "none",
            "*",
            "**",
            "…",
            "...",
            ".",
            "?",
            "no aplica",
            "no data",
        ),
        *(
            "no hay dato",
            "inexistente",
            "no hay datos",
            "no especificado",
            "no reportado",
            "no registrado",
            "sin registro",
            "pendiente",
        ),
        *(
            "#div/0!",
            "#¡div/0!",
            "#ref!",
            "#¡ref!",
            "#value!",
            "#¡valor!",
            "#name?",
            "#¿nombre?",
            "#num!",
            "#¡num!",
        ),
        *("#null!", "#¡nulo!", "error"),
        *("00/00/0000", "00-00-0000", "0000-00-00", "0000/00/00", "0000-00-00 00:00:00"),
    ]
)


@dataclass(frozen=True)
class Repair:
    """code: its note; mended: SQL of the cell {c} after it; touches: SQL, true for cells that it changes."""

    code: str
    mended: str
    touches: str


TRIM = Repair(
    "trimmed",
    f"nullif(trim({{c}}, {_SPACE}), '')",
    # Many times cheaper than trimming, so that columns without such cells are never trimmed.
    f"ord({{c}}) IN ({_SPACE_CODES}) OR ord(right({{c}}, 1)) IN ({_SPACE_CODES})",
)
# What Excel is told to take for a text, zeros and all: ="0012", '0012
_FORMULA = literal(""" *="([^"]*)" *|'([0-9]+)""")
AS_TEXT = Repair(
    "as-text",
    f"CASE WHEN regexp_full_match({{c}}, {_FORMULA}) "
    f"THEN nullif(concat(regexp_extract({{c}}, {_FORMULA}, 1), regexp_extract({{c}}, {_FORMULA}, 2)), '') "
    "ELSE {c} END",
    f"regexp_full_match({{c}}, {_FORMULA})",
)
# Inside a cell: blanks that are no blanks, and what nobody sees and no search finds.
_BLANKS = "[\u00a0\u2007\u202f]"
_CONTROLS = "\x01-\x08\x0b\x0c\x0e-\x1f\x7f"
_UNSEEN = f"[{_CONTROLS}\x80-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]"
INVISIBLE = Repair(
    "invisible",
    f"nullif(regexp_replace({{c}}, {literal(_UNSEEN)}, '', 'g'), '')",
    f"regexp_matches({{c}}, {literal(_UNSEEN)})",
)
# Only when a person wants it: in prose a no-break space is no fault.
HARD_BLANKS = Repair(
    "hard-blanks",
    f"regexp_replace({{c}}, {literal(_BLANKS)}, ' ', 'g')",
    f"regexp_matches({{c}}, {literal(_BLANKS)})",
)
# Cheap, for every cell is asked: whether a cell that is not ASCII may be garbled or hold what nobody sees.
ODD = (
    "CASE WHEN strlen({c}) = length({c}) THEN false "
    f"ELSE regexp_matches({{c}}, {literal(f'{_BLANKS}|{_UNSEEN}|[{FIRST_LETTERS}]')}) END"
)
_CONTROL = re.compile(f"[{_CONTROLS}]")


def _emptied(code: str, words: frozenset[str]) -> Repair:
    listed = ", ".join(literal(word) for word in sorted(words))
    longest = max(len(word.encode()) for word in words)
    said = f"CASE WHEN strlen({{c}}) <= {longest} THEN lower({{c}}) IN ({listed}) ELSE false END"
    return Repair(code, f"CASE WHEN {said} THEN NULL ELSE {{c}} END", said)


# Where the column is typed every such word is none of its values.
MISSING_WORDS = _emptied("missing-words", MISSING)
# In a column of texts "NA" may be a text like any other: only what is plain, and only where it is the exception.
MISSING_TEXTS = _emptied("missing-texts", PLAINLY_MISSING)


def is_missing(value: str) -> bool:
    """Whether a word means "no data" among numbers or dates."""
    return value.casefold() in MISSING


def has_missing_texts(sample: Sequence[str]) -> bool:
    """Whether some texts of a column plainly say "no data", and most do not."""
    said = sum(value.casefold() in PLAINLY_MISSING for value in sample)
    return 0 < said <= len(sample) / 2


def is_set_as_text(sample: Iterable[str]) -> bool:
    """Whether some cells are formulas that only hold a text, or digits after an apostrophe."""
    return any(value.startswith('="') or (value[:1] == "'" and value[1:].isdecimal()) for value in sample)


def has_controls(sample: Iterable[str]) -> bool:
    """Whether some texts hold characters that steer printers: too rare to ask every cell of ASCII about."""
    return any(_CONTROL.search(value) for value in sample)
