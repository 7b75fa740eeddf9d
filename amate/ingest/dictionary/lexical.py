"""Values of documents as they are written, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amate.base.errors import Invalid


def written(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of it; what is not is left out."""
    return {name: value for name, value in told.items() if value or (value == 0 and value is not False)}


def native(value: str, type_: str) -> str | int | bool:
    """A value as JSON has it when nothing of it is lost so; else as it is written."""
    if type_ == "integer" and value.lstrip("-").isdecimal() and value.isascii() and str(int(value)) == value:
        return int(value)
    if type_ == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def lexical(value: object) -> str:
    """A value of JSON as it is written in a cell; Invalid when it is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise Invalid(f"«{value}» no es un valor: debe ser un texto, un número, true o false.")


def text(document: Mapping[str, Any], name: str, where: str) -> str:
    """The single value of a property, as text; "" when it is absent."""
    value = document.get(name)
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        raise Invalid(f"«{name}» de {where} debe ser un texto.")
    return lexical(value)


def integer(document: Mapping[str, Any], name: str, where: str) -> int | None:
    value = document.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise Invalid(f"«{name}» de {where} debe ser un número entero, de cero en adelante.")


def listed(values: object, where: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise Invalid(f"«{where}» debe ser una lista.")
    return tuple(lexical(value) for value in values)
