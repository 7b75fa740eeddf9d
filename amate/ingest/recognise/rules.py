"""What values mean, as a table: a pattern that enough must match, and the name where the pattern is weak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from amate.ingest.recognise import identifiers, people, places
from amate.ingest.recognise.names import (
    BIRTH_NAMES,
    CODE_PHRASES,
    LATITUDE_NAMES,
    LONGITUDE_NAMES,
    MONEY_NAMES,
    PERCENT_NAMES,
    PHONE_NAMES,
)
from amate.places import inegi

Test = Callable[[str], bool]
# The share of values that must fit; the rest may be typing errors.
ENOUGH = 0.9
# Of personal data half are enough: what is at stake is worse than a name too many.
HALF = 0.5
# With one in ten by chance, 15 of 30 are no chance at all (4 in 100 million).
MANY = 30


@dataclass(frozen=True)
class Meaning:
    """One thing that a column may mean.

    name: as in the contract; types: the column types that may mean it; names: words of which the column's
    name must have one (none: the values speak for themselves); test: whether one value fits; unless: words
    of the column's name that speak against it; share: of the distinct values, how many must fit; least: how many
    distinct values speak for themselves, `hints`: words of a name under which fewer do.
    """

    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    test: Test
    unless: tuple[str, ...] = ()
    share: float = ENOUGH
    least: int = 1
    hints: tuple[str, ...] = ()


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


def _municipality_name(value: str) -> bool:
    found = places.municipality(value)
    return bool(found.keys or found.nearly or inegi.municipalities_named(value))


_EMAIL = r"[^@\s,;/]+@[^@\s,;/]+\.[A-Za-z]{2,}"
_STATES = "|".join(state.letters for state in inegi.states().values())
_KEYS = ("cve", "clave", "cvegeo", "geo", "clv", "ent", "edo", "entidad", "estado", "mun", "municipio")
_LENGTHS = ("km", "m", "mts", "metros", "kilometros")  # "longitud" is a length as well
_RFC_NAMES = ("rfc",)
PERSON_NAMES = (
    *(
        "nombre completo",
        "nombre del titular",
        "nombre del beneficiario",
        "nombre de la persona",
        "nombre del trabajador",
    ),
    *(
        "nombre del servidor publico",
        "nombre del paciente",
        "nombre del alumno",
        "nombre del solicitante",
        "nombres",
    ),
    *(
        "apellido",
        "apellidos",
        "apellido paterno",
        "apellido materno",
        "primer apellido",
        "segundo apellido",
        "paterno",
    ),
    *(
        "materno",
        "beneficiario",
        "beneficiaria",
        "beneficiarios",
        "titular",
        "propietario",
        "propietaria",
        "solicitante",
    ),
    *(
        "representante legal",
        "servidor publico",
        "servidora publica",
        "funcionario",
        "funcionaria",
        "empleado",
    ),
    *(
        "trabajador",
        "victima",
        "paciente",
        "alumno",
        "alumna",
        "estudiante",
        "becario",
        "becaria",
        "tutor",
        "conductor",
    ),
    *(
        "contribuyente",
        "ciudadano",
        "persona",
        "regidor",
        "regidora",
        "detenido",
        "imputado",
        "denunciante",
        "quejoso",
    ),
    *("responsable", "encargado", "encargada", "director", "directora", "contacto", "nombre s"),
)
# «Nombre» is of anything: what else the table has must say that it is of persons.
BARE_PERSON_NAMES = ("nombre", "name", "nombre s", "nombres")
_NOT_PERSONS = (
    *(
        "municipio",
        "localidad",
        "colonia",
        "calle",
        "escuela",
        "plantel",
        "institucion",
        "dependencia",
        "unidad",
    ),
    *(
        "establecimiento",
        "centro",
        "hospital",
        "biblioteca",
        "parque",
        "estado",
        "entidad",
        "obra",
        "programa",
    ),
    *(
        "producto",
        "proyecto",
        "empresa",
        "razon",
        "comercial",
        "archivo",
        "campo",
        "variable",
        "vialidad",
        "area",
    ),
    *(
        "puesto",
        "cargo",
        "delito",
        "evento",
        "sector",
        "id",
        "clave",
        "cve",
        "numero",
        "num",
        "fecha",
        "correo",
        "email",
    ),
    *("telefono", "tel", "sexo", "edad", "domicilio", "direccion", "curp", "rfc", "tipo", "total", "cp"),
)
_ADDRESSES = (
    "domicilio",
    "direccion",
    "domicilios",
    "calle y numero",
    "calle",
    "address",
    "domicilio fiscal",
)

MEANINGS: tuple[Meaning, ...] = (
    Meaning("curp", ("text",), (), identifiers.is_curp, share=HALF),
    Meaning("curp", ("text",), (), identifiers.looks_like_curp),
    Meaning("voter_key", ("text",), (), identifiers.is_voter_key, share=HALF),
    Meaning("rfc_person", ("text",), _RFC_NAMES, identifiers.looks_like_rfc_person, share=HALF),
    Meaning("rfc_person", ("text",), (), identifiers.is_rfc_person, share=HALF, least=5),
    Meaning("rfc_company", ("text",), _RFC_NAMES, identifiers.looks_like_rfc, share=HALF),
    Meaning("rfc_company", ("text",), (), identifiers.looks_like_rfc_company, least=5),
    Meaning(
        "clabe",
        ("text", "integer"),
        (),
        identifiers.is_clabe,
        share=HALF,
        least=MANY,
        hints=("clabe", "cuenta", "interbancaria", "cta"),
    ),
    Meaning(
        "clabe",
        ("text", "integer", "number"),
        ("clabe", "interbancaria"),
        identifiers.is_clabe_in_numbers,
        share=HALF,
    ),
    Meaning(
        "nss",
        ("text", "integer"),
        ("nss", "imss", "seguro social", "seguridad social", "afiliacion"),
        identifiers.is_nss,
        share=HALF,
    ),
    Meaning("email", ("text",), (), _matches(rf"{_EMAIL}(?:[\s,;/]+{_EMAIL})*")),
    Meaning("cct", ("text",), (), _matches(r"(0[1-9]|[12]\d|3[0-2])[A-Z]{3}\d{4}[A-Z]")),
    Meaning("clues", ("text",), (), _matches(rf"(?:{_STATES})[A-Z]{{3}}\d{{6}}")),
    Meaning("postal_code", ("text",), CODE_PHRASES, _matches(r"\d{5}")),
    Meaning("phone", ("text",), PHONE_NAMES, _phone),
    Meaning("cvegeo_locality", ("text",), (), _locality),
    Meaning("cvegeo_municipality", ("text",), (), lambda value: inegi.municipality(value) is not None),
    Meaning("cvegeo_municipality", ("integer", "text"), _KEYS, _municipality_without_zero),
    Meaning("cvegeo_state", ("text",), _KEYS, lambda value: inegi.state(value) is not None),
    Meaning(
        "municipality_name", ("text",), ("municipio", "mun", "municipios", "alcaldia"), _municipality_name
    ),
    Meaning("birth_date", ("date", "datetime"), BIRTH_NAMES, bool),
    Meaning("street_address", ("text",), _ADDRESSES, people.is_address, share=HALF),
    Meaning("person_name", ("text",), PERSON_NAMES, people.is_person, unless=_NOT_PERSONS, share=HALF),
    Meaning("latitude", ("number",), LATITUDE_NAMES, _between(-90, 90), unless=_LENGTHS),
    Meaning("longitude", ("number",), LONGITUDE_NAMES, _between(-180, 180), unless=_LENGTHS),
    Meaning("year", ("integer", "text"), ("ano", "anio", "year", "ejercicio"), _matches(r"(19|20)\d\d")),
    Meaning("percent", ("integer", "number"), PERCENT_NAMES, _between(-100, 1000)),
    Meaning("money", ("integer", "number"), MONEY_NAMES, _between(-1e15, 1e15)),
)
# Where Mexico lies, in degrees: x east and y north.
WEST, EAST, SOUTH, NORTH = -118.7, -86.4, 14.3, 32.9
BARE_PERSONS = Meaning(
    "person_name", ("text",), BARE_PERSON_NAMES, people.is_full_name, unless=_NOT_PERSONS, share=HALF
)
# Beside the name of a person a street is where they live, its number in another column.
BARE_ADDRESS = Meaning(
    "street_address", ("text",), (*_ADDRESSES, "vialidad"), bool, unless=("fiscal", "oficial")
)
EASTING = Meaning("longitude", ("number",), ("x", "coord x", "coordenada x", "este"), _between(WEST, EAST))
NORTHING = Meaning("latitude", ("number",), ("y", "coord y", "coordenada y", "norte"), _between(SOUTH, NORTH))
