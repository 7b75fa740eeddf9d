"""Counts of so few persons, in so small a place, that a neighbour knows who they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from amate.ingest.messages import listed, note
from amate.ingest.recognise.names import says
from amate.ingest.report import ColumnRead, Note
from amate.ingest.shop import Shop, identifier


@dataclass(frozen=True)
class Small:
    """A rule.

    heads: words of which a column has one; fewest: persons of whom nobody is singled out; asks: whether it has to be
    decided before publishing, else it is told; source: where the number is from.
    """

    heads: tuple[str, ...]
    fewest: int
    asks: bool
    source: str


# The first whose words are at the head of a column.
RULES: tuple[Small, ...] = (
    Small(
        (
            *(
                "diagnostico",
                "enfermedad",
                "padecimiento",
                "vih",
                "sida",
                "suicidio",
                "adiccion",
                "adicciones",
                "aborto",
            ),
            *(
                "discapacidad",
                "embarazo",
                "violencia",
                "abuso",
                "violacion",
                "orientacion sexual",
                "salud mental",
            ),
        ),
        5,
        True,
        "Datos sensibles: Ley General de Protección de Datos Personales en Posesión de Sujetos Obligados "
        "(DOF 20-03-2025). El cinco es de la casa: más que el tres de INEGI.",
    ),
    Small(
        (), 3, False, "INEGI no dice lo que es de una o dos viviendas de una localidad (ITER, desde 2000)."
    ),
)
PERSONS = (
    *(
        "casos",
        "personas",
        "victimas",
        "pacientes",
        "alumnos",
        "defunciones",
        "beneficiarios",
        "contagios",
        "atendidos",
    ),
    *(
        "atendidas",
        "usuarios",
        "nacimientos",
        "hombres",
        "mujeres",
        "ninos",
        "ninas",
        "menores",
        "habitantes",
    ),
)
# Smaller than a municipality.
PLACES = (
    *(
        "colonia",
        "localidad",
        "ageb",
        "manzana",
        "barrio",
        "escuela",
        "plantel",
        "cct",
        "clues",
        "unidad medica",
    ),
    *("cve loc", "seccion", "comunidad"),
)
FEWEST_SENSITIVE = RULES[0].fewest


def small_cells(columns: Sequence[ColumnRead], relation: str, shop: Shop) -> Iterator[Note]:
    """The note on cells that count fewer persons than the rule of the table allows, if any does."""
    heads = [column.name for column in columns]
    counts = [c.name for c in columns if c.type == "integer" and says(c.name, *PERSONS) and c.meaning is None]
    fine = any(says(head, *PLACES) for head in heads) or any(c.meaning == "cvegeo_locality" for c in columns)
    if not counts or not fine:
        return
    rule = next(rule for rule in RULES if not rule.heads or any(says(head, *rule.heads) for head in heads))
    few = [f"count(*) FILTER ({identifier(name)} BETWEEN 1 AND {rule.fewest - 1})" for name in counts]
    found = shop.one(f"SELECT {', '.join(few)} FROM {relation}")
    small = {name: int(str(count)) for name, count in zip(counts, found, strict=True) if count}
    if small:
        told = note(
            "personal-data:small_cells", count=sum(small.values()), columns=listed(small), fewest=rule.fewest
        )
        yield replace(told, columns=tuple(small)) if rule.asks else told
