"""Crimes and emergencies: the event and its place, never its people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from amate.management.demo.scene import Scene
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, MONTHS

# crime → (legal good, how often)
CRIMES = {
    "Robo a vehículo particular": ("El patrimonio", 22),
    "Robo a negocio": ("El patrimonio", 17),
    "Robo a casa habitación": ("El patrimonio", 11),
    "Robo a persona": ("El patrimonio", 19),
    "Fraude": ("El patrimonio", 16),
    "Daño a las cosas": ("El patrimonio", 12),
    "Lesiones dolosas": ("La vida y la integridad corporal", 14),
    "Homicidio doloso": ("La vida y la integridad corporal", 3),
    "Violencia familiar": ("La familia", 25),
    "Abuso sexual infantil": ("La libertad y la seguridad sexual", 3),
    "Amenazas": ("Otros bienes jurídicos", 13),
    "Narcomenudeo": ("La sociedad", 5),
}
EMERGENCIES = {
    "Incendio de pastizal": 20, "Fuga de gas": 14, "Choque": 18, "Inundación": 7, "Árbol caído": 12,
    "Incendio en casa": 6, "Rescate de persona": 5, "Enjambre de abejas": 18,
}  # fmt: skip


def crimes(scene: Scene) -> Table:
    """One row per event, in order of date, with a coarse point."""
    columns = {
        "folio": "text", "fecha": "date", "hora": "text", "delito": "text", "bien_afectado": "text", "cvegeo": "text",
        "municipio": "text", "colonia": "text", "latitud": "number", "longitud": "number",
    }  # fmt: skip
    weights = {crime: often for crime, (_, often) in CRIMES.items()}

    def rows() -> Iterator[Row]:
        drawn = scene.dice.choices(list(weights), list(weights.values()), k=scene.rows)
        for i, crime in enumerate(drawn):
            spot = scene.spot()
            hour = (
                f"{scene.dice.randrange(24):02}:{scene.dice.randrange(0, 60, 5):02}"
                if scene.chance(0.9)
                else None
            )
            latitude, longitude = scene.point(spot)
            yield (f"{i + 1:07}", scene.day(i), hour, crime, CRIMES[crime][0], spot.key, spot.name,
                   scene.pick(COLONIAS), round(latitude, 3), round(longitude, 3))  # fmt: skip

    return Table(columns, rows())


def crimes_by_month(scene: Scene) -> Table:
    """The wide sheet that offices love: a row per municipality and crime, a column per month."""
    columns = {"Año": "integer", "Clave": "text", "Municipio": "text", "Delito": "text"}
    columns |= dict.fromkeys(MONTHS, "integer") | {"Total": "integer"}

    def rows() -> Iterator[Row]:
        for year, spot, crime in islice(product(scene.years(), scene.spots, CRIMES), scene.rows):
            counts = [scene.about(spot.population / 9e5 * CRIMES[crime][1]) for _ in MONTHS]
            yield year, spot.key, spot.name, crime, *counts, sum(counts)

    return Table(columns, rows())


def emergencies(scene: Scene) -> Table:
    """Services of civil protection."""
    columns = {
        "num_servicio": "text", "fecha_reporte": "date", "tipo_emergencia": "text", "municipio": "text",
        "cvegeo": "text", "minutos_respuesta": "integer", "personas_atendidas": "integer",
        "costo_estimado_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot = scene.spot()
            minutes = scene.about(17) if scene.chance(0.94) else None
            yield (f"PC-{i + 1:05}", scene.day(i), scene.often(EMERGENCIES), spot.name, spot.key, minutes,
                   scene.about(1.2), scene.pesos(4800))  # fmt: skip

    return Table(columns, rows())
