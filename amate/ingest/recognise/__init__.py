"""What the values of a column mean: pure functions over a name and values, with their rules in one table."""

from __future__ import annotations

from collections.abc import Sequence

from amate.ingest.recognise.names import is_phone_or_postal_code, says
from amate.ingest.recognise.rules import MEANINGS, Meaning

# The share of values that must fit; the rest may be typing errors.
ENOUGH = 0.9
KEYS = frozenset({"cvegeo_municipality", "cvegeo_locality"})


def meaning_of(name: str, type_: str, values: Sequence[str]) -> str | None:
    """The meaning of a column from its name, its type and a sample of its non-empty values as text; None if none."""
    distinct = sorted(set(values))
    return next((m.name for m in MEANINGS if _fits(m, name, type_, distinct)), None)


def is_code(name: str, sample: Sequence[str]) -> bool:
    """Whether whole numbers are really keys, never added up and so kept as text: INEGI's, telephones, postal codes."""
    return is_phone_or_postal_code(name, sample) or meaning_of(name, "integer", sample) in KEYS


def _fits(meaning: Meaning, name: str, type_: str, values: Sequence[str]) -> bool:
    if not values or type_ not in meaning.types or not _is_named(meaning, name):
        return False
    return sum(meaning.test(value) for value in values) >= ENOUGH * len(values)


def _is_named(meaning: Meaning, name: str) -> bool:
    if meaning.unless and says(name, *meaning.unless):
        return False
    return not meaning.names or says(name, *meaning.names) or (meaning.name == "percent" and "%" in name)
