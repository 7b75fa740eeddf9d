"""Clinics, vaccination, births, epidemics, pensions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, product

from amate.management.demo.scene import Scene, Spot
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, HEROES

UNITS = {"Centro de salud": 12, "Caravana de salud": 3, "Hospital comunitario": 3, "Hospital regional": 1}
VACCINES = (
    "BCG",
    "Hepatitis B",
    "Hexavalente",
    "Rotavirus",
    "Neumocócica",
    "Triple viral",
    "Influenza",
    "VPH",
)
AGES = ("Menos de 15", "15 a 19", "20 a 24", "25 a 29", "30 a 34", "35 a 39", "40 y más")


def clinics(scene: Scene) -> Table:
    """A directory of medical units."""
    columns = {
        "clues": "text", "nombre": "text", "tipo": "text", "cvegeo": "text", "municipio": "text", "colonia": "text",
        "consultorios": "integer", "camas": "integer", "urgencias": "boolean",
        "latitud": "number", "longitud": "number",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot, kind = scene.spot(), scene.often(UNITS)
            hospital = kind.startswith("Hospital")
            name = f"{kind} {scene.pick(COLONIAS)}" if not hospital else f"{kind} {scene.pick(HEROES)}"
            rooms, beds = scene.about(18 if hospital else 3), scene.about(60) if hospital else 0
            yield (f"{scene.letters}SSA{i + 1:06}", name, kind, spot.key, spot.name, scene.pick(COLONIAS),
                   max(1, rooms), beds, hospital, *scene.point(spot))  # fmt: skip

    return Table(columns, rows())


def vaccination(scene: Scene) -> Table:
    """Doses given per month, municipality and vaccine."""
    columns = {
        "mes": "date", "cvegeo": "text", "municipio": "text", "biologico": "text", "dosis_aplicadas": "integer",
        "poblacion_objetivo": "integer", "cobertura_pct": "number",
    }  # fmt: skip

    def row(month: date, spot: Spot, vaccine: str) -> Row:
        target = max(3, spot.population // 700)
        doses = min(target, scene.about(target * scene.dice.uniform(0.6, 0.98)))
        return month, spot.key, spot.name, vaccine, doses, target, round(100 * doses / target, 1)

    every = product(scene.months(), scene.spots, VACCINES)
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))


def births(scene: Scene) -> Table:
    """Births per month, municipality, sex and age of the mother; small counts are left empty."""
    columns = {
        "anio": "integer", "mes": "integer", "cvegeo": "text", "municipio": "text", "sexo": "text",
        "edad_madre": "text", "nacimientos": "integer", "peso_medio_g": "number",
    }  # fmt: skip

    def row(month: date, spot: Spot, sex: str, age: str) -> Row:
        count = scene.about(spot.population / 11_000)
        shown = None if 0 < count < 3 else count
        return month.year, month.month, spot.key, spot.name, sex, age, shown, scene.measure(3120, 140, 0)

    every = product(scene.months(), scene.spots, ("Mujer", "Hombre"), AGES)
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))


def dengue(scene: Scene) -> Table:
    """Cases per epidemiological week and municipality."""
    columns = {
        "año": "integer", "semana_epidemiológica": "integer", "clave_municipio": "text", "municipio": "text",
        "casos_probables": "integer", "casos_confirmados": "integer", "incidencia_100_mil": "number",
    }  # fmt: skip

    def row(week: date, spot: Spot) -> Row:
        season = 2.2 if 7 <= week.month <= 11 else 0.4
        probable = scene.about(spot.population / 40_000 * season + 0.2)
        confirmed = min(probable, scene.about(probable * 0.4 + 0.1))
        year, number, _ = week.isocalendar()
        rate = round(confirmed / spot.population * 100_000, 2)
        return year, number, spot.key, spot.name, probable, confirmed, rate if scene.chance(0.96) else None

    weeks = (scene.start + timedelta(weeks=n) for n in range((scene.end - scene.start).days // 7 + 1))
    return Table(columns, (row(*one) for one in islice(product(weeks, scene.spots), scene.rows)))


def pensions(scene: Scene) -> Table:
    """Pensions in force per month, kind and sex."""
    kinds = (
        "Jubilación",
        "Edad avanzada",
        "Invalidez",
        "Viudez",
        "Orfandad",
        "Ascendencia",
        "Riesgo de trabajo",
    )
    columns = {
        "mes": "date", "tipo_pension": "text", "sexo": "text", "personas_pensionadas": "integer",
        "monto_pagado_mxn": "money",
    }  # fmt: skip

    def row(month: date, kind: str, sex: str) -> Row:
        people = scene.about(16_000 / (1 + kinds.index(kind)))
        return month, kind, sex, people, scene.pesos(14_200) * people

    every = product(scene.months(), kinds, ("Mujer", "Hombre"))
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))
