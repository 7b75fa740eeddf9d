"""What pydantic found wrong in a body or in parameters, as a sentence a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

IN_ENGLISH = "This field is missing or does not hold."
OTHERWISE = "No es un valor válido."
SPANISH: Mapping[str, str] = {
    "missing": "Falta este dato.",
    "extra_forbidden": "Este dato no se conoce.",
    "string_type": "Debe ser un texto.",
    "string_too_long": "Tiene más de {max_length} letras.",
    "string_too_short": "Tiene menos de {min_length} letras.",
    "string_pattern_mismatch": "Tiene caracteres que no se admiten.",
    "string_unicode": "No es texto Unicode válido.",
    "int_type": "Debe ser un número entero.",
    "int_parsing": "Debe ser un número entero.",
    "int_parsing_size": "Es un número demasiado grande.",
    "int_from_float": "Debe ser un número entero.",
    "greater_than_equal": "Debe ser {ge} o más.",
    "less_than_equal": "Debe ser {le} o menos.",
    "list_type": "Debe ser una lista.",
    "too_long": "Tiene más de {max_length} elementos.",
    "too_short": "Tiene menos de {min_length} elementos.",
    "uuid_type": "Debe ser un identificador UUID.",
    "uuid_parsing": "Debe ser un identificador UUID.",
    "datetime_type": "Debe ser una fecha con hora, como 2026-01-31T12:00:00Z.",
    "datetime_parsing": "Debe ser una fecha con hora, como 2026-01-31T12:00:00Z.",
    "datetime_from_date_parsing": "Debe ser una fecha con hora, como 2026-01-31T12:00:00Z.",
    "timezone_aware": "Le falta la zona horaria: escríbela como 2026-01-31T12:00:00Z.",
    "model_attributes_type": "Debe ser un objeto JSON.",
    "model_type": "Debe ser un objeto JSON.",
    "dict_type": "Debe ser un objeto JSON.",
    "literal_error": "Debe ser uno de: {expected}.",
    "enum": "Debe ser uno de: {expected}.",
}


def fields(errors: Iterable[Mapping[str, Any]], language: str) -> dict[str, str]:
    """{field: sentence} of pydantic's errors, which name where they are as ("body", "payload", "title")."""
    return {_name(error["loc"]): _sentence(error, language) for error in errors}


def _name(place: tuple[Any, ...]) -> str:
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in inner) or str(place[0])


def _sentence(error: Mapping[str, Any], language: str) -> str:
    if language == "en":
        return str(error["msg"])
    return SPANISH.get(error["type"], OTHERWISE).format_map(error.get("ctx") or {})
