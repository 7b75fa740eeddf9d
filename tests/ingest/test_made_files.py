"""Files as offices make them, each with what a careful person would read in it. Nothing here is asked of anyone."""

from __future__ import annotations

import io
import lzma
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.ingest.reader import names_of, read_bytes, rows_of, types_of

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Expected:
    """A table: its heads, its types (None: any), how many rows it has, and some of them (by place, -1 the last)."""

    heads: tuple[str, ...]
    types: tuple[str | None, ...]
    rows: int
    some: dict[int, tuple[Any, ...]]


def book(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def sheet_of(rows: Rows, *merges: str, title: str = "Hoja1", start: int = 1) -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet.title = title
        for number, row in enumerate(rows, start=start):
            for at, cell in enumerate(row, start=1):
                sheet.cell(number, at, cell)
        for merge in merges:
            sheet.merge_cells(merge)

    return book(fill)


def lines(*texts: str, end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return (end.join(texts) + end).encode(encoding)


MUNICIPIOS = ("Acatic", "Acatlán de Juárez", "Ahualulco de Mercado", "Amacueca", "Amatitán", "Ameca")


def inegi_query() -> bytes:
    body = [
        f'" 14 {n:03d} ","{name}","{n * 1_250:,}","{n * 3}"' for n, name in enumerate(MUNICIPIOS, start=1)
    ]
    return lines(
        '"INEGI. Registros administrativos."',
        '"Matrimonios registrados por municipio, 2019"',
        '""',
        '"Clave","Municipio","Matrimonios","Divorcios"',
        *body,
        '""',
        '"FUENTE: INEGI. Estadísticas de nupcialidad."',
        encoding="cp1252",
    )


def excel_semicolons() -> bytes:
    return lines(
        "sep=;",
        "Concepto;Presupuesto;Avance",
        "Pavimentación calle Hidalgo;1.234.567,50;45,5",
        "Alumbrado público;98.000,00;100,0",
        "Drenaje;350.250,25;12,75",
        encoding="utf-8-sig",
    )


def unicode_text() -> bytes:
    return "\ufeffNombre\tEdad\tColonia\r\nMaría Núñez\t34\tCentro\r\nJosé Peña\t51\tEl Batán\r\n".encode(
        "utf-16-le"
    )


def trailing_pipes() -> bytes:
    return lines("CLAVE|PLANTEL|ALUMNOS|", "14DPR0001A|Benito Juárez|320|", "14DPR0002Z|Niños Héroes|275|")


def dates_of_both_widths() -> bytes:
    return lines(
        "folio,fecha,monto",
        "A-1,3/1/14,100",
        "A-2,28/11/2013,N/D",
        "A-3,15/02/2014,250.5",
        "A-4,,s/d",
        "A-5,1/12/13,-",
    )


def spanish_months() -> bytes:
    return lines("fecha,casos", "26-Abr-07,3", "01-Ene-08,5", "15-Dic-08,7", encoding="cp1252")


def accounting() -> bytes:
    return lines(
        "cuenta,saldo,variacion",
        '0101,"$1,234.50",(25.00)',
        '0102,"$12,000.00",13.50',
        '0103,"$0.75","(1,200.25)"',
    )


def doubly_encoded() -> bytes:
    text = "colonia,habitantes\r\nSan José de García,120\r\nPeñón Ñuñoa,45\r\nJardínes del Álamo,300\r\n"
    return text.encode().decode("latin-1").encode()


def dos() -> bytes:
    return lines(
        "año,población", "2010,Tonalá", "2011,Tlajomulco de Zúñiga", "2012,San Martín", encoding="cp850"
    )


def comments_above() -> bytes:
    return lines(
        "# Exportado el 2024-05-01", "# Sistema de quejas", "id,estatus", "1,abierta", "2,cerrada", end="\n"
    )


def two_level_csv() -> bytes:
    return lines(
        "Municipio,2022,,2023,",
        ",Hombres,Mujeres,Hombres,Mujeres",
        "Tonalá,10,12,11,13",
        "Zapopan,100,120,101,130",
        "Tequila,20,22,21,23",
    )


def fixed_width() -> bytes:
    rows = [
        ("Clave", "Municipio", "Pob"),
        ("14001", "Acatic", "23175"),
        ("14002", "Acatlan de Juarez", "25250"),
    ]
    rows += [("14003", "Ahualulco", "23630"), ("14004", "Amacueca", "5743"), ("14005", "Amatitan", "16490")]
    return lines(*(f"{a:<8}{b:<24}{c:>8}" for a, b, c in rows), end="\n")


def titled_book() -> bytes:
    return sheet_of(
        [
            ["SECRETARÍA DE SALUD JALISCO"],
            ["Consultas por unidad, enero de 2024"],
            [],
            ["Clave", "Unidad", "Consultas", "Costo"],
            ["JCSSA000012", "Hospital Civil", 1200, "$10,500.50"],
            ["JCSSA000024", "Centro de Salud 1", 300, "$2,000.00"],
            ["JCSSA000036", "Centro de Salud 2", 250, "$1,999.99"],
            ["Total", None, 1750, "$14,500.49"],
            [],
            ["Fuente: Sistema de Información en Salud."],
            ["Nota: cifras preliminares."],
        ],
        "A1:D1",
        "A2:D2",
    )


def stacked_tables() -> bytes:
    return sheet_of(
        [
            ["Tabla 1. Hombres"],
            ["Edad", "Casos"],
            ["0-14", 5],
            ["15-29", 8],
            ["30-44", 9],
            [],
            [],
            ["Tabla 2. Mujeres"],
            ["Edad", "Casos"],
            ["0-14", 4],
            ["15-29", 7],
        ]
    )


def code_formats() -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet.append(["CP", "Municipio", "Alta", "Avance"])
        for cp, name, day, done in (
            (1000, "Uno", datetime(2024, 1, 5), 0.125),
            (44100, "Dos", datetime(2024, 2, 6), 0.5),
            (620, "Tres", datetime(2024, 3, 7), 1),
        ):
            sheet.append([cp, name, day, done])
            sheet.cell(sheet.max_row, 1).number_format = "00000"
            sheet.cell(sheet.max_row, 4).number_format = "0.0%"

    return book(fill)


def far_from_the_corner() -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        for number, row in enumerate(
            (["Ruta", "Pasajeros"], ["L1", 5000], ["L2", 7000], ["L3", 9000]), start=5
        ):
            for at, cell in enumerate(row, start=3):
                sheet.cell(number, at, cell)
        sheet["C2"] = "Sistema de Tren Eléctrico Urbano"
        sheet["C2"].font = Font(bold=True)

    return book(fill)


def merged_groups() -> bytes:
    return sheet_of(
        [
            ["Región", "Municipio", "Predios"],
            ["Centro", "Guadalajara", 10],
            [None, "Zapopan", 20],
            [None, "Tonalá", 30],
            ["Valles", "Tequila", 5],
            [None, "Ameca", 6],
        ],
        "A2:A4",
        "A5:A6",
    )


def months_of_two_years() -> bytes:
    return sheet_of(
        [
            ["Delito", 2023, None, None, 2024, None],
            [None, "Ene", "Feb", "Mar", "Ene", "Feb"],
            ["Robo a casa", 10, 11, 12, 13, 14],
            ["Robo de auto", 20, 21, 22, 23, 24],
            ["Lesiones", 1, 2, 3, 4, 5],
        ],
        "A1:A2",
        "B1:D1",
        "E1:F1",
    )


def with_cover() -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        cover = workbook.active
        cover.title = "Portada"
        cover["B3"] = "Gobierno del Estado de Jalisco"
        cover["B5"] = "Padrón de bibliotecas"
        data = workbook.create_sheet("Padrón")
        for row in (["Biblioteca", "Acervo"], ["Central", 1500], ["Norte", 300], ["Sur", 420]):
            data.append(row)

    return book(fill)


def errors_and_formulas() -> bytes:
    return sheet_of(
        [
            ["Partida", "Monto", "Porcentaje"],
            ["1000", 10, 0.5],
            ["2000", "#DIV/0!", 0.25],
            ["3000", 30, "#N/A"],
        ]
    )


def html_as_xls() -> bytes:
    rows = "".join(f"<tr><td>{n}</td><td>Obra {n}</td><td>1,{n}00.50</td></tr>" for n in range(1, 5))
    head = "<tr><th>No.</th><th>Obra</th><th>Monto</th></tr>"
    return (
        f"<html><head><meta charset='utf-8'></head><body><table>{head}{rows}</table></body></html>".encode()
    )


def spreadsheet_xml() -> bytes:
    def row(*cells: tuple[str, str]) -> str:
        return (
            "<Row>"
            + "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in cells)
            + "</Row>"
        )

    body = row(("String", "clave"), ("String", "viviendas")) + "".join(
        row(("String", f"0{n}"), ("Number", str(n * 10))) for n in range(1, 4)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Censo"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def records_in_xml() -> bytes:
    body = "".join(f"<obra><folio>0{n}</folio><monto>{n}.50</monto></obra>" for n in range(1, 4))
    return f'<?xml version="1.0" encoding="UTF-8"?><obras>{body}</obras>'.encode()


def datastore_answer() -> bytes:
    return (
        b'{"success": true, "result": {"fields": [{"id": "cve"}, {"id": "n"}], '
        b'"records": [{"cve": "01", "n": 5}, {"cve": "02", "n": 7}], "total": 2}}'
    )


def zipped_folder() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("datos/2024/obras.csv", "clave,monto\n01,5\n02,7\n")
        pack.writestr("__MACOSX/._obras.csv", b"\x00\x05")
    return target.getvalue()


def database() -> bytes:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE escuelas (cct TEXT, alumnos INTEGER)")
    base.executemany("INSERT INTO escuelas VALUES (?, ?)", [("14DPR0001A", 10), ("14DPR0002Z", 20)])
    base.commit()
    return base.serialize()


def answers() -> bytes:
    return lines("id,activo,pagado", "1,Sí,VERDADERO", "2,No,FALSO", "3,Sí,VERDADERO", encoding="cp1252")


def quoted_breaks() -> bytes:
    return b'id,nota\r"1","primera\rsegunda"\r"2","dijo ""hola"""\r'


def more_titles_than_rows() -> bytes:
    return lines(
        '"INEGI. Encuesta Nacional de Ocupación y Empleo"',
        '"Población ocupada según sector"',
        '"Periodo: 2019-2021"',
        "",
        '"Sector","Total","Hombres","Mujeres"',
        '"Primario","54,152,266","32,974,107","21,178,159"',
        '"Secundario","54,936,719","33,276,842","21,659,877"',
        '"Terciario","55,201,939","33,337,412","21,864,527"',
        "",
        '"Fuente: INEGI. ENOE."',
        '"Nota: las cifras están sujetas a revisión."',
        encoding="cp1252",
    )


def apostrophes() -> bytes:
    return lines("clave,nombre,n", "'00123,Uno,5", "'00045,Dos,6", "'00999,Tres,7")


def first_of_january() -> bytes:
    return lines(
        "Fecha,Acuerdo", "1ro de enero de 2020,A-1", "15 de marzo de 2020,A-2", "1.º de mayo de 2021,A-3"
    )


def days_of_zeros() -> bytes:
    return lines("id,baja", "1,00/00/0000", "2,05/03/2021", "3,00/00/0000", "4,17/08/2021")


def prose_in_one_column() -> bytes:
    return lines(
        "Observaciones",
        "Se atendió, sin novedad",
        "Pendiente",
        "Se turnó a obras, folio aparte",
        "Falta: firma",
    )


def codes_one_blank_apart() -> bytes:
    rows = [
        ("CVE", "MUNICIPIO", "POB", "MONTO"),
        ("14001", "ACATIC", "21206", "1,200.50"),
        ("14002", "ACATLAN DE JUAREZ", "23241", "3,400.00"),
        ("14003", "AHUALULCO DE MERCADO", "22000", "900.25"),
        ("14004", "AMACUECA", "5400", "12.00"),
    ]
    return lines(*(f"{a:<6}{b:<22}{c:>9}{d:>12}" for a, b, c, d in rows))


def numbered_columns() -> bytes:
    return b'{"anio": {"0": 2020, "1": 2021}, "casos": {"0": 5, "1": 6}}'


def answer_of_soap() -> bytes:
    body = "".join(f"<Obra><Clave>0{n}</Clave><Monto>{n}.50</Monto></Obra>" for n in range(1, 4))
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<GetObrasResponse xmlns="http://tempuri.org/"><GetObrasResult>{body}</GetObrasResult></GetObrasResponse>'
        "</soap:Body></soap:Envelope>"
    ).encode()


def packed_with_a_word() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("datos/obras.csv", "clave,monto\n01,5\n02,7\n")
        pack.writestr("datos/diccionario.pdf", b"%PDF-1.4\n%%EOF")
        pack.writestr(
            "LÉEME.txt",
            "Este paquete contiene las obras del año 2023.\r\nCualquier duda, escriba a la Dirección de Obras.\r\n",
        )
    return target.getvalue()


OFFICES: tuple[tuple[str, Callable[[], bytes], tuple[Expected, ...]], ...] = (
    (
        "matrimonios.csv",
        inegi_query,
        (
            Expected(
                ("Clave", "Municipio", "Matrimonios", "Divorcios"),
                ("text", "text", "integer", "integer"),
                6,
                {0: ("14001", "Acatic", 1250, 3), -1: ("14006", "Ameca", 7500, 18)},
            ),
        ),
    ),
    (
        "presupuesto.csv",
        excel_semicolons,
        (
            Expected(
                ("Concepto", "Presupuesto", "Avance"),
                ("text", "number", "number"),
                3,
                {0: ("Pavimentación calle Hidalgo", 1234567.5, 45.5), 2: ("Drenaje", 350250.25, 12.75)},
            ),
        ),
    ),
    (
        "padron.txt",
        unicode_text,
        (
            Expected(
                ("Nombre", "Edad", "Colonia"),
                ("text", "integer", "text"),
                2,
                {0: ("María Núñez", 34, "Centro")},
            ),
        ),
    ),
    (
        "planteles.txt",
        trailing_pipes,
        (
            Expected(
                ("CLAVE", "PLANTEL", "ALUMNOS"),
                ("text", "text", "integer"),
                2,
                {1: ("14DPR0002Z", "Niños Héroes", 275)},
            ),
        ),
    ),
    (
        "pagos.csv",
        dates_of_both_widths,
        (
            Expected(
                ("folio", "fecha", "monto"),
                ("text", "date", "number"),
                5,
                {
                    0: ("A-1", date(2014, 1, 3), 100),
                    1: ("A-2", date(2013, 11, 28), None),
                    3: ("A-4", None, None),
                    4: ("A-5", date(2013, 12, 1), None),
                },
            ),
        ),
    ),
    (
        "casos.csv",
        spanish_months,
        (
            Expected(
                ("fecha", "casos"),
                ("date", "integer"),
                3,
                {0: (date(2007, 4, 26), 3), 1: (date(2008, 1, 1), 5)},
            ),
        ),
    ),
    (
        "saldos.csv",
        accounting,
        (
            Expected(
                ("cuenta", "saldo", "variacion"),
                ("text", "number", "number"),
                3,
                {0: ("0101", 1234.5, -25), 2: ("0103", 0.75, -1200.25)},
            ),
        ),
    ),
    (
        "colonias.csv",
        doubly_encoded,
        (Expected(("colonia", "habitantes"), ("text", "integer"), 3, {0: ("San José de García", 120)}),),
    ),
    (
        "dos.csv",
        dos,
        (Expected(("año", "población"), ("integer", "text"), 3, {1: (2011, "Tlajomulco de Zúñiga")}),),
    ),
    (
        "quejas.csv",
        comments_above,
        (Expected(("id", "estatus"), ("integer", "text"), 2, {0: (1, "abierta")}),),
    ),
    (
        "sexo.csv",
        two_level_csv,
        (
            Expected(
                ("Municipio", "2022 Hombres", "2022 Mujeres", "2023 Hombres", "2023 Mujeres"),
                ("text", "integer", "integer", "integer", "integer"),
                3,
                {0: ("Tonalá", 10, 12, 11, 13)},
            ),
        ),
    ),
    (
        "poblacion.txt",
        fixed_width,
        (
            Expected(
                ("Clave", "Municipio", "Pob"),
                ("text", "text", "integer"),
                5,
                {1: ("14002", "Acatlan de Juarez", 25250)},
            ),
        ),
    ),
    (
        "consultas.xlsx",
        titled_book,
        (
            Expected(
                ("Clave", "Unidad", "Consultas", "Costo"),
                ("text", "text", "integer", "number"),
                3,
                {0: ("JCSSA000012", "Hospital Civil", 1200, 10500.5)},
            ),
        ),
    ),
    (
        "edades.xlsx",
        stacked_tables,
        (
            Expected(("Edad", "Casos"), ("text", "integer"), 3, {0: ("0-14", 5)}),
            Expected(("Edad", "Casos"), ("text", "integer"), 2, {1: ("15-29", 7)}),
        ),
    ),
    (
        "altas.xlsx",
        code_formats,
        (
            Expected(
                ("CP", "Municipio", "Alta", "Avance"),
                ("text", "text", "date", "number"),
                3,
                {0: ("01000", "Uno", date(2024, 1, 5), 0.125), 2: ("00620", "Tres", date(2024, 3, 7), 1)},
            ),
        ),
    ),
    (
        "rutas.xlsx",
        far_from_the_corner,
        (Expected(("Ruta", "Pasajeros"), ("text", "integer"), 3, {0: ("L1", 5000), 2: ("L3", 9000)}),),
    ),
    (
        "predios.xlsx",
        merged_groups,
        (
            Expected(
                ("Región", "Municipio", "Predios"),
                ("text", "text", "integer"),
                5,
                {1: ("Centro", "Zapopan", 20), 4: ("Valles", "Ameca", 6)},
            ),
        ),
    ),
    (
        "delitos.xlsx",
        months_of_two_years,
        (
            Expected(
                ("Delito", "2023 Ene", "2023 Feb", "2023 Mar", "2024 Ene", "2024 Feb"),
                ("text", *["integer"] * 5),
                3,
                {0: ("Robo a casa", 10, 11, 12, 13, 14)},
            ),
        ),
    ),
    (
        "bibliotecas.xlsx",
        with_cover,
        (Expected(("Biblioteca", "Acervo"), ("text", "integer"), 3, {0: ("Central", 1500)}),),
    ),
    (
        "partidas.xlsx",
        errors_and_formulas,
        (
            Expected(
                ("Partida", "Monto", "Porcentaje"),
                ("text", "integer", "number"),
                3,
                {1: ("2000", None, 0.25), 2: ("3000", 30, None)},
            ),
        ),
    ),
    (
        "obras.xls",
        html_as_xls,
        (Expected(("No.", "Obra", "Monto"), ("integer", "text", "number"), 4, {0: (1, "Obra 1", 1100.5)}),),
    ),
    (
        "censo.xls",
        spreadsheet_xml,
        (Expected(("clave", "viviendas"), ("text", "integer"), 3, {0: ("01", 10)}),),
    ),
    ("obras.xml", records_in_xml, (Expected(("folio", "monto"), ("text", "number"), 3, {2: ("03", 3.5)}),)),
    ("respuesta.json", datastore_answer, (Expected(("cve", "n"), ("text", "integer"), 2, {1: ("02", 7)}),)),
    ("paquete.zip", zipped_folder, (Expected(("clave", "monto"), ("text", "integer"), 2, {1: ("02", 7)}),)),
    (
        "escuelas.sqlite",
        database,
        (Expected(("cct", "alumnos"), ("text", "integer"), 2, {0: ("14DPR0001A", 10)}),),
    ),
    (
        "obras.csv.xz",
        lambda: lzma.compress(b"clave,monto\n01,5\n02,7\n"),
        (Expected(("clave", "monto"), ("text", "integer"), 2, {0: ("01", 5)}),),
    ),
    (
        "respuestas.csv",
        answers,
        (Expected(("id", "activo", "pagado"), ("integer", "boolean", "boolean"), 3, {1: (2, False, False)}),),
    ),
    (
        "notas.csv",
        quoted_breaks,
        (
            Expected(
                ("id", "nota"), ("integer", "text"), 2, {0: (1, "primera\rsegunda"), 1: (2, 'dijo "hola"')}
            ),
        ),
    ),
    (
        "ocupacion.csv",
        more_titles_than_rows,
        (
            Expected(
                ("Sector", "Total", "Hombres", "Mujeres"),
                ("text", "integer", "integer", "integer"),
                3,
                {0: ("Primario", 54152266, 32974107, 21178159)},
            ),
        ),
    ),
    (
        "claves.csv",
        apostrophes,
        (Expected(("clave", "nombre", "n"), ("text", "text", "integer"), 3, {0: ("00123", "Uno", 5)}),),
    ),
    (
        "acuerdos.csv",
        first_of_january,
        (
            Expected(
                ("Fecha", "Acuerdo"),
                ("date", "text"),
                3,
                {0: (date(2020, 1, 1), "A-1"), 2: (date(2021, 5, 1), "A-3")},
            ),
        ),
    ),
    (
        "bajas.csv",
        days_of_zeros,
        (Expected(("id", "baja"), ("integer", "date"), 4, {0: (1, None), 1: (2, date(2021, 3, 5))}),),
    ),
    (
        "observaciones.txt",
        prose_in_one_column,
        (Expected(("Observaciones",), ("text",), 4, {0: ("Se atendió, sin novedad",)}),),
    ),
    (
        "municipios.txt",
        codes_one_blank_apart,
        (
            Expected(
                ("CVE", "MUNICIPIO", "POB", "MONTO"),
                ("text", "text", "integer", "number"),
                4,
                {1: ("14002", "ACATLAN DE JUAREZ", 23241, 3400.0)},
            ),
        ),
    ),
    (
        "casos.json",
        numbered_columns,
        (Expected(("anio", "casos"), ("integer", "integer"), 2, {1: (2021, 6)}),),
    ),
    ("soap.xml", answer_of_soap, (Expected(("Clave", "Monto"), ("text", "number"), 3, {2: ("03", 3.5)}),)),
    (
        "con_leeme.zip",
        packed_with_a_word,
        (Expected(("clave", "monto"), ("text", "integer"), 2, {0: ("01", 5)}),),
    ),
)


@pytest.mark.parametrize(("name", "make", "expected"), OFFICES, ids=[name for name, _, _ in OFFICES])
def test_a_file_of_an_office_is_read_as_a_careful_person_would(
    name: str, make: Callable[[], bytes], expected: tuple[Expected, ...], tmp_path: Path
) -> None:
    reading = read_bytes(make(), name, tmp_path)
    assert reading.refused is None
    found = [(tuple(names_of(table)), tuple(types_of(table)), table.rows) for table in reading.tables]
    wanted = [(table.heads, table.types, table.rows) for table in expected]
    assert found == wanted
    for table, want in zip(reading.tables, expected, strict=True):
        rows = rows_of(table, tmp_path)
        assert {at: _plain(rows[at]) for at in want.some} == want.some


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        float(cell)
        if type(cell).__name__ == "Decimal"
        else cell.date()
        if isinstance(cell, datetime)
        else cell
        for cell in row
    )
