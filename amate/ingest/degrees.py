"""Coordinates in degrees, minutes and seconds as decimal degrees: 20°40'35"N is 20.676388889."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.ingest.rule import Rule, Spelling, literal, rule

_MINUTES = "(?:['\u2019\u2032m] *)"
_SECONDS = "(?:[\"\u201d\u2033s]|'')? *"
_PARTS = (
    r"^ *(-?)(\d{1,3}) *[°º] *"
    rf"(?:([0-5]?\d) *{_MINUTES}(?:([0-5]?\d(?:[.,]\d+)?) *{_SECONDS})?)?([NSEWO]?) *$"
)
SHAPE = re.compile(
    "(?i)" + _PARTS[1:-1].replace("(-?)", "-?").replace("([", "(?:[").replace("(\\d", "(?:\\d")
)
STEP = "degrees"


def _part(number: int) -> str:
    return f"regexp_extract({{v}}, {literal('(?i)' + _PARTS)}, {number})"


def _number(number: int) -> str:
    return f"coalesce(TRY_CAST(nullif(replace({_part(number)}, ',', '.'), '') AS DOUBLE), 0)"


_DEGREES = f"({_number(2)} + {_number(3)} / 60 + {_number(4)} / 3600)"
_SOUTH_OR_WEST = f"({_part(1)} = '-' OR lower({_part(5)}) IN ('s', 'w', 'o'))"
# The tenth of a millimetre; more is only the division's.
DEGREES: Rule = rule(
    STEP,
    "number",
    SHAPE.pattern,
    f"round(CASE WHEN {{v}} IS NULL THEN NULL WHEN {_SOUTH_OR_WEST} THEN -{_DEGREES} ELSE {_DEGREES} END, 9)",
    "text",
    spellings=(Spelling(STEP, "true"),),
)


def are_degrees(sample: Sequence[str]) -> bool:
    """Whether all are degrees, and some have minutes: «20°» alone may be a temperature."""
    return all(SHAPE.fullmatch(value) for value in sample) and any(len(value) > 5 for value in sample)
