"""Workbooks as Mexican offices make them, each with the tables that a careful person would read in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Expected:
    """A table: its name, the columns it has, its rows, the sheet row of its heads, and the notes it must tell."""

    name: str
    columns: tuple[str, ...]
    rows: Rows
    header_row: int
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """A workbook: what is awkward in it, how it is made, and what it holds."""

    about: str
    make: Callable[[openpyxl.Workbook], None]
    tables: tuple[Expected, ...]

    def content(self) -> bytes:
        book = openpyxl.Workbook()
        self.make(book)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()


def _sheet(book: openpyxl.Workbook, title: str, first: bool = True) -> Worksheet:
    sheet = book.worksheets[0] if first else book.create_sheet()
    sheet.title = title
    return sheet


def _put(sheet: Worksheet, row: int, column: int, rows: list[list[Any]]) -> None:
    for down, cells in enumerate(rows):
        for across, value in enumerate(cells):
            if value is not None:
                sheet.cell(row + down, column + across, value)


TOWNS = ["Acatic", "Ameca", "Arandas", "Atotonilco", "Autlán", "Chapala"]


def _cover_and_logo(book: openpyxl.Workbook) -> None:
    cover = _sheet(book, "Portada")
    _put(
        cover, 3, 2, [["Secretaría de Salud"], ["Anuario estadístico 2023"], [None], ["Guadalajara, Jalisco"]]
    )
    sheet = _sheet(book, "Egresos", first=False)
    sheet["A1"] = "Gobierno del Estado de Jalisco"
    sheet["E1"] = "Corte al 31 de diciembre"
    sheet["A3"] = "Cuadro 1.2. Egresos hospitalarios por municipio, 2023"
    sheet.merge_cells("A3:E3")
    heads = ["Clave", "Municipio", "Egresos", "Defunciones", "Tasa"]
    _put(sheet, 5, 1, [heads])
    _put(sheet, 6, 1, [[14001 + at, town, 100 + at, at, 1.5 * at] for at, town in enumerate(TOWNS)])
    _put(sheet, 12, 2, [["TOTAL", 615, 15]])
    _put(
        sheet,
        14,
        1,
        [["Fuente: Secretaría de Salud."], ["(1) Cifras preliminares."], ["* Por 1,000 egresos."]],
    )


COVER = Office(
    "a cover sheet, a logo row, a numbered title, a total and footnotes",
    _cover_and_logo,
    (
        Expected(
            "Egresos",
            ("Clave", "Municipio", "Egresos", "Defunciones", "Tasa"),
            [(14001 + at, town, 100 + at, at, 1.5 * at) for at, town in enumerate(TOWNS)],
            5,
            ("no-tables", "title-rows", "total-row", "footer-rows"),
        ),
    ),
)


def _months_under_years(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Carpetas")
    sheet["A1"] = "Carpetas de investigación iniciadas"
    sheet.merge_cells("A1:G1")
    _put(sheet, 3, 1, [["Municipio", 2023, None, None, 2024, None, None]])
    _put(sheet, 4, 2, [["Enero", "Febrero", "Marzo"] * 2])
    for merged in ("A3:A4", "B3:D3", "E3:G3"):
        sheet.merge_cells(merged)
    _put(sheet, 5, 1, [[town, *range(at, at + 6)] for at, town in enumerate(TOWNS)])


MONTHS = Office(
    "months under merged years",
    _months_under_years,
    (
        Expected(
            "Carpetas",
            (
                "Municipio",
                *(f"{year} {month}" for year in (2023, 2024) for month in ("Enero", "Febrero", "Marzo")),
            ),
            [(town, *range(at, at + 6)) for at, town in enumerate(TOWNS)],
            4,
            ("title-rows", "joined-heads"),
        ),
    ),
)


def _subtotals(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Presupuesto")
    _put(sheet, 1, 1, [["Presupuesto de egresos 2024"], ["(miles de pesos)"], [None]])
    _put(sheet, 4, 1, [["Región", "Municipio", "Aprobado", "Ejercido"]])
    rows = [
        ["Altos", "Acatic", 10, 8],
        ["Altos", "Arandas", 20, 18],
        ["Altos", "Subtotal", 30, 26],
        ["Valles", "Ameca", 40, 35],
        ["Valles", "Tala", 50, 45],
        ["Valles", "Subtotal", 90, 80],
    ]
    _put(sheet, 5, 1, rows)
    _put(sheet, 11, 1, [["Gran total", None, 120, 106]])
    _put(sheet, 13, 1, [["Elaboró: Dirección de Egresos"]])
    _put(sheet, 16, 2, [["Lic. Ana Ruiz", None, "Mtra. Eva Soto"], ["Directora", None, "Tesorera"]])


SUBTOTALS = Office(
    "subtotals for each region, a grand total, signatures",
    _subtotals,
    (
        Expected(
            "Presupuesto",
            ("Región", "Municipio", "Aprobado", "Ejercido"),
            [
                ("Altos", "Acatic", 10, 8),
                ("Altos", "Arandas", 20, 18),
                ("Altos", "Subtotal", 30, 26),
                ("Valles", "Ameca", 40, 35),
                ("Valles", "Tala", 50, 45),
                ("Valles", "Subtotal", 90, 80),
            ],
            4,
            ("title-rows", "total-row", "footer-rows"),
        ),
    ),
)


def _merged_keys(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Obras")
    _put(sheet, 1, 1, [["Distrito", "Obra", "Monto", "Inicio"]])
    works = ["Puente", "Calle", "Parque", "Escuela", "Pozo"]
    for at, work in enumerate(works):
        _put(sheet, 2 + at, 2, [[work, 1000.5 * (at + 1), datetime(2024, 1, at + 1)]])
    sheet["A2"], sheet["A5"] = "Norte", "Sur"
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A6")


MERGED = Office(
    "keys in cells merged downwards",
    _merged_keys,
    (
        Expected(
            "Obras",
            ("Distrito", "Obra", "Monto", "Inicio"),
            [
                ("Norte", "Puente", 1000.5, date(2024, 1, 1)),
                ("Norte", "Calle", 2001.0, date(2024, 1, 2)),
                ("Norte", "Parque", 3001.5, date(2024, 1, 3)),
                ("Sur", "Escuela", 4002.0, date(2024, 1, 4)),
                ("Sur", "Pozo", 5002.5, date(2024, 1, 5)),
            ],
            1,
            ("merged-cells",),
        ),
    ),
)


def _keys_once(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Población")
    _put(sheet, 1, 1, [["Clave", "Municipio", "Sexo", "Total"]])
    row = 2
    for at, town in enumerate(TOWNS):
        _put(
            sheet,
            row,
            1,
            [
                [14001 + at, town, "Ambos", 3 * at],
                [None, None, "Hombres", at],
                [None, None, "Mujeres", 2 * at],
            ],
        )
        row += 4


ONCE = Office(
    "keys on the first row of each group, a blank row after each",
    _keys_once,
    (
        Expected(
            "Población",
            ("Clave", "Municipio", "Sexo", "Total"),
            [
                (14001 + at, town, sex, times * at)
                for at, town in enumerate(TOWNS)
                for sex, times in (("Ambos", 3), ("Hombres", 1), ("Mujeres", 2))
            ],
            1,
            ("blank-rows", "filled-down"),
        ),
    ),
)


def _sparse(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Padrón")
    _put(sheet, 1, 1, [["Nota", "Nombre", "Monto"]])
    notes = ["Revisar", None, None, "Baja", None, None, None, "Alta", None]
    _put(sheet, 2, 1, [[note, f"Persona {at}", at * 10] for at, note in enumerate(notes)])


SPARSE = Office(
    "a first column that is merely sparse",
    _sparse,
    (
        Expected(
            "Padrón",
            ("Nota", "Nombre", "Monto"),
            [
                (note, f"Persona {at}", at * 10)
                for at, note in enumerate(["Revisar", None, None, "Baja", None, None, None, "Alta", None])
            ],
            1,
        ),
    ),
)


def _stacked(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Cuadros")
    _put(sheet, 1, 1, [["Cuadro 1. Nacimientos por municipio"], ["Municipio", "Nacimientos"]])
    _put(sheet, 3, 1, [[town, 50 + at] for at, town in enumerate(TOWNS)])
    _put(sheet, 9, 1, [["Fuente: Registro Civil"]])
    _put(sheet, 12, 1, [["Cuadro 2. Defunciones por causa"], ["Causa", "Hombres", "Mujeres"]])
    _put(sheet, 14, 1, [["Diabetes", 10, 12], ["Cáncer", 8, 9], ["Infarto", 7, 5]])
    _put(sheet, 18, 1, [["Fuente: Secretaría de Salud"]])


STACKED = Office(
    "two tables one below the other",
    _stacked,
    (
        Expected(
            "Cuadro 1. Nacimientos por municipio",
            ("Municipio", "Nacimientos"),
            [(town, 50 + at) for at, town in enumerate(TOWNS)],
            2,
            ("several-tables", "title-rows", "footer-rows"),
        ),
        Expected(
            "Cuadro 2. Defunciones por causa",
            ("Causa", "Hombres", "Mujeres"),
            [("Diabetes", 10, 12), ("Cáncer", 8, 9), ("Infarto", 7, 5)],
            13,
            ("title-rows", "footer-rows"),
        ),
    ),
)


def _side_by_side(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Turnos")
    _put(sheet, 1, 1, [["Turno matutino"]])
    _put(sheet, 1, 5, [["Turno vespertino"]])
    _put(sheet, 2, 1, [["Escuela", "Alumnos", "Grupos"]])
    _put(sheet, 2, 5, [["Escuela", "Alumnos", "Grupos"]])
    _put(sheet, 3, 1, [["Juárez", 300, 12], ["Hidalgo", 250, 10], ["Morelos", 200, 8]])
    _put(sheet, 3, 5, [["Juárez", 100, 4], ["Morelos", 90, 3]])


BESIDE = Office(
    "two tables side by side",
    _side_by_side,
    (
        Expected(
            "Turno matutino",
            ("Escuela", "Alumnos", "Grupos"),
            [("Juárez", 300, 12), ("Hidalgo", 250, 10), ("Morelos", 200, 8)],
            2,
            ("several-tables", "title-rows"),
        ),
        Expected(
            "Turno vespertino",
            ("Escuela", "Alumnos", "Grupos"),
            [("Juárez", 100, 4), ("Morelos", 90, 3)],
            2,
        ),
    ),
)


def _spacers(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Vivienda")
    _put(sheet, 2, 2, [["Viviendas particulares habitadas según material"]])
    _put(sheet, 4, 2, [["Municipio", None, "Piso", None, None, None, "Techo", None]])
    _put(sheet, 5, 4, [["Tierra", "Cemento", None, None, "Losa", "Lámina"]])
    sheet.cell(4, 8).value, sheet.cell(4, 7).value = None, None
    sheet.cell(4, 8).value = "Techo"
    sheet.merge_cells("D4:E4")
    sheet.merge_cells("H4:I4")
    sheet.cell(5, 8).value, sheet.cell(5, 9).value = "Losa", "Lámina"
    sheet.cell(5, 7).value = None
    for at, town in enumerate(TOWNS):
        _put(sheet, 6 + at, 2, [[town, None, at, at + 1, None, None, at + 2, "n.d." if at == 2 else at + 3]])


SPACERS = Office(
    "blank columns between groups, n.d. among the numbers, nothing in the first column",
    _spacers,
    (
        Expected(
            "Vivienda",
            ("Municipio", "Tierra", "Cemento", "Losa", "Lámina"),
            [(town, at, at + 1, at + 2, None if at == 2 else at + 3) for at, town in enumerate(TOWNS)],
            5,
            ("title-rows", "joined-heads", "missing-words", "empty-columns"),
        ),
    ),
)


def _units(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Presas")
    _put(sheet, 1, 1, [["Presa", "Capacidad", "Almacenamiento"], [None, "(hm³)", "(%)"]])
    _put(sheet, 3, 1, [["Cajón de Peña", 511, 80.5], ["La Vega", 44, 60.25], ["Hurtado", 20, 55.75]])
    _put(sheet, 7, 1, [["Nota: hm³, hectómetros cúbicos."]])


UNITS = Office(
    "units in a row of their own",
    _units,
    (
        Expected(
            "Presas",
            ("Presa", "Capacidad (hm³)", "Almacenamiento (%)"),
            [("Cajón de Peña", 511, 80.5), ("La Vega", 44, 60.25), ("Hurtado", 20, 55.75)],
            1,
            ("unit-rows", "footer-rows"),
        ),
    ),
)


def _pairs_above(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Nómina")
    _put(sheet, 1, 1, [["Dependencia:", "DIF Zapopan"], ["Periodo:", "Enero de 2024"], [None]])
    _put(sheet, 4, 1, [["Número", "Puesto", "Nivel", "Sueldo"]])
    _put(
        sheet, 5, 1, [[1, "Jefa", "A", 20000.5], [2, "Auxiliar", "C", 9000.25], [3, "Auxiliar", "C", 9100.75]]
    )


PAIRS = Office(
    "pairs of labels and values above the table",
    _pairs_above,
    (
        Expected(
            "Nómina",
            ("Número", "Puesto", "Nivel", "Sueldo"),
            [(1, "Jefa", "A", 20000.5), (2, "Auxiliar", "C", 9000.25), (3, "Auxiliar", "C", 9100.75)],
            4,
            ("title-rows",),
        ),
    ),
)


def _long_total(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Matrícula")
    _put(sheet, 1, 1, [["Municipio", "Sexo", "Alumnos"]])
    rows = [
        [town, sex, n] for town in TOWNS[:3] for sex, n in (("Hombres", 5), ("Mujeres", 6), ("Total", 11))
    ]
    _put(sheet, 2, 1, rows)


LONG = Office(
    "a long table whose last row says Total as others do",
    _long_total,
    (
        Expected(
            "Matrícula",
            ("Municipio", "Sexo", "Alumnos"),
            [(t, sex, n) for t in TOWNS[:3] for sex, n in (("Hombres", 5), ("Mujeres", 6), ("Total", 11))],
            1,
        ),
    ),
)


def _codes_and_errors(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Padrón")
    _put(sheet, 1, 1, [["Expediente", "Monto", "Tasa", "Suma"]])
    for at, (number, amount) in enumerate(((12, 5.5), (345, 6.25), (99999, 7.75)), start=2):
        _put(sheet, at, 1, [[number, amount, 0.1 * at, "=B2+B3" if at == 4 else at]])
        sheet.cell(at, 1).number_format = "00000"
    sheet["C3"] = "#DIV/0!"
    sheet["C3"].data_type = "e"


CODES = Office(
    "codes shown with zeros, an error, a formula without its result",
    _codes_and_errors,
    (
        Expected(
            "Padrón",
            ("Expediente", "Monto", "Tasa", "Suma"),
            [("00012", 5.5, 0.2, "2"), ("00345", 6.25, None, "3"), ("99999", 7.75, 0.4, "=B2+B3")],
            1,
            ("code-formats", "error-cells", "formula-texts"),
        ),
    ),
)


def _heads_of_each_page(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Vacantes")
    for page, towns in enumerate((TOWNS[:3], TOWNS[3:])):
        _put(sheet, 1 + 5 * page, 1, [["Municipio", datetime(2024, 1, 1), datetime(2024, 2, 1)]])
        _put(sheet, 2 + 5 * page, 1, [[town, page, page + 1] for town in towns])


PAGES = Office(
    "heads that are dates, again on each page",
    _heads_of_each_page,
    (
        Expected(
            "Vacantes",
            ("Municipio", "2024-01-01", "2024-02-01"),
            [(town, at // 3, at // 3 + 1) for at, town in enumerate(TOWNS)],
            1,
            ("repeated-heads", "blank-rows"),
        ),
    ),
)


def _numbered_columns(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Cuadro 3")
    _put(
        sheet,
        1,
        1,
        [["Cuadro 3. Matrícula por municipio"], [], ["Municipio", "Escuelas", "Alumnos", "Maestros"]],
    )
    _put(sheet, 4, 1, [["(1)", "(2)", "(3)", "(4)"]])
    _put(sheet, 5, 1, [[town, 10 + at, 200 + at, 20 + at] for at, town in enumerate(TOWNS)])


NUMBERED = Office(
    "a row that numbers the columns below the heads",
    _numbered_columns,
    (
        Expected(
            "Cuadro 3",
            ("Municipio", "Escuelas", "Alumnos", "Maestros"),
            [(town, 10 + at, 200 + at, 20 + at) for at, town in enumerate(TOWNS)],
            3,
            ("column-numbers",),
        ),
    ),
)


def _one_blank_between(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Resumen")
    _put(sheet, 1, 1, [["Sexo", "Casos"], ["Hombres", 30], ["Mujeres", 41]])
    _put(sheet, 1, 4, [["Municipio", "Casos"], *([town, 5 + at] for at, town in enumerate(TOWNS))])


ALONGSIDE = Office(
    "two tables side by side, one blank column between them",
    _one_blank_between,
    (
        Expected("Resumen", ("Sexo", "Casos"), [("Hombres", 30), ("Mujeres", 41)], 1),
        Expected("Resumen_2", ("Municipio", "Casos"), [(town, 5 + at) for at, town in enumerate(TOWNS)], 1),
    ),
)


def _groups_without_merges(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Directorio")
    _put(sheet, 1, 1, [["Municipio", "Titular", None, "Suplente", None]])
    _put(sheet, 2, 1, [[None, "Nombre", "Cargo", "Nombre", "Cargo"]])
    _put(sheet, 3, 1, [[town, "Ana", "Directora", "Luis", "Jefe"] for town in TOWNS])


UNMERGED = Office(
    "groups of heads over words, without merged cells",
    _groups_without_merges,
    (
        Expected(
            "Directorio",
            ("Municipio", "Titular Nombre", "Titular Cargo", "Suplente Nombre", "Suplente Cargo"),
            [(town, "Ana", "Directora", "Luis", "Jefe") for town in TOWNS],
            2,
        ),
    ),
)


def _keys_above_heads(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Reporte de Formatos")
    _put(
        sheet,
        1,
        1,
        [
            [51092],
            ["TÍTULO", None, "NOMBRE CORTO", None, "DESCRIPCIÓN"],
            ["Remuneración bruta y neta", None, "LTAIPEJM8FVF", None, "La de todos los servidores públicos"],
            [1, 4, 9, 6, 4],
            [436153, 436170, 436155, 436158, 436172],
            ["Tabla Campos"],
            [
                *("Ejercicio", "Fecha de inicio del periodo que se informa", "Clave o nivel del puesto"),
                *("Monto mensual bruto de la remuneración, en tabulador", "Fecha de actualización"),
            ],
        ],
    )
    _put(
        sheet,
        8,
        1,
        [[2024, "01/01/2024", f"{at:03d}", 9_000.5 + at, "15/04/2024"] for at in range(len(TOWNS))],
    )
    for merge in ("A2:B2", "C2:D2", "A3:B3", "C3:D3", "A6:E6"):
        sheet.merge_cells(merge)


TRANSPARENCY = Office(
    "a format of transparency, with titles and keys for machines above the heads",
    _keys_above_heads,
    (
        Expected(
            "Reporte de Formatos",
            (
                *("Ejercicio", "Fecha de inicio del periodo que se informa", "Clave o nivel del puesto"),
                *("Monto mensual bruto de la remuneración, en tabulador", "Fecha de actualización"),
            ),
            [
                (2024, date(2024, 1, 1), f"{at:03d}", 9_000.5 + at, date(2024, 4, 15))
                for at in range(len(TOWNS))
            ],
            7,
            ("title-rows",),
        ),
    ),
)


def _budget(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "COG")
    _put(sheet, 1, 1, [["Municipio de Tala"], ["Estado Analítico del Ejercicio del Presupuesto de Egresos"]])
    _put(
        sheet,
        3,
        1,
        [
            ["Concepto", "Egresos", None, None, "Subejercicio"],
            [None, "Aprobado", "Ampliaciones", "Modificado"],
            [None, 1, 2, "3 = (1 + 2)", "6 = ( 3 - 4 )"],
        ],
    )
    _put(sheet, 6, 1, [[f"Concepto de {town}", 100 + at, 10, 110 + at, 20] for at, town in enumerate(TOWNS)])
    _put(sheet, 13, 1, [["Bajo protesta de decir verdad declaramos que los estados son correctos."]])
    _put(sheet, 15, 1, [["____________", None, None, "____________"], ["Presidente", None, None, "Tesorera"]])
    for merge in ("A1:E1", "A2:E2", "A3:A5", "B3:D3", "E3:E4"):
        sheet.merge_cells(merge)


BUDGET = Office(
    "a budget in the national format: columns numbered with how they are reckoned, and lines to sign on",
    _budget,
    (
        Expected(
            "COG",
            ("Concepto", "Aprobado", "Ampliaciones", "Modificado", "Subejercicio"),
            [(f"Concepto de {town}", 100 + at, 10, 110 + at, 20) for at, town in enumerate(TOWNS)],
            4,
            ("title-rows", "joined-heads", "footer-rows"),
        ),
    ),
)


def _printed(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "Pagos")
    for page in range(3):
        _put(
            sheet,
            1 + 9 * page,
            1,
            [
                ["MUNICIPIO DE TALA", None, f"Página {page + 1} de 3"],
                ["Pagos a proveedores"],
                ["Folio", "Proveedor", "Importe"],
                *([f"F-{page}{at}", town, 100.5 + at] for at, town in enumerate(TOWNS)),
            ],
        )


PRINTED = Office(
    "a printed report: titles and heads again on each page",
    _printed,
    (
        Expected(
            "Pagos",
            ("Folio", "Proveedor", "Importe"),
            [(f"F-{page}{at}", town, 100.5 + at) for page in range(3) for at, town in enumerate(TOWNS)],
            3,
            ("title-rows", "repeated-heads"),
        ),
    ),
)


OFFICES = (
    *(COVER, MONTHS, SUBTOTALS, MERGED, ONCE, SPARSE),
    *(STACKED, BESIDE, SPACERS, UNITS, PAIRS, LONG, CODES, PAGES),
    *(NUMBERED, ALONGSIDE, UNMERGED, TRANSPARENCY, BUDGET, PRINTED),
)
