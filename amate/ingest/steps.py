"""The repairs that a person can switch off, or on: each a named step of the recipe of a table."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """label: what people call it; off: what happens without it; default: whether it is done unasked."""

    label: str
    off: str
    default: bool = True


# In the order in which they are done. A step tells itself with the note of the same code.
STEPS: dict[str, Step] = {
    "title-rows": Step("Saltar los títulos", "El primer renglón con texto da los encabezados."),
    "blank-rows": Step("Quitar renglones vacíos", "Los renglones vacíos se publican como filas sin datos."),
    "empty-columns": Step("Quitar columnas vacías", "Las columnas sin nombre y sin datos se publican."),
    "trimmed": Step("Quitar espacios de sobra", "Las celdas conservan los espacios al inicio y al final."),
    "missing-words": Step(
        "Vaciar las celdas que dicen «sin dato»", "Esas palabras se conservan y la columna queda como texto."
    ),
}
