"""What the values of a column mean: pure functions over names and values, with their rules in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amate.ingest.recognise.names import is_code_name, is_phone_or_postal_code, is_quantity, says
from amate.ingest.recognise.rules import BARE_ADDRESS, BARE_PERSONS, EASTING, MEANINGS, NORTHING, Meaning

KEYS = frozenset({"cvegeo_municipality", "cvegeo_locality"})
# Beside one of these, «nombre» is of a person.
OF_PERSONS = frozenset({"curp", "rfc_person", "nss", "voter_key", "birth_date", "clabe"})
PERSONAL_HEADS = (
    *(
        "paterno",
        "materno",
        "apellido",
        "apellidos",
        "edad",
        "sexo",
        "genero",
        "puesto",
        "cargo",
        "sueldo",
        "salario",
    ),
    *("percepcion", "nombramiento", "parentesco", "estado civil", "escolaridad", "ocupacion", "discapacidad"),
)
# So many digits, always as many, are no quantity.
CONSTANT_WIDTH = 10


@dataclass(frozen=True)
class Known:
    """A column: its name, type, a sample of its non-empty values as text, and what their spelling said."""

    name: str
    type: str
    values: Sequence[str]
    means: str | None = None


def meanings_of(columns: Sequence[Known]) -> list[str | None]:
    """The meaning of each column of a table, None for none: by itself, and then by what stands beside it."""
    found = [meaning_of(one.name, one.type, one.values) or one.means for one in columns]
    if OF_PERSONS & set(found) or any(says(one.name, *PERSONAL_HEADS) for one in columns):
        found = [have or _if_fits(BARE_PERSONS, one) for have, one in zip(found, columns, strict=True)]
    if "person_name" in found:
        found = [have or _if_fits(BARE_ADDRESS, one) for have, one in zip(found, columns, strict=True)]
    east, north = ([_if_fits(axis, one) for one in columns] for axis in (EASTING, NORTHING))
    if any(east) and any(north):
        found = [have or x or y for have, x, y in zip(found, east, north, strict=True)]
    return found


def meaning_of(name: str, type_: str, values: Sequence[str]) -> str | None:
    """The meaning of a column from its name, its type and a sample of its non-empty values as text; None if none."""
    distinct = sorted(set(values))
    return next((m.name for m in MEANINGS if _fits(m, name, type_, distinct)), None)


def is_code(name: str, sample: Sequence[str]) -> bool:
    """Whether whole numbers are really keys, never added up and so kept as text: INEGI's, telephones, postal codes…"""
    return (
        is_phone_or_postal_code(name, sample)
        or _has_constant_width(name, sample)
        or meaning_of(name, "integer", sample) in KEYS
    )


def _has_constant_width(name: str, sample: Sequence[str]) -> bool:
    """Whether all have as many digits, more than a quantity has, or than a key of that name."""
    widths = {len(value) for value in sample}
    if len(widths) > 1 or len(set(sample)) < 2 or is_quantity(name):
        return False
    (width,) = widths
    return width >= (is_code_name(name) or CONSTANT_WIDTH)


def _if_fits(meaning: Meaning, column: Known) -> str | None:
    return meaning.name if _fits(meaning, column.name, column.type, sorted(set(column.values))) else None


def _fits(meaning: Meaning, name: str, type_: str, values: Sequence[str]) -> bool:
    if not values or type_ not in meaning.types or not _is_named(meaning, name):
        return False
    if len(values) < meaning.least and not says(name, *meaning.hints):
        return False
    # Most meanings are none of a column's: told after a few values, not after all.
    needed = meaning.share * len(values)
    lacking = 0
    for value in values:
        lacking += not meaning.test(value)
        if len(values) - lacking < needed:
            return False
    return True


def _is_named(meaning: Meaning, name: str) -> bool:
    if meaning.unless and says(name, *meaning.unless):
        return False
    return not meaning.names or says(name, *meaning.names) or (meaning.name == "percent" and "%" in name)
