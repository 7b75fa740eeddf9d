"""What a column's name says, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.base.text import fold

_CAMEL = re.compile(r"(?<=[a-záéíóúñ0-9])(?=[A-ZÁÉÍÓÚÑ])|(?<=[A-Z])(?=[A-Z][a-z])")
PHONE_NAMES = (
    "tel",
    "telefono",
    "telefonos",
    "cel",
    "celular",
    "celulares",
    "fax",
    "whatsapp",
    "movil",
    "phone",
)
CODE_PHRASES = ("cp", "codpos", "codigo postal", "codigopostal", "cod postal", "zip code")


def words(name: str) -> tuple[str, ...]:
    """The folded words of a column name: "TelBiblio_1" → ("tel", "biblio", "1")."""
    return tuple(re.findall(r"[a-z0-9]+", fold(_CAMEL.sub(" ", name))))


def says(name: str, *wanted: str) -> bool:
    """Whether the name has one of these words or phrases (folded, words apart by one blank)."""
    phrase = f" {' '.join(words(name))} "
    return any(f" {word} " in phrase for word in wanted)


def is_phone_or_postal_code(name: str, sample: Sequence[str]) -> bool:
    """Whether digits under this name are telephones or postal codes."""
    return says(name, *PHONE_NAMES, *CODE_PHRASES) and any(len(value) >= 4 for value in sample)
