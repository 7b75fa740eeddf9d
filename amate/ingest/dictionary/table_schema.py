"""Frictionless Table Schema (version 1), as JSON: https://specs.frictionlessdata.io/table-schema/.

`unit` and `meaning` are properties of our own, which the standard allows beside its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amate.base.errors import Invalid
from amate.ingest.dictionary.declared import Field, Schema, checked
from amate.ingest.dictionary.lexical import integer, listed, native, text, written

TYPES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "json": "object",
    "geometry": "geojson",
    "": "any",
}
_READ = {theirs: ours for ours, theirs in TYPES.items()} | {
    "year": "integer",
    "array": "json",
    "yearmonth": "text",
    "duration": "text",
    "geopoint": "text",
}


def write(schema: Schema) -> dict[str, Any]:
    """The schema as a JSON document."""
    document: dict[str, Any] = {"fields": [_field(field) for field in schema.fields]}
    return document | ({"primaryKey": list(schema.primary_key)} if schema.primary_key else {})


def read(document: object) -> Schema:
    """The schema in a JSON document; Invalid, saying where, when it is none."""
    if not isinstance(document, Mapping) or not isinstance(document.get("fields"), list):
        raise Invalid("El esquema debe ser un objeto JSON con la lista «fields».")
    fields = tuple(_read(one, f"fields[{at}]") for at, one in enumerate(document["fields"]))
    key = document.get("primaryKey", [])
    return checked(Schema(fields, listed([key] if isinstance(key, str) else key, "primaryKey")))


def _field(field: Field) -> dict[str, Any]:
    told = {
        "name": field.name,
        "type": TYPES[field.type],
        "title": field.title,
        "description": field.description,
        "unit": field.unit,
        "meaning": field.meaning,
        "constraints": written(
            {
                "required": field.required,
                "unique": field.unique,
                "enum": [native(value, field.type) for value in field.enum],
                "pattern": field.pattern,
                "minimum": native(field.minimum, field.type),
                "maximum": native(field.maximum, field.type),
                "minLength": field.shortest,
                "maxLength": field.longest,
            }
        ),
    }
    return written(told)


def _read(document: object, where: str) -> Field:
    if isinstance(document, str):
        return Field(document)
    if not isinstance(document, Mapping):
        raise Invalid(f"{where} debe ser un objeto.")
    name = text(document, "name", where)
    type_ = text(document, "type", where)
    if type_ and type_ not in _READ:
        raise Invalid(f"«{name}» es del tipo «{type_}», que no existe en Table Schema.")
    limits = document.get("constraints", {})
    if not isinstance(limits, Mapping):
        raise Invalid(f"«constraints» de «{name}» debe ser un objeto.")
    return Field(
        name=name,
        type=_READ.get(type_, ""),
        title=text(document, "title", where),
        description=text(document, "description", where),
        unit=text(document, "unit", where),
        meaning=text(document, "meaning", where),
        required=limits.get("required") is True,
        unique=limits.get("unique") is True,
        enum=listed(limits.get("enum", []), f"enum de «{name}»"),
        pattern=text(limits, "pattern", where),
        minimum=text(limits, "minimum", where),
        maximum=text(limits, "maximum", where),
        shortest=integer(limits, "minLength", where),
        longest=integer(limits, "maxLength", where),
    )
