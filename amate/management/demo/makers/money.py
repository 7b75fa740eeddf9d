"""Budget, contracts, posts, businesses, jobs, licences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, product

from amate.management.demo.scene import Scene, Spot
from amate.management.demo.table import Row, Table
from amate.management.demo.words import COLONIAS, COMPANIES, SOCIETIES, STREETS, TRADES

CHAPTERS = {
    "1000": "Servicios personales", "2000": "Materiales y suministros", "3000": "Servicios generales",
    "4000": "Transferencias, asignaciones y subsidios", "5000": "Bienes muebles e inmuebles",
    "6000": "Inversión pública", "7000": "Inversiones financieras", "8000": "Participaciones y aportaciones",
    "9000": "Deuda pública",
}  # fmt: skip
BRANCHES = (
    "Educación", "Salud", "Seguridad", "Hacienda Pública", "Infraestructura", "Transporte", "Medio Ambiente",
    "Cultura", "Desarrollo Económico", "Desarrollo Rural", "Agua", "Administración", "Igualdad", "Planeación",
)  # fmt: skip
# activity → (code of the industrial classification, how often)
ACTIVITIES = {
    "Abarrotes y misceláneas": ("461110", 30), "Loncherías y taquerías": ("722513", 22),
    "Salones de belleza": ("812110", 15), "Talleres mecánicos": ("811111", 12), "Farmacias": ("464111", 8),
    "Ferreterías": ("467111", 7), "Consultorios dentales": ("621211", 6), "Calzado artesanal": ("316211", 3),
    "Panaderías": ("311812", 6), "Alfarería y cerámica": ("327111", 3),
}  # fmt: skip
SIZES = {"0 a 5 personas": 70, "6 a 10 personas": 15, "11 a 30 personas": 10, "31 y más personas": 5}


def budget(scene: Scene) -> Table:
    """The budget by branch, programme and chapter; three moments of spending."""
    columns = {
        "ejercicio": "integer", "ramo": "text", "programa": "text", "capitulo": "text", "concepto": "text",
        "aprobado_mxn": "money", "modificado_mxn": "money", "devengado_mxn": "money",
    }  # fmt: skip

    def row(year: int, branch: str, programme: int, chapter: str) -> Row:
        approved = scene.pesos(4_200_000)
        changed = round(approved * scene.pick((95, 100, 104, 111)) / 100, 2)
        spent = round(changed * scene.pick((62, 80, 97, 100)) / 100, 2)
        return year, branch, f"{programme:03}", chapter, CHAPTERS[chapter], approved, changed, spent

    every = product(scene.years(), BRANCHES, range(1, 21), CHAPTERS)
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))


def company(scene: Scene) -> str:
    return f"{scene.pick(TRADES)} {scene.pick(COMPANIES)}, {scene.pick(SOCIETIES)}"


def contracts(scene: Scene) -> Table:
    """Contracts with companies: how they were awarded, for how much, until when."""
    ways = {"Licitación pública": 5, "Invitación a tres": 3, "Adjudicación directa": 6}
    things = (
        "Papelería",
        "Equipo de cómputo",
        "Mantenimiento de inmuebles",
        "Uniformes",
        "Combustible",
        "Medicamento",
    )
    columns = {
        "num_contrato": "text", "fecha_firma": "date", "area_solicitante": "text", "procedimiento": "text",
        "objeto": "text", "proveedor": "text", "monto_mxn": "money", "fecha_termino": "date",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            signed = scene.day(i)
            ends = signed + timedelta(days=scene.dice.randint(30, 360)) if scene.chance(0.93) else None
            yield (f"C-{signed.year}-{i + 1:05}", signed, scene.pick(BRANCHES), scene.often(ways), scene.pick(things),
                   company(scene), scene.pesos(380_000), ends)  # fmt: skip

    return Table(columns, rows())


def posts(scene: Scene) -> Table:
    """Posts and their pay by area and level: the post, not who holds it."""
    names = (
        "Dirección general",
        "Dirección de área",
        "Jefatura",
        "Coordinación",
        "Analista",
        "Técnico",
        "Auxiliar",
    )
    columns = {
        "quincena": "text", "area": "text", "nivel": "text", "puesto": "text", "plazas_autorizadas": "integer",
        "plazas_ocupadas": "integer", "sueldo_mensual_bruto_mxn": "money",
    }  # fmt: skip

    def row(period: str, area: str, rank: int) -> Row:
        allowed = scene.about(2 + rank * rank)
        pay = round(scene.pesos(9_500) / 10 + 76_000 - 10_500 * rank, 2)
        return (
            period,
            area,
            f"{28 - rank * 3:02}",
            names[rank],
            allowed,
            min(allowed, scene.about(allowed)),
            pay,
        )

    periods = [f"{year}-{half:02}" for year in scene.years() for half in range(1, 25)]
    every = product(periods, BRANCHES, range(len(names)))
    return Table(columns, (row(*one) for one in islice(every, scene.rows)))


def businesses(scene: Scene) -> Table:
    """A directory of establishments with activity, size and point."""
    columns = {
        "id": "text", "nombre_comercial": "text", "codigo_actividad": "text", "actividad": "text", "personal": "text",
        "cvegeo": "text", "municipio": "text", "colonia": "text", "ageb": "text", "fecha_alta": "date",
        "latitud": "number", "longitud": "number",
    }  # fmt: skip
    weights = {name: often for name, (_, often) in ACTIVITIES.items()}

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            spot, activity = scene.spot(), scene.often(weights)
            sign = f"{activity.split()[0]} {scene.pick(COLONIAS)}"
            ageb = f"{scene.dice.randrange(20, 400):03}{scene.pick('0123456789A')}"
            yield (f"{i + 1:08}", sign, ACTIVITIES[activity][0], activity, scene.often(SIZES), spot.key, spot.name,
                   scene.pick(COLONIAS), ageb, scene.day(i), *scene.point(spot))  # fmt: skip

    return Table(columns, rows())


def jobs(scene: Scene) -> Table:
    """Formal jobs per month, municipality and division of the economy."""
    divisions = (
        "Agricultura",
        "Industria",
        "Construcción",
        "Comercio",
        "Transporte",
        "Servicios a empresas",
        "Servicios",
    )
    columns = {
        "mes": "date", "cvegeo": "text", "municipio": "text", "division": "text", "puestos_mujeres": "integer",
        "puestos_hombres": "integer", "salario_diario_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for month, spot, division in islice(product(scene.months(), scene.spots, divisions), scene.rows):
            women, men = scene.about(spot.population / 72), scene.about(spot.population / 51)
            yield month, spot.key, spot.name, division, women, men, scene.pesos(410)

    return Table(columns, rows())


def licences(scene: Scene) -> Table:
    """Municipal business licences."""
    kinds = ("Apertura", "Refrendo", "Ampliación de giro", "Cambio de domicilio", "Baja")
    columns = {
        "num_licencia": "text", "fecha_expedicion": "date", "movimiento": "text", "giro": "text", "calle": "text",
        "colonia": "text", "superficie_m2": "number", "pago_derechos_mxn": "money",
    }  # fmt: skip

    def rows() -> Iterator[Row]:
        for i in range(scene.rows):
            fee = scene.pesos(1_900) if scene.chance(0.95) else None
            yield (f"{i + 1:06}", scene.day(i), scene.pick(kinds), scene.pick(list(ACTIVITIES)), scene.pick(STREETS),
                   scene.pick(COLONIAS), scene.measure(62, 30), fee)  # fmt: skip

    return Table(columns, rows())


def indicators(scene: Scene) -> Table:
    """One row per municipality with what a mayor is asked about."""
    columns = {
        "cvegeo": "text", "municipio": "text", "anio": "integer", "poblacion": "integer", "densidad_hab_km2": "number",
        "pobreza_pct": "number", "rezago_educativo_pct": "number", "viviendas_con_internet_pct": "number",
        "ingreso_propio_pct": "number",
    }  # fmt: skip

    def row(year: int, spot: Spot) -> Row:
        people = round(spot.population * 1.009 ** (year - 2020))
        shares = (scene.measure(31, 11), scene.measure(18, 6), scene.measure(58, 16), scene.measure(33, 12))
        return spot.key, spot.name, year, people, scene.measure(120, 90, 2), *shares

    return Table(columns, (row(*one) for one in islice(product(scene.years(), scene.spots), scene.rows)))
