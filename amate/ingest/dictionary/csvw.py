"""CSV on the Web (W3C 2015), as JSON-LD: https://www.w3.org/TR/tabular-metadata/.

What CSVW has no word for is said by words of schema.org and, for what only Table Schema knows, by the addresses at
which its specification explains them; readers of CSVW take these for annotations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from amate.base.errors import Invalid
from amate.ingest.dictionary.declared import Field, Schema, checked
from amate.ingest.dictionary.lexical import integer, lexical, listed, native, text, written

CONTEXT = "http://www.w3.org/ns/csvw"
_SPEC = "https://specs.frictionlessdata.io/table-schema/#"
ENUM, UNIQUE = f"{_SPEC}enum", f"{_SPEC}unique"
GEOMETRY = "https://purl.org/geojson/vocab#geometry"
_BASES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "json": "json",
    "geometry": "json",
    "": "any",
}
_INTEGERS = (
    *("long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt"),
    *("unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger", "gYear"),
)
_READ = {
    **{theirs: ours for ours, theirs in _BASES.items() if ours != "geometry"},
    **dict.fromkeys(_INTEGERS, "integer"),
    **dict.fromkeys(("decimal", "double", "float"), "number"),
    **dict.fromkeys(("dateTimeStamp", "datetime"), "datetime"),
    **dict.fromkeys(("anyAtomicType",), ""),
}


def write(schema: Schema, *, url: str, title: str = "", language: str = "es") -> dict[str, Any]:
    """The metadata of the CSV at `url`."""
    columns = [_column(field) for field in schema.fields]
    names = {field.name: column["name"] for field, column in zip(schema.fields, columns, strict=True)}
    table = {"columns": columns, "primaryKey": [names[name] for name in schema.primary_key]}
    return written(
        {
            "@context": [CONTEXT, {"@language": language}],
            "url": url,
            "dc:title": title,
            "tableSchema": written(table),
        }
    )


def read(document: object) -> Schema:
    """The schema in metadata of one table (or of a group of one); Invalid, saying where, when it is none."""
    if not isinstance(document, Mapping):
        raise Invalid("Los metadatos CSVW deben ser un objeto JSON.")
    if isinstance(tables := document.get("tables"), list):
        if len(tables) != 1 or not isinstance(tables[0], Mapping):
            raise Invalid("Los metadatos CSVW describen varias tablas: sube los de una sola.")
        document = tables[0]
    table = document.get("tableSchema", document)
    if not isinstance(table, Mapping) or not isinstance(table.get("columns"), list):
        raise Invalid("A los metadatos CSVW les falta «tableSchema» con su lista «columns».")
    described = [one for one in table["columns"] if not (isinstance(one, Mapping) and one.get("virtual"))]
    fields = tuple(_read(one, f"columns[{at}]") for at, one in enumerate(described))
    names = {
        text(one, "name", ""): field.name
        for one, field in zip(described, fields, strict=True)
        if one.get("name")
    }
    key = table.get("primaryKey", [])
    said = listed([key] if isinstance(key, str) else key, "primaryKey")
    return checked(Schema(fields, tuple(names.get(name, name) for name in said)))


def _column(field: Field) -> dict[str, Any]:
    told = {
        "name": _variable(field.name),
        "titles": [field.name, field.title] if field.title else field.name,
        "dc:description": field.description,
        "schema:unitText": field.unit,
        "schema:propertyID": field.meaning,
        "datatype": _datatype(field),
        "required": field.required,
        ENUM: [native(value, field.type) for value in field.enum],
        UNIQUE: field.unique,
    }
    return written(told)


def _variable(name: str) -> str:
    """A name as a variable of a URI template may be."""
    encoded = quote(name, safe="").replace("-", "%2D").replace(".", "%2E").replace("~", "%7E")
    return f"%5F{encoded[1:]}" if encoded.startswith("_") else encoded


def _datatype(field: Field) -> str | dict[str, Any]:
    limits = written(
        {
            "@id": GEOMETRY if field.type == "geometry" else "",
            "format": field.pattern,
            "minimum": native(field.minimum, field.type),
            "maximum": native(field.maximum, field.type),
            "minLength": field.shortest,
            "maxLength": field.longest,
        }
    )
    # Lengths and patterns are asked of texts alone.
    base = "string" if not field.type and limits else _BASES[field.type]
    return {"base": base, **limits} if limits else base


def _read(document: object, where: str) -> Field:
    if not isinstance(document, Mapping):
        raise Invalid(f"{where} debe ser un objeto.")
    titles = _titles(document.get("titles", []))
    name = titles[0] if titles else text(document, "name", where)
    kind = document.get("datatype", "")
    limits: Mapping[str, Any] = kind if isinstance(kind, Mapping) else {"base": kind}
    base = text(limits, "base", where) or "string"
    if base not in _READ:
        base = "string"
    type_ = "geometry" if limits.get("@id") == GEOMETRY else _READ[base] if kind else ""
    return Field(
        name=name,
        type=type_,
        title=titles[1] if len(titles) > 1 else "",
        description=_said(document, "dc:description", "description", "rdfs:comment"),
        unit=_said(document, "schema:unitText"),
        meaning=_said(document, "schema:propertyID"),
        required=document.get("required") is True,
        unique=document.get(UNIQUE) is True,
        enum=listed(document.get(ENUM, []), f"enum de «{name}»"),
        pattern=text(limits, "format", where) if type_ == "text" else "",
        minimum=_first(limits, where, "minimum", "minInclusive"),
        maximum=_first(limits, where, "maximum", "maxInclusive"),
        shortest=integer(limits, "minLength", where),
        longest=integer(limits, "maxLength", where),
    )


def _titles(said: object) -> list[str]:
    """Titles may be one, a list, or by language: Spanish goes first."""
    if isinstance(said, Mapping):
        said = said.get("es") or next(iter(said.values()), [])
    return [lexical(one) for one in (said if isinstance(said, list) else [said])]


def _said(document: Mapping[str, Any], *names: str) -> str:
    """The first of these properties that is there: a text, one in Spanish, or one with its language."""
    value = next((document[name] for name in names if name in document), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("@value", value.get("es", ""))
    return lexical(value)


def _first(document: Mapping[str, Any], where: str, *names: str) -> str:
    return next((said for name in names if (said := text(document, name, where))), "")
