"""Workbooks as offices make them come out as a careful person would read them, and what was done can be undone."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlrd
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from amate.ingest.readers.rendering import Known, rendered, rendered_column
from amate.ingest.recipe import Recipe, TableRecipe
from tests.ingest.offices import CODES, MERGED, OFFICES, ONCE, STACKED, SUBTOTALS, Office
from tests.ingest.reader import names_of, notes_of, read_bytes, read_file, rows_of


def plainly(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def published(table: Any, folder: Path) -> list[tuple[Any, ...]]:
    return [tuple(plainly(value) for value in row) for row in rows_of(table, folder)]


def as_typed(rows: list[tuple[Any, ...]], like: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The expected rows, with keys as text where they were published so."""
    return [
        tuple(
            str(w) if isinstance(v, str) and isinstance(w, int) else w
            for w, v in zip(row, other, strict=True)
        )
        for row, other in zip(rows, like, strict=True)
    ]


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.about)
def test_a_workbook_is_read_as_a_careful_person_would(office: Office, tmp_path: Path) -> None:
    reading = read_bytes(office.content(), "libro.xlsx", tmp_path)
    assert [table.name for table in reading.tables] == [table.name for table in office.tables]
    for table, expected in zip(reading.tables, office.tables, strict=True):
        assert tuple(names_of(table)) == expected.columns
        rows = published(table, tmp_path)
        assert rows == as_typed(expected.rows, rows)
        assert table.header_row == expected.header_row
        assert set(expected.told) <= notes_of(table).keys()


def without(steps: str | tuple[str, ...], sheet: str, office: Office, folder: Path) -> Any:
    off = (steps,) if isinstance(steps, str) else steps
    recipe = Recipe((TableRecipe(sheet, steps=dict.fromkeys(off, False)),))
    return read_bytes(office.content(), "libro.xlsx", folder, recipe=recipe).tables


def test_a_total_stays_when_a_person_wants_it(tmp_path: Path) -> None:
    (table,) = without("total-row", "Presupuesto", SUBTOTALS, tmp_path)
    assert published(table, tmp_path)[-1] == ("Gran total", None, 120, 106)
    assert "total-row" not in notes_of(table)


def test_notes_below_stay_when_a_person_wants_them(tmp_path: Path) -> None:
    (table,) = without("footer-rows", "Presupuesto", SUBTOTALS, tmp_path)
    assert published(table, tmp_path)[-1][:2] == (None, "Directora")


def test_merged_cells_are_repeated_or_not(tmp_path: Path) -> None:
    (table,) = without("merged-cells", "Obras", MERGED, tmp_path)
    assert [row[0] for row in published(table, tmp_path)] == ["Norte", None, None, "Sur", None]


def test_keys_are_filled_down_or_not(tmp_path: Path) -> None:
    (table,) = without("filled-down", "Población", ONCE, tmp_path)
    assert [row[1] for row in published(table, tmp_path)][:4] == ["Acatic", None, None, "Ameca"]


def test_codes_errors_and_formulas_are_as_a_person_wants_them(tmp_path: Path) -> None:
    (table,) = without("code-formats", "Padrón", CODES, tmp_path)
    assert [row[0] for row in published(table, tmp_path)] == [12, 345, 99999]
    (table,) = without(("error-cells", "missing-words"), "Padrón", CODES, tmp_path)
    assert published(table, tmp_path)[1][2] == "#DIV/0!"
    (table,) = without("formula-texts", "Padrón", CODES, tmp_path)
    assert [row[3] for row in published(table, tmp_path)] == [2, 3, None]


def test_a_sheet_of_two_tables_is_one_when_a_person_wants_it(tmp_path: Path) -> None:
    (table,) = without("several-tables", "Cuadros", STACKED, tmp_path)
    assert table.name == "Cuadros"
    assert table.rows > 6


SHEETS = (("HECHOS", 4_906, 4_914), ("DETENIDOS", 4_936, 4_944))


def test_the_police_workbook_is_right_at_once(real: Path, tmp_path: Path) -> None:
    name = "zapopan_delitos_faltas_2014.xlsx"
    reading = read_file(real / name, name, tmp_path)
    book = openpyxl.load_workbook(real / name, read_only=True, data_only=True)
    for table, (sheet, rows, footer) in zip(reading.tables, SHEETS, strict=True):
        assert (table.name, table.rows, table.header_row) == (sheet, rows, 3)
        assert names_of(table) == ["FECHA", "CALLE", "CRUCE", "COLONIA", "X", "Y", "DELITO", "TIPO", "FUENTE"]
        assert notes_of(table)["title-rows"] == (1,)
        assert notes_of(table)["joined-heads"] == (2, 3)
        assert notes_of(table)["footer-rows"] == (footer,)
        there = list(book[sheet].iter_rows(min_row=4, max_row=3 + rows, max_col=9, values_only=True))
        here = published(table, tmp_path)
        assert [row[0] for row in here] == [row[0].date() for row in there]
        trimmed = [
            tuple(cell.strip() or None if isinstance(cell, str) else cell for cell in row[1:])
            for row in there
        ]
        assert [row[1:] for row in here] == trimmed


def test_keys_of_each_group_are_repeated_in_a_projection(real: Path, tmp_path: Path) -> None:
    name = "conapo_jalisco_municipios_2010_2030.xlsx"
    (table,) = read_file(real / name, name, tmp_path).tables
    rows = published(table, tmp_path)
    assert (table.header_row, table.rows, len(table.columns)) == (3, 1_890, 25)
    assert {row[0] for row in rows} == {"Jalisco", *(str(14_000 + at) for at in range(1, 126))}
    guadalajara = [row for row in rows if row[0] == "14039"]
    assert len(guadalajara) == 15
    assert {row[1] for row in guadalajara} == {"Guadalajara"}
    assert guadalajara[0][2:4] == ("Ambos", "0-14")
    assert guadalajara[0][4] == pytest.approx(372_244.887, abs=0.001)
    assert all(row[1] is None for row in rows if row[0] == "Jalisco")


def test_heads_of_two_rows_of_an_old_xls(real: Path, tmp_path: Path) -> None:
    name = "conapo_poblacion_municipal_1990.xls"
    reading = read_file(real / name, name, tmp_path)
    totals = {"Total": 83_971_014, "Hombres": 41_839_942, "Mujeres": 42_131_072}
    assert [table.name for table in reading.tables] == list(totals)
    for table in reading.tables:
        assert (table.header_row, table.rows) == (6, 2_487)
        assert names_of(table)[:2] == ["Clave", "Entidad Federativa"]
        assert names_of(table)[3:5] == ["GRUPOS DE EDAD < 1", "GRUPOS DE EDAD 1 - 4"]
        assert names_of(table)[-1] == "GRUPOS DE EDAD 100 y más"
        assert published(table, tmp_path)[0][1:3] == ("República Mexicana", totals[table.name])
        assert notes_of(table)["footer-rows"] == (2_497,)


@pytest.mark.parametrize("from_1904", [False, True])
def test_an_old_xls_keeps_the_zeros_of_codes_tells_its_errors_and_counts_days_as_it_says(
    from_1904: bool, tmp_path: Path
) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    sheet = book.add_sheet("Padrón")
    code, day = xlwt.easyxf(num_format_str="00000"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for at, head in enumerate(("clave", "otra", "fecha", "monto")):
        sheet.write(0, at, head)
    for row in range(1, 8):
        sheet.write(row, 0, 1_000 * row + 1, code)
        sheet.write(row, 1, 20 * row, code)
        sheet.write(row, 2, 40_000 + row, day)
        sheet.write(row, 3, row * 1.5)
    sheet.row(9).set_cell_error(3, "#DIV/0!")
    for at in range(3):
        sheet.write(9, at, 99_999 - at, (code, code, day)[at])
    book.save(content := io.BytesIO())
    (table,) = read_bytes(content.getvalue(), "padron.xls", tmp_path).tables
    first = xlrd.xldate_as_datetime(40_001, int(from_1904)).date()
    rows = published(table, tmp_path)
    assert rows[0] == ("01001", "00020", first, 1.5)
    assert rows[6] == ("07001", "00140", first + timedelta(6), 10.5)
    assert rows[7][0] == "99999"
    assert rows[7][3] is None
    assert notes_of(table)["error-cells"] == (10,)
    assert "code-formats" in notes_of(table)


NUMBERS = st.floats() | st.integers(-(2**54), 2**54).map(float)
KINDS_OF_CELLS = (
    *(NUMBERS, st.integers(), st.text(max_size=9), st.booleans(), st.dates(), st.datetimes(), st.times()),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.builds(Known, st.text(max_size=9), st.sampled_from(("", "text", "number"))),
)


@given(
    st.sampled_from(KINDS_OF_CELLS).flatmap(lambda kind: st.lists(kind, min_size=1))
    | st.sampled_from(KINDS_OF_CELLS).flatmap(lambda kind: st.lists(kind | st.just(""), min_size=1))
    | st.lists(st.one_of(KINDS_OF_CELLS), min_size=1)
)
def test_a_cell_reads_in_its_column_as_it_does_alone(values: list[object]) -> None:
    texts, kinds = rendered_column(values)
    assert list(texts) == [rendered(value)[0] if value != "" else "" for value in values]
    assert kinds == {rendered(value)[1] for value in values if value != ""}
