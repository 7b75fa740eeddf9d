"""Latitudes in the column of the longitudes, and longitudes in that of the latitudes.

Which is right is for the officer to say: the exchange is offered, and made only when it is switched on.
"""

from __future__ import annotations

from collections.abc import Sequence

from amate.ingest.evidence import Evidence
from amate.ingest.recognise.names import LATITUDE_NAMES, LONGITUDE_NAMES, says
from amate.ingest.recognise.rules import EAST, NORTH, SOUTH, WEST
from amate.ingest.rule import Rule

SWAPPED = "swapped-coordinates"


def swapped(evidence: Sequence[Evidence], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """Pairs of columns, latitude and longitude, each of which holds what lies in Mexico for the other."""
    found = []
    for at, one in enumerate(evidence):
        if not says(one.column.name, *LATITUDE_NAMES) or not _lies(one, rules[at], WEST, EAST):
            continue
        others = (
            other
            for other, two in enumerate(evidence)
            if says(two.column.name, *LONGITUDE_NAMES) and _lies(two, rules[other], SOUTH, NORTH)
        )
        if (other := next(others, None)) is not None:
            found.append((at, other))
    return found


def _lies(evidence: Evidence, by: Rule, least: float, most: float) -> bool:
    """Whether the values of a column of numbers, nearly all, lie between two others."""
    if by.type != "number" or by.spellings or not evidence.sample:
        return False
    values = [_float(value) for value in evidence.sample]
    return sum(value is not None and least <= value <= most for value in values) >= 0.9 * len(values)


def _float(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
