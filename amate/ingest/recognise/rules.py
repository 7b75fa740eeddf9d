"""What values mean, as a table: a pattern that nearly all must match, and the name where the pattern is weak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from amate.base.text import fold
from amate.ingest.recognise.names import CODE_PHRASES, PHONE_NAMES
from amate.places import inegi

Test = Callable[[str], bool]


@dataclass(frozen=True)
class Meaning:
    """One thing that a column may mean.

    name: as in the contract; types: the column types that may mean it; names: words of which the column's
    name must have one (none: the values speak for themselves); test: whether one value fits; unless: words
    of the column's name that speak against it.
    """

    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    test: Test
    unless: tuple[str, ...] = ()


def _matches(pattern: str) -> Test:
    shape = re.compile(pattern)
    return lambda value: bool(shape.fullmatch(value))


def _between(least: float, most: float) -> Test:
    def test(value: str) -> bool:
        try:
            return least <= float(value) <= most
        except ValueError:
            return False

    return test


def _phone(value: str) -> bool:
    digits = re.sub(r"\D", "", re.split(r"(?i)ext|,|/|;| y ", value)[0])
    return 7 <= len(digits) <= 13 and bool(re.fullmatch(r"[\d\s().+\-–extEXT,/;y#:]*", value))


def _municipality_without_zero(value: str) -> bool:
    return len(value) in (4, 5) and inegi.municipality(value.zfill(5)) is not None


def _locality(value: str) -> bool:
    return bool(re.fullmatch(r"\d{9}", value)) and inegi.municipality(value[:5]) is not None


@cache
def _municipality_names() -> frozenset[str]:
    return frozenset(fold(one.name) for one in inegi.municipalities().values())


_KEYS = ("cve", "clave", "cvegeo", "geo", "clv", "ent", "edo", "entidad", "estado", "mun", "municipio")
_MONEY = (
    *(
        "monto",
        "importe",
        "costo",
        "precio",
        "gasto",
        "presupuesto",
        "salario",
        "sueldo",
        "inversion",
        "pesos",
        "mxn",
    ),
    *(
        "devengado",
        "ejercido",
        "aprobado",
        "modificado",
        "pagado",
        "recaudado",
        "ingresos",
        "egresos",
        "percepcion",
    ),
)
_LENGTHS = ("km", "m", "mts", "metros", "kilometros")  # "longitud" is a length as well
_PERCENT = ("porcentaje", "porc", "pct", "porciento", "por ciento", "percent")

MEANINGS: tuple[Meaning, ...] = (
    Meaning("email", ("text",), (), _matches(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")),
    Meaning("cct", ("text",), (), _matches(r"(0[1-9]|[12]\d|3[0-2])[A-Z]{3}\d{4}[A-Z]")),
    Meaning("clues", ("text",), (), _matches(r"[A-Z]{2}[A-Z]{3}\d{6}")),
    Meaning("postal_code", ("text",), CODE_PHRASES, _matches(r"\d{5}")),
    Meaning("phone", ("text",), PHONE_NAMES, _phone),
    Meaning("cvegeo_locality", ("text",), (), _locality),
    Meaning("cvegeo_municipality", ("text",), (), lambda value: inegi.municipality(value) is not None),
    Meaning("cvegeo_municipality", ("integer", "text"), _KEYS, _municipality_without_zero),
    Meaning("cvegeo_state", ("text",), _KEYS, lambda value: inegi.state(value) is not None),
    Meaning("municipality_name", ("text",), ("municipio", "mun"), lambda v: fold(v) in _municipality_names()),
    Meaning("latitude", ("number",), ("lat", "latitud", "latitude"), _between(-90, 90), unless=_LENGTHS),
    Meaning(
        "longitude",
        ("number",),
        ("lon", "long", "lng", "longitud", "longitude"),
        _between(-180, 180),
        unless=_LENGTHS,
    ),
    Meaning("year", ("integer", "text"), ("ano", "anio", "year", "ejercicio"), _matches(r"(19|20)\d\d")),
    Meaning("percent", ("integer", "number"), _PERCENT, _between(-100, 1000)),
    Meaning("money", ("integer", "number"), _MONEY, _between(-1e15, 1e15)),
)
