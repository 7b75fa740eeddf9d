"""Units that stand in a row of their own under the heads: `(pesos)`, `%`, `miles de personas`."""

from __future__ import annotations

import re

from amate.base.text import fold

_OF = r"(?:miles de |millones de |miles |millones |en )*"
_NOUN = (
    r"pesos(?: corrientes| constantes| mexicanos)?|mdp|mxn|usd|dolares|personas|habitantes|hab\.?|hogares|viviendas|"
    r"km2?|km²|m[23²³]?|cm|mm|ha|hectareas|toneladas|ton\.?|kg|kilogramos|litros|lts?\.?|l/s|horas|hrs\.?|minutos|dias|"
    r"años|anos|unidades|kwh|mwh?|gwh|°c|grados|metros(?: cuadrados| cubicos)?|kilometros|porcentaje|por ciento|%|\$|"
    r"por (?:cada )?(?:mil|\d[\d, ]*) \w+"
)
_UNIT = re.compile(rf"{_OF}(?:{_NOUN})")


def is_unit(cell: str) -> bool:
    """Whether a cell is a unit of measure and nothing else."""
    text = " ".join(fold(cell).split())
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1].strip()
        return 0 < len(inner) <= 40 and not inner.isdigit()
    return bool(_UNIT.fullmatch(text))


def with_unit(name: str, unit: str) -> str:
    """`Monto (pesos)`."""
    if not unit:
        return name
    return f"{name} {unit}" if unit.startswith("(") else f"{name} ({unit})"
