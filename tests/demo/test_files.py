"""The demo's files, read by readers that are not ours."""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import json
import zipfile
from datetime import date

import duckdb
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from amate.management.demo import mess
from amate.management.demo.plan import read_plan
from amate.management.demo.scene import within

from .conftest import JALISCO, resource

SMALL = 10_000  # rows that a fast test may make


def unwrapped(path):
    raw = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (only,) = archive.namelist()
            return archive.read(only)
    return {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(path.suffix, bytes)(raw)


def text_lines(one, folder):
    dialect = mess.dialect(one.mess)
    text = unwrapped(one.write(folder)).decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def text_resources(largest):
    plan = read_plan(JALISCO)
    return [
        pytest.param(one, id=one.file_name)
        for dataset in plan.datasets
        for one in dataset.resources
        if one.format in ("csv", "tsv") and one.rows <= largest
    ]


@pytest.mark.parametrize("one", text_resources(SMALL))
def test_a_text_table_decodes_and_has_its_rows(one, tmp_path):
    lines = text_lines(one, tmp_path)
    columns = list(one.table().columns)
    bare = [[cell.strip() for cell in line] for line in lines]
    head = next(n for n, line in enumerate(bare) if line[: len(columns)] == columns)
    assert head == (3 if "title_rows" in one.mess else 0)
    rows = [line for line in bare[head + 1 :] if any(line)]
    assert len(rows) == one.rows
    assert {len(line) for line in rows} == {len(lines[head])}


@pytest.mark.slow
def test_the_large_table_has_exactly_200_000_rows_for_duckdb(plan, tmp_path):
    path = resource(plan, "ejemplo_incidencia_delictiva.csv").write(tmp_path)
    with duckdb.connect() as duck:
        duck.execute("CREATE TABLE t AS FROM read_csv(?, all_varchar = true)", [str(path)])
        facts = duck.execute(
            "SELECT count(*), count(DISTINCT folio), min(fecha), max(fecha), count(DISTINCT cvegeo) FROM t"
        ).fetchone()
    assert facts[:4] == (200_000, 200_000, "2023-01-01", "2025-06-30")
    assert facts[4] > 100


def test_a_workbook_has_titles_totals_and_notes_as_offices_write_them(plan, tmp_path):
    path = resource(plan, "ejemplo_docentes_municipio.xlsx").write(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Datos"]
    assert book.sheetnames == ["Datos", "Notas"]
    assert sheet["A1"].value == "Secretaría de Educación del Estado de Jalisco"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:H1"]
    assert [cell.value for cell in sheet[4]][:3] == ["ciclo_escolar", "cvegeo", "municipio"]
    assert sheet["B5"].value == "14001"
    total = 4 + 1125 + 1
    assert sheet.cell(total, 1).value == "Total"
    women = [sheet.cell(n, 5).value for n in range(5, total)]
    assert sheet.cell(total, 5).value == sum(women)


def test_a_workbook_keeps_dates_and_codes_for_calamine(plan, tmp_path):
    path = resource(plan, "ejemplo_parques.xlsx").write(tmp_path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Datos").to_python()
    assert len(rows) == 1 + 312
    kept = rows[0].index("ultimo_mantenimiento")
    assert {type(row[kept]) for row in rows[1:] if row[kept] != ""} == {date}


def test_the_open_document_sheet_opens_in_calamine(plan, tmp_path):
    path = resource(plan, "ejemplo_matricula_bachillerato.ods").write(tmp_path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Datos").to_python()
    assert len(rows) == 1 + 1750
    assert rows[1][:3] == ["2023-A", "Plantel Acatic", "14001"]
    assert isinstance(rows[1][5], float)


def test_json_and_ndjson_hold_one_object_a_row(plan, tmp_path):
    records = json.loads(resource(plan, "ejemplo_unidades_medicas.json").write(tmp_path).read_text("utf-8"))
    assert len(records) == 1240
    assert records[0]["clues"].startswith("JCSSA")
    lines = (
        resource(plan, "ejemplo_afluencia_tren.ndjson")
        .write(tmp_path, version=1)
        .read_text("utf-8")
        .splitlines()
    )
    assert json.loads(lines[0])["linea"] == "Línea 1"


@pytest.mark.slow
def test_parquet_has_types_and_keeps_the_zeros(plan, tmp_path):
    path = resource(plan, "ejemplo_empleo_formal.parquet").write(tmp_path)
    with duckdb.connect() as duck:
        types = {
            name: kind
            for name, kind, *_ in duck.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()
        }
        (rows,) = duck.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    assert rows == 36_750
    assert (types["cvegeo"], types["mes"], types["salario_diario_mxn"]) == (
        "VARCHAR",
        "DATE",
        "DECIMAL(18,2)",
    )


def test_a_shapefile_has_its_five_parts_and_its_points(plan, tmp_path):
    path = resource(plan, "ejemplo_incendios_forestales.zip").write(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name.rpartition(".")[2]: archive.read(name) for name in archive.namelist()}
    assert set(parts) == {"shp", "shx", "dbf", "prj", "cpg"}
    # ESRI's white paper: file length in 16-bit words at byte 24, 28 bytes a point record
    assert int.from_bytes(parts["shp"][24:28], "big") * 2 == len(parts["shp"]) == 100 + 28 * 1480
    assert len(parts["shx"]) == 100 + 8 * 1480
    assert int.from_bytes(parts["dbf"][4:8], "little") == 1480


def test_a_pdf_is_a_pdf_whose_table_of_objects_is_true(plan, tmp_path):
    raw = resource(plan, "ejemplo_reglamentos.pdf").write(tmp_path).read_bytes()
    assert raw.startswith(b"%PDF-1.4")
    begins = int(raw.rsplit(b"startxref\n", 1)[1].split()[0])
    entries = raw[begins:].split(b"\n")[3:8]
    for number, entry in enumerate(entries, 1):
        assert raw[int(entry[:10]) :].startswith(b"%d 0 obj" % number)
    assert "Compendio de reglamentos".encode("cp1252") in raw


ONE_OF_EACH = (
    "ejemplo_docentes_municipio.xlsx",
    "ejemplo_matricula_bachillerato.ods",
    "ejemplo_bibliotecas.csv",
    "ejemplo_unidades_medicas.json",
    "ejemplo_escuelas_basica.parquet",
    "ejemplo_incendios_forestales.zip",
    "ejemplo_reglamentos.pdf",
)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_the_same_seed_gives_the_same_bytes(name, tmp_path):
    made = [resource(read_plan(JALISCO), name).write(tmp_path / once) for once in ("a", "b")]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_another_seed_gives_other_rows(tmp_path):
    made = [
        resource(read_plan(JALISCO, seed), "ejemplo_claves_practica.csv")
        .write(tmp_path / str(seed))
        .read_bytes()
        for seed in (14, 15)
    ]
    assert made[0] != made[1]


@pytest.mark.slow
def test_every_file_is_the_same_twice_and_all_weigh_less_than_80_mb(plan, tmp_path):
    total = 0
    for dataset in plan.datasets:
        for one in dataset.resources:
            first = one.write(tmp_path).read_bytes()
            again = one.write(tmp_path).read_bytes()
            assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest(), one.file_name
            total += len(first)
    assert total < 80_000_000


def test_a_later_version_begins_with_the_rows_of_the_one_before(plan, tmp_path):
    one = resource(plan, "ejemplo_escuelas_primarias_tonala.csv")
    first, second = (one.write(tmp_path / str(n), n).read_text("utf-8").splitlines() for n in (1, 2))
    assert len(first) < len(second) == 1 + 214
    assert second[: len(first)] == first


def test_a_municipality_publishes_only_its_own_schools(plan):
    one = resource(plan, "ejemplo_escuelas_primarias_tonala.csv")
    table = one.table()
    where = list(table.columns).index("cvegeo")
    assert {row[where] for row in table.rows} == {"14101"}


def test_rows_of_every_table_match_their_columns_and_types(plan):
    kinds = {"text": str, "integer": int, "number": float, "date": date, "boolean": bool}
    for dataset in plan.datasets:
        for one in dataset.resources:
            if not one.maker:
                continue
            table = one.table()
            row = next(iter(table.rows))
            assert len(row) == len(table.columns), one.file_name
            for (name, kind), value in zip(table.columns.items(), row, strict=True):
                if kind in kinds and value is not None:
                    assert type(value) is kinds[kind], (one.file_name, name)


def test_no_two_schools_share_a_key_of_ten_characters(plan):
    table = resource(plan, "ejemplo_escuelas_basica.csv").table()
    keys = [row[0] for row in table.rows]
    assert len(set(keys)) == len(keys) == 12_600
    assert {len(key) for key in keys} == {10}


def test_points_fall_in_their_municipality(plan):
    one = resource(plan, "ejemplo_escuelas_primarias_tonala.csv")
    (spot,) = within(one.stage.spots, "14101")
    table = one.table()
    latitude, longitude = (list(table.columns).index(name) for name in ("latitud", "longitud"))
    assert all(abs(row[latitude] - spot.latitude) < 0.1 for row in table.rows)
    assert abs(spot.longitude + 103.24) < 0.05
    assert longitude == latitude + 1
