"""Our dictionary of data as CSV, which people read and fill in with a spreadsheet: a line for each column.

The national guide asks for one with every dataset, as CSV rather than anything else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from amate.base.errors import Invalid
from amate.base.text import fold
from amate.catalog.rules import MEANING_NAMES, TYPE_NAMES
from amate.ingest.dictionary.declared import Field, Schema, checked

HEADS = (
    *("tabla", "columna", "título", "descripción", "tipo", "unidad", "significado INEGI o del sector"),
    *("obligatoria", "sin repetir", "llave", "valores permitidos", "patrón", "mínimo", "máximo"),
    *("longitud mínima", "longitud máxima"),
)
_HEADS = tuple(fold(head) for head in HEADS)
YES = "sí"
_TYPES = {fold(name): type_ for type_, name in TYPE_NAMES.items()} | {type_: type_ for type_ in TYPE_NAMES}
_MEANINGS = {fold(name): meaning for meaning, name in MEANING_NAMES.items()}


def write(schemas: Iterable[tuple[str, Schema]]) -> str:
    """The dictionary of some tables, each with its name."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for table, schema in schemas:
        writer.writerows(_line(table, field, schema.primary_key) for field in schema.fields)
    return out.getvalue()


def is_ours(heads: Sequence[str]) -> bool:
    """Whether a table with these heads is such a dictionary: it says its columns and at least two things of each."""
    known = {fold(head.strip()) for head in heads} & set(_HEADS)
    return "columna" in known and len(known) >= 3 and len(known) * 2 >= len(heads)


def read(rows: Iterable[Sequence[str]], table: str = "") -> Schema:
    """The schema in the rows of such a dictionary, heads first; of those that name a table, only of this one."""
    lines = iter(rows)
    heads = [fold(head.strip().lstrip("\ufeff")) for head in next(lines, ())]
    if not is_ours(heads):
        raise Invalid("Al diccionario le falta la columna «columna», o las que dicen qué es cada una.")
    told = [dict(zip(heads, row, strict=False)) for row in lines if any(cell.strip() for cell in row)]
    named = {one.get("tabla", "") for one in told}
    if len(named) > 1:
        told = [one for one in told if fold(one.get("tabla", "")).strip() in ("", fold(table).strip())]
        if not told:
            raise Invalid(f"El diccionario no describe la tabla «{table}».")
    return _schema([one for one in told if one.get("columna", "").strip()])


def text_rows(text: str) -> list[list[str]]:
    """The rows of a dictionary as `write` writes it."""
    return list(csv.reader(io.StringIO(text, newline="")))


def _schema(told: Sequence[Mapping[str, str]]) -> Schema:
    fields = tuple(_field(one) for one in told)
    places = [
        (one["llave"].strip(), field.name)
        for one, field in zip(told, fields, strict=True)
        if one.get("llave")
    ]
    key = [name for place, name in sorted(places, key=lambda pair: (len(pair[0]), pair[0])) if place]
    return checked(Schema(fields, tuple(key)))


def _line(table: str, field: Field, key: Sequence[str]) -> list[str]:
    return [
        table,
        field.name,
        field.title,
        field.description,
        TYPE_NAMES.get(field.type, ""),
        field.unit,
        MEANING_NAMES.get(field.meaning, field.meaning),
        YES if field.required else "",
        YES if field.unique else "",
        str(key.index(field.name) + 1) if field.name in key else "",
        "|".join(_guarded(value) for value in field.enum),
        field.pattern,
        field.minimum,
        field.maximum,
        "" if field.shortest is None else str(field.shortest),
        "" if field.longest is None else str(field.longest),
    ]


def _field(told: Mapping[str, str]) -> Field:
    name = " ".join(told["columna"].split())

    def said(head: str) -> str:
        return told.get(fold(head), "").strip()

    return Field(
        name=name,
        type=type_named(said("tipo")),
        title=said("título"),
        description=said("descripción"),
        unit=said("unidad"),
        meaning=_MEANINGS.get(fold(meant := said(HEADS[6])), meant),
        required=_is_yes(said("obligatoria")),
        unique=_is_yes(said("sin repetir")),
        enum=_values(told.get("valores permitidos", "")),
        pattern=said("patrón"),
        minimum=said("mínimo"),
        maximum=said("máximo"),
        shortest=_count(said("longitud mínima"), name),
        longest=_count(said("longitud máxima"), name),
    )


def type_named(said: str) -> str:
    """The type that people call so; "" when it is none that is known."""
    return _TYPES.get(fold(said), "")


def _is_yes(said: str) -> bool:
    return fold(said) in ("si", "true", "verdadero", "x", "1", "yes")


def _count(said: str, name: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit()):
        raise Invalid(f"La longitud de «{name}» debe ser un número entero, no «{said}».")
    return int(said)


def _guarded(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|") or "\\0"


def _values(said: str) -> tuple[str, ...]:
    parts = re.findall(r"((?:[^\\|]|\\.)+)(?:\||$)", said, re.DOTALL)
    return tuple("" if part == "\\0" else re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in parts)
