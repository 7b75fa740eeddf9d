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
MONEY_NAMES = (
    *("monto", "montos", "importe", "importes", "costo", "costos", "precio", "precios", "gasto", "gastos"),
    *("presupuesto", "salario", "sueldo", "inversion", "pesos", "mxn", "devengado", "ejercido", "aprobado"),
    *(
        "modificado",
        "pagado",
        "recaudado",
        "ingreso",
        "ingresos",
        "egreso",
        "egresos",
        "percepcion",
        "percepciones",
    ),
    *(
        "recaudacion",
        "deuda",
        "donativo",
        "subsidio",
        "apoyo economico",
        "honorarios",
        "tarifa",
        "multa",
        "multas",
    ),
)
BIRTH_NAMES = (
    *(
        "nacimiento",
        "nac",
        "fecnac",
        "fechanac",
        "fecha nac",
        "fechanacimiento",
        "birth",
        "birthdate",
        "birthday",
        "dob",
    ),
)
# Under these names, so many digits that are always as many are a key and no quantity.
CODE_NAMES = (
    (2, ("lada", "extension")),
    (
        4,
        (
            *(
                "clave",
                "claves",
                "cve",
                "codigo",
                "codigos",
                "cod",
                "ruc",
                "cue",
                "cuit",
                "cuil",
                "dni",
                "nss",
                "clabe",
            ),
            *(
                "expediente",
                "matricula",
                "cuenta",
                "ubigeo",
                "partida",
                "ageb",
                "clues",
                "cct",
                "placa",
                "serie",
            ),
        ),
    ),
    (8, ("id", "folio", "folios", "numero", "num", "no", "nro", "contrato", "factura", "credencial")),
)
COUNTED_NAMES = (
    *(
        "poblacion",
        "habitantes",
        "hombres",
        "mujeres",
        "personas",
        "viviendas",
        "hogares",
        "total",
        "subtotal",
    ),
    *("cantidad", "superficie", "hectareas", "edad", "promedio", "media", "tasa", "indice", "valor", "casos"),
    *(
        "nacimientos",
        "defunciones",
        "alumnos",
        "docentes",
        "camas",
        "distancia",
        "peso",
        "volumen",
        "altitud",
    ),
)
LATITUDE_NAMES = ("lat", "latitud", "latitude")
LONGITUDE_NAMES = ("lon", "long", "lng", "longitud", "longitude")
PERCENT_NAMES = ("porcentaje", "porcentajes", "porc", "pct", "porciento", "por ciento", "percent")


def words(name: str) -> tuple[str, ...]:
    """The folded words of a column name: "TelBiblio_1" → ("tel", "biblio", "1")."""
    return tuple(re.findall(r"[a-z0-9]+", fold(_CAMEL.sub(" ", name))))


def says(name: str, *wanted: str) -> bool:
    """Whether the name has one of these words or phrases (folded, words apart by one blank)."""
    phrase = f" {' '.join(words(name))} "
    return any(f" {word} " in phrase for word in wanted)


def is_quantity(name: str) -> bool:
    """Whether what stands under this name is measured, and so a number even where a workbook kept it as text."""
    return says(name, *MONEY_NAMES, *LATITUDE_NAMES, *LONGITUDE_NAMES, *PERCENT_NAMES, *COUNTED_NAMES)


def is_code_name(name: str) -> int:
    """From how many digits on whole numbers under this name are keys; 0 for a name that says nothing of it."""
    return next((width for width, names in CODE_NAMES if says(name, *names)), 0)


def is_phone_or_postal_code(name: str, sample: Sequence[str]) -> bool:
    """Whether digits under this name are telephones or postal codes."""
    return says(name, *PHONE_NAMES, *CODE_PHRASES) and any(len(value) >= 4 for value in sample)
