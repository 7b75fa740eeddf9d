"""Values that can be read in two ways: 3/4/24 is in March or in April, «1,234» is a thousand or little more than one.

Which it is, the other columns of the table may tell; where they do not, the reading of Mexico is taken, and told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.ingest.messages import shown
from amate.ingest.numerals import COMMAS, DOTS
from amate.ingest.rule import Rule

_TWO_NUMBERS = re.compile(r"(\d{1,2})\D(\d{1,2})\D")
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
    *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_GROUP_OF_THREE = re.compile(r"\D*\d{1,3},\d{3}\D*")


def other_way(rule: Rule, rules: Sequence[Rule], sample: Sequence[str]) -> Rule | None:
    """The other reading of a column that all its values allow; rules: all that they keep."""
    if rule.name.startswith("day-first"):
        return next((one for one in rules if is_month_first(one) and one.type == rule.type), None)
    if rule.kin == COMMAS and not _writes(rule, "decimal-comma"):
        # Decimals that are always three, and are there even in whole numbers, are possible; others are not.
        fits = all(_GROUP_OF_THREE.fullmatch(value) for value in sample)
        return next((one for one in rules if fits and _writes(one, "decimal-comma")), None)
    if rule.kin == DOTS and not rule.spellings:
        return next((one for one in rules if one.kin == DOTS and one.spellings), None)
    return None


def is_month_first(rule: Rule) -> bool:
    return rule.name.startswith("month-first")


def is_opposite(rule: Rule, name: str) -> bool:
    """Whether a rule takes day and month in the order that the rule so named does not."""
    orders = ("day-first", "month-first")
    return any(rule.name.startswith(one) and name.startswith(other) for one, other in (orders, orders[::-1]))


def telling(sample: Sequence[str], *, by_day: bool) -> str:
    """A value that shows which way was taken, and what it is then: «3/4/24» es el 3 de abril."""
    found = (_TWO_NUMBERS.match(value) for value in sample)
    dates = (match for match in found if match and match[1].lstrip("0") != match[2].lstrip("0"))
    example = next(dates, None)
    if example is None:
        return shown(sample[0])
    day, month = (int(number) for number in (example.groups() if by_day else reversed(example.groups())))
    said = f" es el {day} de {MONTHS[month - 1]}" if 1 <= month <= 12 else ""
    return shown(example.string) + said


def decides(known: Rule, other: Rule) -> bool | None:
    """What a column read by `known`, which fits in no other way, says of the `other` reading; None for nothing."""
    if is_month_first(other):
        return is_month_first(known) if known.name.startswith(("day-first", "month-first")) else None
    if _writes(known, "decimal-comma"):
        return True
    return False if known.type == "number" or _writes(known, "thousands") else None


def _writes(rule: Rule, code: str) -> bool:
    return any(way.code == code for way in rule.spellings)
