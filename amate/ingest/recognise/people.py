"""Whether texts are names of persons or street addresses: weak evidence, asked only where a column's name agrees."""

from __future__ import annotations

import re

from amate.base.text import fold
from amate.ingest.recognise.data import words_of

# The commonest of Mexico, folded: seven in ten full names have one of each.
GIVEN, SURNAMES = words_of("given_names.txt"), words_of("surnames.txt")
_NAME = re.compile(r"[^\W\d_][^\d_@/;:#%]{1,79}")
# What places, schools and offices are called after persons begins with what they are.
_THINGS = words_of("things.txt")
_STREET = re.compile(
    r"\b(calle|c|av|ave|avenida|blvd|boulevard|calz|calzada|carr|carretera|priv|privada|andador|and|circuito|cto|"
    r"prol|prolongacion|camino|km|num|no|int|ext|esq|esquina|col|colonia|mz|manzana|lote|lt|s n|domicilio conocido)\b"
)


def is_person(value: str) -> bool:
    """Whether it may be the name of a person, or a part of one."""
    if not _NAME.fullmatch(value):
        return False
    words = re.findall(r"[a-z]+", fold(value))
    return (
        1 <= len(words) <= 8 and words[0] not in _THINGS and any(w in GIVEN or w in SURNAMES for w in words)
    )


def is_full_name(value: str) -> bool:
    """Whether it has a given name and a surname."""
    words = re.findall(r"[a-z]+", fold(value))
    return is_person(value) and any(w in GIVEN for w in words) and sum(w in SURNAMES for w in words) >= 1


def is_address(value: str) -> bool:
    """Whether it names a street, or ends in the number of a house."""
    folded = fold(value)
    has_number = bool(re.search(r"\d|\bs/?n\b", folded))
    return bool(re.search(r"[a-z]{3}", folded)) and (has_number or bool(_STREET.search(folded)))
