"""What a workbook hides is left out, told without saying it, and published only when a person decides so."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo

from amate.ingest.readers.hidden.looks import look_of_format
from amate.ingest.recipe import Recipe, TableRecipe
from amate.ingest.withholding import reasons_to_withhold
from tests.ingest.hiding import HEADS, PARKS, PLACES, Hide, ods, xlsx
from tests.ingest.hostile import A1, SHEET
from tests.ingest.hostile import xlsx as plain_xlsx
from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of

WORD = "qzcanariowx"
STEPS = ("hidden-sheet", "hidden-rows", "hidden-columns")


@pytest.mark.parametrize(
    ("name", "hide", "code"), [place[1:] for place in PLACES], ids=[place[0] for place in PLACES]
)
def test_what_is_hidden_is_left_out_and_told(name: str, hide: Hide, code: str, tmp_path: Path) -> None:
    reading = read_bytes(hide(WORD), name, tmp_path)
    (table,) = reading.tables
    assert [(*row[:2], float(row[2])) for row in rows_of(table, tmp_path)] == list(PARKS)
    assert table.rows == 2
    assert tuple(names_of(table)[:3]) == HEADS
    assert code in notes_of(table)
    assert WORD not in json.dumps(reading.as_json())
    assert WORD.encode() not in (tmp_path / "out" / table.parquet).read_bytes()


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("a hidden sheet", "hidden-sheet"),
        ("a very hidden sheet of an XLS", "hidden-sheet"),
        ("a filtered row", "hidden-rows"),
        ("a hidden row of an ODS", "hidden-rows"),
        ("a hidden first column", "hidden-columns"),
        ("a hidden column of an XLSB", "hidden-columns"),
    ],
)
def test_what_was_hidden_is_published_when_a_person_decides_so(place: str, step: str, tmp_path: Path) -> None:
    _, name, hide, _ = next(each for each in PLACES if each[0] == place)
    recipe = Recipe((TableRecipe("Parques", steps={step: False}),))
    reading = read_bytes(hide(WORD), name, tmp_path, recipe=recipe)
    cells = [cell for table in reading.tables for row in rows_of(table, tmp_path) for cell in row]
    assert WORD in cells
    assert step not in {note.code for table in reading.tables for note in table.notes}


def test_what_is_in_no_sheet_is_never_published(tmp_path: Path) -> None:
    recipe = Recipe((TableRecipe("Parques", steps=dict.fromkeys(STEPS, False)),))
    for what, name, hide, code in PLACES:
        if code in STEPS:
            continue
        folder = tmp_path / what
        folder.mkdir()
        reading = read_bytes(hide(WORD), name, folder, recipe=recipe)
        assert all(WORD not in str(row) for table in reading.tables for row in rows_of(table, folder)), what


def test_an_office_that_left_its_filter_on_is_told_how_many_rows_that_costs(tmp_path: Path) -> None:
    hide = next(place[2] for place in PLACES if place[0] == "a filtered row")
    (table,) = read_bytes(hide("Tercero"), "filtro.xlsx", tmp_path).tables
    (told,) = [note for note in table.notes if note.code == "hidden-rows"]
    assert (told.count, told.rows) == (1, (4,))
    assert told.message == (
        "La hoja tiene un filtro puesto: 1 renglón que no se ve quedó fuera de la tabla. "
        "Si deben publicarse, quita el filtro y vuelve a subir el libro, o apaga este paso."
    )


def test_rows_and_titles_keep_their_numbers_below_hidden_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Secreto"],
        ["Parques de Zapopan"],
        list(HEADS),
        [" Ávila ", "Centro", 1],
        ["Sol", "Sur", 2],
    ):
        sheet.append(row)
    sheet.row_dimensions[1].hidden = True
    book.save(tmp_path / "libro.xlsx")
    (table,) = read_bytes((tmp_path / "libro.xlsx").read_bytes(), "libro.xlsx", tmp_path).tables
    assert table.header_row == 3
    assert notes_of(table)["title-rows"] == (2,)
    assert notes_of(table)["trimmed"] == (4,)
    assert "Secreto" not in json.dumps([note.message for note in table.notes])


def test_a_head_in_white_on_the_dark_ground_of_a_table_is_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADS, *PARKS):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(color="FFFFFFFF")
    styled = Table(displayName="Parques", ref="A1:C3", tableStyleInfo=TableStyleInfo(name="TableStyleDark1"))
    sheet.add_table(styled)
    for cell, ground in zip(sheet[2], ("FF1F4E78", "FF808080", "FFC00000"), strict=True):
        cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor=ground)
    book.save(tmp_path / "libro.xlsx")
    (table,) = read_bytes((tmp_path / "libro.xlsx").read_bytes(), "libro.xlsx", tmp_path).tables
    assert tuple(names_of(table)) == HEADS
    assert table.rows == 2
    assert "masked-cells" not in notes_of(table)


@pytest.mark.parametrize(
    ("code", "numbers", "texts"),
    [
        (";;;", True, True),
        (";;", True, False),
        (";;;@", True, False),
        ("0;-0;;@", False, False),
        ('"";"";"";""', True, True),
        ("**;**;**;**", True, True),
        ('"***"', True, False),
        ('"Sí";;"No"', False, False),
        ("General", False, False),
        ("#,##0.00;[Red]-#,##0.00", False, False),
        ("[h]:mm", False, False),
        ("dd/mm/yyyy;@", False, False),
        ("_-* #,##0_-;-* #,##0_-;_-* -_-;_-@_-", False, False),
        ("0;-0;0;", False, True),
        ("", False, False),
    ],
)
def test_what_a_number_format_hides(code: str, numbers: bool, texts: bool) -> None:
    assert look_of_format(code) == (numbers, texts)


def test_a_plain_workbook_of_each_program_hides_nothing(tmp_path: Path) -> None:
    for name, hide in (("libro.xlsx", xlsx(lambda *_: None)), ("libro.ods", ods(lambda *_: None))):
        (table,) = read_bytes(hide(""), name, tmp_path).tables
        assert table.notes == ()
    plain = xlsxwriter.Workbook(str(tmp_path / "otro.xlsx"))
    plain.add_worksheet().write_column(0, 0, ["nombre", "Ana", "Eva"])
    plain.close()
    (table,) = read_bytes((tmp_path / "otro.xlsx").read_bytes(), "otro.xlsx", tmp_path).tables
    assert table.notes == ()


CURP = "BOXW310820HNERXN09"


@pytest.mark.parametrize(
    ("name", "hide"), [place[1:3] for place in PLACES], ids=[place[0] for place in PLACES]
)
def test_personal_data_in_what_is_hidden_are_told_masked(name: str, hide: Hide, tmp_path: Path) -> None:
    reading = read_bytes(hide(CURP), name, tmp_path)
    told = [note for table in reading.tables for note in table.notes if note.code == "personal-data:curp"]
    assert told
    assert CURP not in json.dumps(reading.as_json())


def test_a_sheet_that_nobody_can_look_through_withholds_the_original(tmp_path: Path) -> None:
    """In UTF-16 its rows are not seen, hidden or not."""
    sheet = (SHEET % ("", A1)).replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1)
    book = plain_xlsx("", parts={"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})
    reading = read_bytes(book, "libro.xlsx", tmp_path)
    assert (reading.tables, [reason.code for reason in reasons_to_withhold(reading)]) == (
        (),
        ["unknown-parts"],
    )
