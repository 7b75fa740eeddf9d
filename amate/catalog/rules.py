"""The catalogue's words and rules as tables: states, fields of the national Tabla 2, families of formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from amate.places import inegi


class State(models.TextChoices):
    """Where a dataset stands. Only `published` is public."""

    DRAFT = "draft", "Borrador"
    PUBLISHED = "published", "Publicado"
    QUARANTINED = "quarantined", "En cuarentena"
    WITHDRAWN = "withdrawn", "Retirado"


class VersionState(models.TextChoices):
    """Where a version stands between the upload and the public."""

    RECEIVED = "received", "Recibida"
    READY = "ready", "Lista"
    ASKING = "asking", "Espera una respuesta"
    PUBLISHED = "published", "Publicada"
    REFUSED = "refused", "No se pudo leer"
    PURGED = "purged", "Borrada para siempre"


# Keyed by the lower-case extension of a file name; anything else is "otro".
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("csv", "tsv", "xlsx", "xls", "xlsm", "xlsb", "ods", "parquet", "dbf"), "tabla"),
    **dict.fromkeys(("sqlite", "sqlite3", "db", "dta", "sav", "zsav", "sas7bdat"), "tabla"),
    **dict.fromkeys(("shp", "geojson", "kml", "kmz", "gpkg", "fgb"), "mapa"),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "txt", "html"), "documento"),
    **dict.fromkeys(("json", "ndjson", "jsonl", "xml"), "datos"),
}

# What people call the types of columns.
TYPE_NAMES: Mapping[str, str] = {
    "text": "texto",
    "integer": "entero",
    "number": "número",
    "boolean": "sí o no",
    "date": "fecha",
    "datetime": "fecha y hora",
    "time": "hora",
    "geometry": "geometría",
    "json": "estructura",
}

# What people call the meanings that are recognised in columns.
MEANING_NAMES: Mapping[str, str] = {
    "birth_date": "Fecha de nacimiento",
    "cct": "Clave de centro de trabajo (SEP)",
    "clabe": "Cuenta CLABE",
    "clues": "Clave única de establecimiento de salud (CLUES)",
    "curp": "CURP",
    "cvegeo_locality": "Clave INEGI de localidad",
    "cvegeo_municipality": "Clave INEGI de municipio",
    "cvegeo_state": "Clave INEGI de estado",
    "email": "Correo electrónico",
    "latitude": "Latitud en grados",
    "longitude": "Longitud en grados",
    "money": "Cantidad de dinero",
    "municipality_name": "Nombre de municipio",
    "nss": "Número de seguridad social",
    "percent": "Porcentaje",
    "person_name": "Nombre de persona",
    "phone": "Teléfono",
    "postal_code": "Código postal",
    "rfc_company": "RFC de empresa",
    "rfc_person": "RFC de persona",
    "street_address": "Domicilio",
    "voter_key": "Clave de elector",
    "year": "Año",
}

# What tells of persons: search does not look into it.
PERSONAL = frozenset(
    [
        "birth_date",
        "clabe",
        "curp",
        "email",
        "nss",
        "person_name",
        "phone",
        "rfc_person",
        "street_address",
        "voter_key",
    ]
)

_TEMPORAL_POINT = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
TEMPORAL = re.compile(rf"^{_TEMPORAL_POINT}(/{_TEMPORAL_POINT})?$")


def temporal_ends(value: str) -> tuple[str, str]:
    """The two ends of "2013" or "2010/2012-06", as written; ("", "") for an empty one."""
    first, _, last = value.partition("/")
    return first, last or first


def is_temporal(value: str) -> bool:
    """ISO 8601 year, month or day, or two of them in ascending order (Tabla 2, `ds:temporal`)."""
    first, last = temporal_ends(value)
    return bool(TEMPORAL.match(value)) and first[:10] <= last + "~"


def is_territory(value: str) -> bool:
    return value == "" or inegi.place(value) is not None


@dataclass(frozen=True)
class Field:
    """One metadatum: its national name, what an officer reads, and whether publishing needs it."""

    name: str
    national: str
    label: str
    help: str
    required: bool = False
    typed: bool = True
    check: Callable[[str], bool] | None = None
    fault: str = ""


# Tabla 2 of the national guide. What is not `typed` is derived by the portal.
FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        "ds:title",
        "Título",
        "Qué es, dónde y de cuándo: así lo va a buscar la gente.",
        required=True,
    ),
    Field(
        "description",
        "ds:description",
        "Descripción",
        "Qué contiene cada fila, de dónde sale y qué cuidado hay que tener al usarlo.",
        required=True,
    ),
    Field("theme", "ds:theme", "Sector", "El tema principal.", required=True),
    Field(
        "periodicity",
        "ds:accrualPeriodicity",
        "Periodicidad",
        "Cada cuánto se actualizan los datos.",
        required=True,
    ),
    Field(
        "keywords",
        "ds:keyword",
        "Etiquetas",
        "Palabras con las que alguien lo buscaría, separadas por comas.",
    ),
    Field(
        "temporal",
        "ds:temporal",
        "Periodo que cubre",
        "Por ejemplo 2024, 2019/2024 o 2024-01/2024-06.",
        check=is_temporal,
        fault="Escribe un año, un mes o un día (2024, 2024-01, 2024-01-31), o dos separados por una diagonal, "
        "del más antiguo al más reciente.",
    ),
    Field(
        "territory",
        "ds:spatial",
        "Territorio",
        "Clave INEGI: 14 es Jalisco y 14039 es Guadalajara.",
        check=is_territory,
        fault="No es una clave INEGI de estado (2 dígitos) o de municipio (5 dígitos).",
    ),
    Field(
        "contact_name",
        "ds:contactPoint",
        "Área responsable",
        "Quién responde por estos datos.",
        required=True,
    ),
    Field("contact_email", "ds:mbox", "Correo de contacto", "Adónde llegan las dudas.", required=True),
    Field(
        "landing_page", "ds:landingPage", "Página o manual", "Dónde se explica cómo se hicieron los datos."
    ),
    Field("quality", "ds:quality", "Calidad", "Qué limitaciones se conocen."),
    Field("licence", "licence", "Licencia", "Libre Uso MX si no se dice otra cosa.", required=True),
    Field("slug", "ds:identifier", "Identificador", "Se forma con el título.", typed=False),
    Field("data_modified", "ds:modified", "Actualización de los datos", "La pone el portal.", typed=False),
)


def missing(values: Mapping[str, Any]) -> dict[str, str]:
    """What publishing still needs of these metadata, as {field name: sentence}."""
    empty = {
        field.name: f"Falta: {field.label.lower()}."
        for field in FIELDS
        if field.required and not values[field.name]
    }
    return empty | faults(values)


def faults(values: Mapping[str, Any]) -> dict[str, str]:
    """Which of the values given do not hold, as {field name: sentence}; empty ones are not judged here."""
    return {
        field.name: field.fault
        for field in FIELDS
        if field.check and values.get(field.name) and not field.check(values[field.name])
    }


def family_of(filename: str) -> str:
    """The family of a file by its name; of `datos.csv.gz` or `lote.zip` by what is told apart from packing."""
    parts = filename.lower().rsplit(".", 2)[1:]
    known = [FAMILIES[part] for part in reversed(parts) if part in FAMILIES]
    return known[0] if known else "otro"
