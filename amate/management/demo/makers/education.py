"""Schools, pupils, teachers, scholarships, libraries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from amate.management.demo.scene import Scene, Spot
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, DATES, HEROES, STREETS

# level → (letters of the key, name on the wall, pupils in a typical school)
LEVELS = {
    "Preescolar": ("DJN", "Jardín de Niños", 90),
    "Primaria": ("DPR", "Escuela Primaria", 260),
    "Secundaria": ("DES", "Escuela Secundaria", 340),
}
SHIFTS = {"Matutino": 6, "Vespertino": 3, "Jornada ampliada": 1}
SUPPORT = {"Pública": 8, "Privada": 2}


def schools(scene: Scene, levels: tuple[str, ...] = tuple(LEVELS)) -> Table:
    """A directory: one row per school and shift, with the pupils of this year."""
    columns = {
        "cct": "text", "nombre": "text", "nivel": "text", "turno": "text", "sostenimiento": "text", "cvegeo": "text",
        "municipio": "text", "localidad_colonia": "text", "domicilio": "text", "alumnos": "integer",
        "grupos": "integer", "docentes": "integer", "latitud": "number", "longitud": "number",
    }  # fmt: skip
    return Table(columns, (_school(scene, i, scene.pick(levels)) for i in range(scene.rows)))


def _school(scene: Scene, i: int, level: str) -> Row:
    letters, wall, typical = LEVELS[level]
    spot, pupils = scene.spot(), scene.about(typical * scene.dice.uniform(0.2, 1.9))
    groups = max(1, pupils // 30)
    # four digits and a letter tell schools apart: the letter goes on where the digits begin again
    key = f"{scene.state}{letters}{i % 9999 + 1:04}{chr(65 + (i * 7 + i // 9999) % 26)}"
    address = f"{scene.pick(STREETS)} {scene.dice.randint(1, 2400)}"
    where = (spot.key, spot.name, scene.pick(COLONIAS), address)
    name = f"{wall} {scene.pick(HEROES + DATES)}"
    teachers = groups + scene.dice.randint(0, 4)
    return (key, name, level, scene.often(SHIFTS), scene.often(SUPPORT), *where, pupils, groups, teachers,
            *scene.point(spot))  # fmt: skip


def teachers(scene: Scene) -> Table:
    """Teachers per municipality, level and school year."""
    columns = {
        "ciclo_escolar": "text", "cvegeo": "text", "municipio": "text", "nivel": "text", "docentes_mujeres": "integer",
        "docentes_hombres": "integer", "docentes_total": "integer", "alumnos_por_docente": "number",
    }  # fmt: skip

    def row(year: int, spot: Spot, level: str) -> Row:
        women, men = scene.about(spot.population / 330), scene.about(spot.population / 610)
        return (
            f"{year}-{year + 1}",
            spot.key,
            spot.name,
            level,
            women,
            men,
            women + men,
            scene.measure(26, 4),
        )

    every = product(scene.years(), scene.spots, LEVELS)
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))


def scholarships(scene: Scene) -> Table:
    """Scholarships paid: people and money per month, municipality and kind, nobody named."""
    kinds = ("Excelencia", "Transporte escolar", "Indígena y afrodescendiente", "Madres jóvenes")
    columns = {
        "fecha_pago": "date", "cvegeo": "text", "municipio": "text", "tipo_beca": "text",
        "personas_becadas": "integer", "monto_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot, people = scene.spot(), scene.about(scene.dice.uniform(4, 160))
            yield scene.day(i), spot.key, spot.name, scene.pick(kinds), people, scene.pesos(1400) * people

    return Table(columns, rows())


def campuses(scene: Scene) -> Table:
    """Upper-secondary enrolment per campus, term and degree."""
    degrees = (
        "Programación",
        "Electrónica",
        "Enfermería",
        "Agropecuaria",
        "Contabilidad",
        "Mecatrónica",
        "Alimentos",
    )
    columns = {
        "periodo": "text", "plantel": "text", "cvegeo": "text", "carrera_tecnica": "text", "semestre": "integer",
        "mujeres": "integer", "hombres": "integer", "egreso_pct": "number",
    }  # fmt: skip

    def row(term: str, spot: Spot, degree: str) -> Row:
        pupils = (scene.about(38), scene.about(41))
        return (
            term,
            f"Plantel {spot.name}",
            spot.key,
            degree,
            scene.pick((2, 4, 6)),
            *pupils,
            scene.measure(71, 8),
        )

    terms = [f"{year}-{half}" for year in scene.years() for half in "AB"]
    return Table(columns, (row(*one) for one in islice(product(terms, scene.spots, degrees), scene.rows)))


def libraries(scene: Scene) -> Table:
    """Public libraries and what they hold."""
    columns = {
        "numero_red": "text", "biblioteca": "text", "municipio": "text", "cvegeo": "text", "domicilio": "text",
        "acervo_libros": "integer", "visitas_anuales": "integer", "tiene_internet": "boolean", "observaciones": "text",
    }  # fmt: skip
    notes = (None, None, "Cerrada por obra,\nreabre en marzo", "Sala infantil «La Casita»", "Horario corrido")

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot = scene.spot()
            address = f"{scene.pick(STREETS)} {scene.dice.randint(1, 900)}, {scene.pick(COLONIAS)}"
            counts = scene.about(5200), scene.about(8400) if scene.chance(0.92) else None
            yield (f"{i + 1:04}", f"Biblioteca Pública {scene.pick(HEROES)}", spot.name, spot.key, address, *counts,
                   scene.chance(0.7), scene.pick(notes))  # fmt: skip

    return Table(columns, rows())
