"""What is said of the columns of a table: what each one is, and what its values promise to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from amate.base.errors import Invalid
from amate.base.text import fold

TYPES = ("text", "integer", "number", "boolean", "date", "datetime", "time", "json", "geometry")
ORDERED = ("integer", "number", "date", "datetime", "time")
LONGEST = 5_000  # characters of a description
MOST_FIELDS = 5_000


@dataclass(frozen=True)
class Field:
    """One column.

    type: one of TYPES, "" for any; unit: of its numbers ("metros"); meaning: what is recognised in its values (a
    code of DESIGN's list); enum, minimum, maximum: values as they are written; pattern: the whole value matches it.
    """

    name: str
    type: str = ""
    title: str = ""
    description: str = ""
    unit: str = ""
    meaning: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    shortest: int | None = None
    longest: int | None = None


@dataclass(frozen=True)
class Schema:
    """The columns of a table in their order; primary_key: those whose values together name one row."""

    fields: tuple[Field, ...] = ()
    primary_key: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


NOTHING = Schema()


def checked(schema: Schema) -> Schema:
    """The same schema; Invalid when it contradicts itself."""
    if len(schema.fields) > MOST_FIELDS:
        raise Invalid(f"El esquema describe más de {MOST_FIELDS:,} columnas.")
    names = [field.name for field in schema.fields]
    if not all(names):
        raise Invalid("Una columna del esquema no tiene nombre.")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Invalid(f"El esquema describe dos veces la columna «{twice}».")
    if lost := [name for name in schema.primary_key if name not in names]:
        raise Invalid(f"La llave primaria nombra «{lost[0]}», que no es una columna del esquema.")
    for field in schema.fields:
        _check(field)
    return schema


def _check(field: Field) -> None:
    if field.pattern and field.type not in ("", "text"):
        raise Invalid(f"El patrón de «{field.name}» solo se puede pedir a una columna de texto.")
    if (field.shortest is not None or field.longest is not None) and field.type not in ("", "text"):
        raise Invalid(f"La longitud de «{field.name}» solo se puede pedir a una columna de texto.")
    if (field.minimum or field.maximum) and field.type not in ORDERED:
        raise Invalid(f"El mínimo y el máximo de «{field.name}» solo se piden a números, fechas u horas.")


def matched(schema: Schema, names: Iterable[str]) -> Schema:
    """The schema with its columns named as the table names them: exactly, or but for case, accents and blanks."""
    known = {_plain(name): name for name in names}
    told = {field.name: known.get(_plain(field.name), field.name) for field in schema.fields}
    fields = tuple(replace(field, name=told[field.name]) for field in schema.fields)
    return Schema(fields, tuple(told[name] for name in schema.primary_key))


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
