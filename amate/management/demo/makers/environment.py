"""Weather, air, dams, drinking water, waste, fires, beaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from itertools import islice, product

from amate.management.demo.scene import Scene
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, HEROES, TREES


def _season(day: date) -> float:
    """1 in the rains of July and August, 0 in the dry months."""
    return max(0.0, math.sin((day.timetuple().tm_yday - 140) / 365 * 2 * math.pi))


def weather(scene: Scene) -> Table:
    """A station a municipality, a row a day."""
    columns = {
        "fecha": "date", "estacion": "text", "municipio": "text", "cvegeo": "text", "temp_max_c": "number",
        "temp_min_c": "number", "lluvia_mm": "number", "humedad_pct": "integer",
    }  # fmt: skip
    stations = [(f"{scene.state}{n + 11:03}", spot) for n, spot in enumerate(scene.spots[:40])]

    def rows() -> Iterator[Row]:
        for day, (station, spot) in islice(product(scene.days(), stations), scene.rows):
            wet = _season(day)
            top, rain = (
                scene.measure(31 - 3 * wet, 3),
                scene.measure(11 * wet, 7) if scene.chance(wet) else 0.0,
            )
            low = round(top - scene.measure(13, 2), 1)
            yield (
                day,
                station,
                spot.name,
                spot.key,
                top,
                low,
                rain if scene.chance(0.97) else None,
                scene.about(50),
            )

    return Table(columns, rows())


def air(scene: Scene) -> Table:
    """Hourly means of pollutants; a silent instrument leaves a gap."""
    stations = COLONIAS[:8]
    means = {"pm10_ugm3": (54, 18), "pm25_ugm3": (24, 9), "o3_ppb": (33, 14), "no2_ppb": (21, 8)}
    columns = {"fecha": "date", "hora": "integer", "estacion": "text"} | dict.fromkeys(means, "number")

    def reading(mean: float, spread: float) -> float | None:
        return scene.measure(mean, spread) if scene.chance(0.95) else None

    def rows() -> Iterator[Row]:
        for day, hour, station in islice(product(scene.days(), range(24), stations), scene.rows):
            yield day, hour, station, *(reading(*mean) for mean in means.values())

    return Table(columns, rows())


def dams(scene: Scene) -> Table:
    """Water stored in each dam, week by week."""
    names = [f"Presa {hero}" for hero in HEROES[:9]]
    columns = {"fecha": "date", "presa": "text", "almacenamiento_hm3": "number", "llenado_pct": "number"}

    def rows() -> Iterator[Row]:
        weeks = [day for day in scene.days() if day.weekday() == 0]
        for day, (n, name) in islice(product(weeks, list(enumerate(names))), scene.rows):
            full = min(100.0, scene.measure(46 + 38 * _season(day), 6))
            yield day, name, round(full * (12 + 9 * n) / 100, 2), full

    return Table(columns, rows())


def drinking_water(scene: Scene) -> Table:
    """Samples of tap water against the health norm."""
    columns = {
        "muestra": "text", "fecha_muestreo": "date", "colonia": "text", "municipio": "text",
        "cloro_residual_mg_l": "number", "turbiedad_unt": "number", "ph": "number", "cumple_norma": "boolean",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            chlorine, murk, ph = (
                scene.measure(0.8, 0.3, 2),
                scene.measure(2.1, 1.2, 2),
                scene.measure(7.4, 0.3, 2),
            )
            good = 0.2 <= chlorine <= 1.5 and murk <= 4 and 6.5 <= ph <= 8.5
            yield (
                f"AP{i + 1:05}",
                scene.day(i),
                scene.pick(COLONIAS),
                scene.spot().name,
                chlorine,
                murk,
                ph,
                good,
            )

    return Table(columns, rows())


def waste(scene: Scene) -> Table:
    """Tonnes collected per day and route."""
    columns = {
        "fecha": "date", "ruta": "text", "turno": "text", "toneladas": "number", "km_recorridos": "integer",
        "costo_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for day, route in islice(product(scene.days(), range(1, 25)), scene.rows):
            shift = "Nocturno" if route % 3 == 0 else "Diurno"
            yield (
                day,
                f"R-{route:02}",
                shift,
                scene.measure(11.4, 2.2, 2),
                scene.about(46),
                scene.pesos(3_900),
            )

    return Table(columns, rows())


def fires(scene: Scene) -> Table:
    """Forest fires: where, how much burnt, why."""
    causes = {"Quema agropecuaria": 5, "Fogata": 3, "Se desconoce": 4, "Fumadores": 1, "Rayo": 1}
    columns = {
        "clave": "text", "inicio": "date", "municipio": "text", "cvegeo": "text", "paraje": "text", "causa": "text",
        "hectareas": "number", "latitud": "number", "longitud": "number",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot = scene.pick(scene.spots)
            grove = f"Cerro del {scene.pick(TREES)}"
            yield (f"IF{i + 1:04}", scene.day(i), spot.name, spot.key, grove, scene.often(causes),
                   scene.measure(24, 21), *scene.point(spot))  # fmt: skip

    return Table(columns, rows())


def beaches(scene: Scene) -> Table:
    """Bacteria in sea water, month by month."""
    names = [f"Playa {colonia}" for colonia in COLONIAS[1:8]]
    columns = {"mes": "date", "playa": "text", "enterococos_nmp_100ml": "integer", "apta": "boolean"}

    def rows() -> Iterator[Row]:
        for month, beach in islice(product(scene.months(), names), scene.rows):
            bacteria = scene.about(scene.dice.uniform(10, 210))
            yield month, beach, bacteria, bacteria <= 200

    return Table(columns, rows())
