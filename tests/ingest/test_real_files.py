"""Real government files, against the facts of their manifest and an independent reading cell by cell."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.ingest.reader import names_of, notes_of, read_file, rows_of, types_of


@dataclass(frozen=True)
class TextFile:
    """A sound text file: what the manifest says of it."""

    name: str
    encoding: str
    rows: int
    columns: int
    delimiter: str = ","
    types: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)


def codes(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "text")


TEXT_FILES = (
    TextFile(
        "argentina_bahra_asentamientos.csv",
        "utf-8",
        13_583,
        15,
        types=codes("cod_prov", "cod_bahra") | {"lat_gd": "number", "long_gd": "number"},
        meanings={"lat_gd": "latitude"},
    ),
    TextFile("argentina_tramites_multilinea.csv", "utf-8", 82, 13),
    TextFile(
        "conagua_rachas_sequia_municipios.csv",
        "utf-8",
        12_146,
        12,
        types=codes("cve_geo", "cve_ent") | {"full_date_start_racha": "date", "racha_dias": "integer"},
        meanings={"cve_geo": "cvegeo_municipality", "cve_ent": "cvegeo_state"},
    ),
    TextFile(
        "conapo_poblacion_municipal_1990_2040.csv",
        "utf-8",
        2_475,
        54,
        types=codes("CVE") | {"1990": "integer", "2040": "integer"},
        meanings={"CVE": "cvegeo_municipality", "1990": ""},
    ),
    TextFile("inegi_censo_2020_entidades.csv", "utf-8", 33, 6, types=codes("cve_geo")),
    TextFile(
        "inegi_cve_nom_municipios.csv",
        "utf-8",
        2_475,
        5,
        types=codes("cve_geo", "cve_ent", "cve_mun", "nombre_estado", "nombre_municipio"),
        meanings={"nombre_municipio": "municipality_name"},
    ),
    TextFile("inegi_diccionario_ageb_cpv2020.csv", "utf-8", 230, 6),
    TextFile("inegi_migrantes_jalisco_2020.CSV", "ascii", 8_883, 26, types=codes("MUN", "LOC50K")),
    TextFile(
        "jalisco_desigualdad_ageb.csv",
        "cp1252",
        4_440,
        23,
        types=codes("ageb") | {"clave_mun": "integer", "indice": "number"},
    ),
    TextFile(
        "jalisco_mi_tren_linea1.csv",
        "ascii",
        20,
        3,
        types={"Latitude": "number", "Longitude": "number"},
        meanings={"Latitude": "latitude", "Longitude": "longitude"},
    ),
    TextFile("mexico_redcompartida_edca.csv", "utf-8", 97, 8),
    TextFile(
        "peru_minsa_epp.csv", "cp1252", 313, 5, ";", types={"FECHA": "date"}, sums={"CANTIDAD": 54_871_436}
    ),
    TextFile(
        "peru_osce_contrataciones.csv",
        "utf-8-sig",
        2_679,
        35,
        types=codes("CODIGOENTIDAD") | {"FECHACONVOCATORIA": "date"},
    ),
    TextFile(
        "sesnsp_estatal_2026.csv", "cp1252", 3_648, 19, types=codes("Clave_Ent"), meanings={"Año": "year"}
    ),
    TextFile("zapopan_bibliotecas.csv", "ascii", 505, 5, meanings={"TelBiblio": "phone"}),
    TextFile(
        "zapopan_colonias.csv",
        "mac_roman",
        527,
        45,
        types={"IdColonia": "integer", "ArroyoEntubado": "boolean", "CP": "text"},
        meanings={"CP": "postal_code", "CalleAlumbrado%": "percent"},
    ),
    TextFile("zapopan_delitos.csv", "ascii", 4_906, 11, types={"fecha": "date", "long": "number"}),
    TextFile(
        "zapopan_eventos.csv",
        "mac_roman",
        106,
        13,
        types={"Vencimiento": "date", "Autorizacion": "date", "Alcohol": "integer"},
    ),
    TextFile(
        "zapopan_parques.csv",
        "mac_roman",
        51,
        8,
        types=codes("Telefono 1"),
        meanings={"Latitud": "latitude", "Longitud": "longitude", "Telefono 1": "phone"},
    ),
    TextFile("zapopan_tianguis.csv", "mac_roman", 405, 3),
)


def independently(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The records of a text file as the standard library reads them."""
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def same(cell: str, value: Any) -> bool:
    """Whether a published value says what the cell says."""
    cell = cell.strip(" \t\r\n\xa0")
    if value is None:
        said = cell.replace(" ", "").casefold()
        return said in ("", "na", "n/d", "s/d", "null", "-", "-inexistente-", "sindatos")
    if isinstance(value, bool):
        return cell.casefold() in (("verdadero", "true", "sí") if value else ("falso", "false", "no"))
    if isinstance(value, int | float | Decimal):
        return Decimal(cell) == Decimal(str(value))
    if isinstance(value, datetime):
        return cell == value.isoformat()
    if isinstance(value, date):
        forms = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")
        return any(_parsed(cell, form) == value for form in forms)
    return bool(cell == value)


def _parsed(cell: str, form: str) -> date | None:
    try:
        return datetime.strptime(cell, form).date()
    except ValueError:
        return None


@pytest.mark.parametrize("file", TEXT_FILES, ids=lambda file: file.name)
def test_a_sound_text_file_is_read_as_its_manifest_says(file: TextFile, real: Path, tmp_path: Path) -> None:
    reading = read_file(real / file.name, file.name, tmp_path)
    assert (reading.refused, reading.encoding, reading.format) == (None, file.encoding, "csv")
    (table,) = reading.tables
    assert (table.header_row, table.rows, len(table.columns)) == (1, file.rows, file.columns)
    types = dict(zip(names_of(table), types_of(table), strict=True))
    assert types | file.types == types
    meanings = {column.name: column.meaning or "" for column in table.columns}
    assert meanings | file.meanings == meanings

    heads, *records = independently(real / file.name, file.encoding, file.delimiter)
    assert names_of(table) == [" ".join(head.split()) for head in heads]
    published = rows_of(table, tmp_path)
    wrong = [
        (cell, value)
        for record, row in zip(records, published, strict=True)
        for cell, value in zip(record, row, strict=True)
        if not same(cell, value)
    ]
    assert wrong == []
    for name, total in file.sums.items():
        assert sum(row[names_of(table).index(name)] for row in published) == total


def test_parques_is_flawless(real: Path, tmp_path: Path) -> None:
    reading = read_file(real / "zapopan_parques.csv", "zapopan_parques.csv", tmp_path)
    (table,) = reading.tables
    rows = rows_of(table, tmp_path)
    assert len(rows) == 51
    assert rows[0][:2] == ("Agua Azul", "(33) 3619-0328")
    text = " ".join(row[5] or "" for row in rows)
    assert text.count("“") > 0
    assert text.count("“") == text.count("”")
    assert not any(stray in text for stray in "Ò\ufffd\x92Ó")
    assert all(20 < float(row[6]) < 21 and -104 < float(row[7]) < -103 for row in rows if row[6])


def test_a_broken_line_is_kept_out_and_named(real: Path, tmp_path: Path) -> None:
    name = "argentina_agrupaciones_truncado.csv"
    (table,) = read_file(real / name, name, tmp_path).tables
    assert (table.rows, len(table.columns)) == (1, 7)
    assert notes_of(table)["broken-rows"] == (3,)


def test_records_with_a_field_too_many_are_mended_and_named(real: Path, tmp_path: Path) -> None:
    name = "peru_mef_donaciones.csv"
    reading = read_file(real / name, name, tmp_path)
    (table,) = reading.tables
    assert (reading.encoding, len(table.columns), table.rows) == ("cp1252", 47, 529)
    damaged = (*range(121, 128), *range(517, 521))
    assert notes_of(table)["surplus-cells"] == damaged
    types = dict(zip(names_of(table), types_of(table), strict=True))
    assert (types["FECHA_REG"], types["PLIEGO"], types["VALOR_TOTAL"]) == ("datetime", "text", "number")
    # A "|" stands inside the number of a guide or of a document, where the other rows have another mark.
    rows, names = rows_of(table, tmp_path), names_of(table)
    records = independently(real / name, "cp1252", "|")
    for line in damaged:
        cells = [cell.strip() for cell in records[line - 1]]
        split = names.index("NRO_GUIA" if line < 500 else "DOCUM_CONFIRMA")
        cells[split : split + 2] = ["|".join(cells[split : split + 2])]
        texts = [at for at, type_ in enumerate(types.values()) if type_ == "text"]
        assert [rows[line - 2][at] or "" for at in texts] == [cells[at] for at in texts]


def test_quotes_escaped_by_a_backslash_are_mended_and_named(real: Path, tmp_path: Path) -> None:
    name = "mexico_datosgob_tabla_maestra_2015.csv"
    (table,) = read_file(real / name, name, tmp_path).tables
    assert (table.rows, names_of(table)) == (6_020, ["institution", "base_name", "url", "type", "size"])
    lines = (real / name).read_text().split("\n")
    assert notes_of(table)["backslash-quotes"] == tuple(
        at for at, line in enumerate(lines, 1) if '\\"' in line
    )
    assert 'Programa "Solo para Ti", de forma mensual' in rows_of(table, tmp_path)[5_732][1]


def test_titles_above_and_a_footnote_below_are_left_out(real: Path, tmp_path: Path) -> None:
    name = "inegi_homicidios_2010.csv"
    reading = read_file(real / name, name, tmp_path)
    (table,) = reading.tables
    assert (reading.encoding, table.header_row, table.rows) == ("cp1252", 6, 18_196)
    assert rows_of(table, tmp_path)[0] == (None, "Total", "Total", "Total", 25_000)
    _, *records = csv.reader(io.StringIO((real / name).read_bytes().decode("cp1252"), newline=""))
    cells = {tuple(cell.strip() for cell in record) for record in records}
    for key, *words, deaths in rows_of(table, tmp_path):
        printed = {
            0: "",
            2: f"=CONCATENAR({key[0] if key and key[0] == '0' else ' '},{key})",
            5: f"{key[:2]} {key[2:]}" if key else "",
        }
        assert (printed[len(key or "")], *words, f"{deaths:,}") in cells
    assert {"joined-keys", "thousands"} <= set(notes_of(table))
    guadalajara = ("14039", "Guadalajara", "Total", "Total", 249)
    assert guadalajara in rows_of(table, tmp_path)


@pytest.mark.slow
def test_a_million_rows_inside_bz2_keep_their_sum(real: Path, tmp_path: Path) -> None:
    name = "sesnsp_victimas_estatal_largo.csv.bz2"
    reading = read_file(real / name, name, tmp_path)
    (table,) = reading.tables
    assert (reading.container, reading.format, table.rows, len(table.columns)) == ("bz2", "csv", 927_360, 12)
    rows = rows_of(table, tmp_path)
    names = names_of(table)
    state, victims, month = names.index("cve_ent"), names.index("n_victimas"), names.index("date_year_month")
    assert sum(row[victims] for row in rows) == 3_529_009
    assert sum(row[victims] for row in rows if row[state] == "14") == 192_183
    assert (min(row[month] for row in rows), max(row[month] for row in rows)) == (
        date(2015, 1, 15),
        date(2025, 6, 15),
    )


WORKBOOKS = (
    ("conapo_esperanza_vida.xlsx", {"EV_completa": (1, 10_059, 6)}),
    ("conapo_jalisco_municipios_2010_2030.xlsx", {"Jalisco": (3, 1_890, 25)}),
    (
        "inecc_municipios_vulnerables.xlsx",
        {"1448": (1, 1_448, 18), "273": (1, 273, 18), "83": (1, 83, 18), "Diccionario": None},
    ),
    ("mexico_adela_inventario.xlsx", {"Inventario": (1, 3, 8), "Diccionario de datos": (1, 8, 2)}),
    ("peru_osce_contrataciones.xlsx", {"CONOSCE_CONTRATACIONDIRECTA": (1, 2_679, 35)}),
    ("peru_minsa_epp.xls", {"itemTablaAdquisiciones": (1, 313, 5)}),
    ("argentina_escuelas_tierra_del_fuego.ods", {"Tierra_del_Fuego": (1, 223, 46)}),
)


@pytest.mark.parametrize(("name", "sheets"), WORKBOOKS, ids=[name for name, _ in WORKBOOKS])
def test_a_sound_workbook_is_read_sheet_by_sheet(
    name: str, sheets: dict[str, tuple[int, int, int] | None], real: Path, tmp_path: Path
) -> None:
    reading = read_file(real / name, name, tmp_path)
    assert (reading.refused, reading.format) == (None, name.rsplit(".", 1)[1])
    found = {table.name: (table.header_row, table.rows, len(table.columns)) for table in reading.tables}
    assert found.keys() == sheets.keys()
    assert {sheet: found[sheet] for sheet, facts in sheets.items() if facts} == {
        sheet: facts for sheet, facts in sheets.items() if facts
    }


def test_a_workbook_says_the_same_as_openpyxl(real: Path, tmp_path: Path) -> None:
    name = "peru_osce_contrataciones.xlsx"
    (table,) = read_file(real / name, name, tmp_path).tables
    sheet = openpyxl.load_workbook(real / name, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()  # this file says that it holds one cell
    heads, *records = list(sheet.iter_rows(values_only=True))
    assert names_of(table) == list(heads)
    for record, row in zip(records, rows_of(table, tmp_path), strict=True):
        assert [_plain(cell) for cell in record] == [_plain(value) for value in row]
    types = dict(zip(names_of(table), types_of(table), strict=True))
    assert (types["CODIGOENTIDAD"], types["FECHACONVOCATORIA"]) == ("text", "date")


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.date()
        case Decimal():
            return float(value)
        case str():
            return value.strip() or None
        case _:
            return value


def test_a_workbook_called_csv_is_read_as_what_it_is(real: Path, tmp_path: Path) -> None:
    name = "argentina_mds_listado_es_ods.csv"
    reading = read_file(real / name, name, tmp_path)
    assert (reading.format, len(reading.tables)) == ("ods", 13)
    table = reading.tables[0]
    assert (table.name, table.header_row, table.rows) == ("Base_total", 2, 1_498)
    assert "wrong-extension" in notes_of(table)


DOCUMENTS = (
    ("amg_municipios_cuatro_capas.zip", "shapefile"),
    ("iieg_jalisco_colonias_sociodemografico_2020.zip", "shapefile"),
    ("inegi_denue_guadalajara_2021.zip", "shapefile"),
    ("jalisco_contorno_estatal.geojson", "geojson"),
    ("jalisco_mi_tren_linea3.kml", "kml"),
    ("guadalajara_ccu_equipamientos.gpkg", "gpkg"),
    ("cat_dcatap_catalogo.rdf", "xml"),
    ("cat_francia_geonetwork_csw_iso19139.xml", "xml"),
    ("cat_espana_datosgob_dataset.ttl", "text"),
    ("cat_guanajuato_congreso_package_list.json", "json"),
    ("cat_mexico_adela_catalogos.json", "json"),
)


@pytest.mark.parametrize(("name", "format_"), DOCUMENTS)
def test_what_is_not_a_table_is_kept_as_a_document(
    name: str, format_: str, real: Path, tmp_path: Path
) -> None:
    reading = read_file(real / name, name, tmp_path)
    assert (reading.format, reading.tables, reading.refused) == (format_, (), None)


def test_the_only_array_of_objects_in_a_json_is_a_table(real: Path, tmp_path: Path) -> None:
    name = "cat_eeuu_dcatus_grande.json"
    (table,) = read_file(real / name, name, tmp_path).tables
    assert table.rows == 402
    assert dict(zip(names_of(table), types_of(table), strict=True))["distribution"] == "json"
