"""What a city council keeps: routes, riders, parks, lamps, markets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, product

from amate.management.demo.scene import Scene
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, HEROES, STREETS, TREES

LAMPS = {"LED": 6, "Vapor de sodio": 3, "Aditivos metálicos": 1}


def routes(scene: Scene) -> Table:
    """Bus routes with their length, fleet and daily riders."""
    columns = {
        "clave_ruta": "text", "nombre": "text", "tipo": "text", "origen": "text", "destino": "text",
        "longitud_km": "number", "unidades": "integer", "frecuencia_min": "integer", "pasajeros_dia": "integer",
    }  # fmt: skip
    kinds = {"Troncal": 2, "Complementaria": 5, "Alimentadora": 3}

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            ends = scene.pick(COLONIAS), f"{scene.pick(COLONIAS)}, {scene.spot().name}"
            key = f"{scene.pick('CTA')}{i + 1:03}"
            yield (key, f"{ends[0]} - {ends[1]}", scene.often(kinds), *ends, scene.measure(21, 7),
                   scene.about(18), max(4, scene.about(12)), scene.about(4_100))  # fmt: skip

    return Table(columns, rows())


def stops(scene: Scene) -> Table:
    """Bus stops with their point."""
    columns = {
        "id_parada": "text", "nombre": "text", "cvegeo": "text", "tiene_techo": "boolean", "accesible": "boolean",
        "latitud": "number", "longitud": "number",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot = scene.spot()
            name = f"{scene.pick(STREETS)} y {scene.pick(TREES)}"
            yield f"{i + 1:05}", name, spot.key, scene.chance(0.4), scene.chance(0.3), *scene.point(spot)

    return Table(columns, rows())


def riders(scene: Scene) -> Table:
    """Riders per day, line and kind of fare."""
    columns = {
        "fecha": "date",
        "linea": "text",
        "tarifa": "text",
        "pasajeros": "integer",
        "ingreso_mxn": "money",
    }
    lines, fares = ("Línea 1", "Línea 2", "Línea 3", "Línea 4"), ("General", "Estudiante", "Persona mayor")

    def rows() -> Iterator[Row]:
        for day, line, fare in islice(product(scene.days(), lines, fares), scene.rows):
            weekend = 0.6 if day.weekday() >= 5 else 1.0
            people = scene.about((52_000 if fare == "General" else 9_000) * weekend)
            yield day, line, fare, people, Decimal(people * (1000 if fare == "General" else 500)).scaleb(-2)

    return Table(columns, rows())


def parks(scene: Scene) -> Table:
    """Parks, their area and what is in them."""
    columns = {
        "clave": "text", "nombre": "text", "colonia": "text", "superficie_m2": "number", "arboles": "integer",
        "juegos_infantiles": "boolean", "alumbrado": "boolean", "ultimo_mantenimiento": "date", "latitud": "number",
        "longitud": "number",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            kept = scene.day(i) if scene.chance(0.9) else None
            yield (f"P{i + 1:03}", f"Parque {scene.pick(HEROES + TREES)}", scene.pick(COLONIAS),
                   scene.measure(7_400, 4_000), scene.about(140), scene.chance(0.6), scene.chance(0.8), kept,
                   *scene.point(scene.spot()))  # fmt: skip

    return Table(columns, rows())


def lamps(scene: Scene) -> Table:
    """Street lamps one by one."""
    columns = {
        "luminaria": "text", "tipo": "text", "watts": "integer", "calle": "text", "colonia": "text",
        "funciona": "boolean", "revisada": "date", "latitud": "number", "longitud": "number",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            yield (f"{i + 1:06}", scene.often(LAMPS), scene.pick((54, 80, 100, 150)), scene.pick(STREETS),
                   scene.pick(COLONIAS), scene.chance(0.91), scene.day(i), *scene.point(scene.spot()))  # fmt: skip

    return Table(columns, rows())


def markets(scene: Scene) -> Table:
    """Street markets: where, which day, how many stalls."""
    days = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
    columns = {
        "tianguis": "text", "colonia": "text", "dia": "text", "puestos": "integer", "metros_lineales": "integer",
        "cuota_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            name = f"Tianguis {scene.pick(COLONIAS)} {i + 1}"
            yield (
                name,
                scene.pick(COLONIAS),
                scene.pick(days),
                scene.about(90),
                scene.about(420),
                scene.pesos(24),
            )

    return Table(columns, rows())
