"""Stata and SPSS files as pandas and pyreadstat write them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas
import pyreadstat
import pytest

from tests.ingest.reader import names_of, notes_of, read_file, rows_of, types_of

FRAME = pandas.DataFrame(
    {
        "cve": ["01", "02", "03"],
        "n": [1, 2, None],
        "sexo": [1, 2, 9],
        "dia": [date(2024, 1, 1), None, date(2023, 2, 2)],
        "hora": [datetime(2024, 1, 1, 5), None, datetime(2020, 1, 1)],
        "monto": [0.1, 2.5, None],
        "nombre": ["Zúñiga", "", "Ángela"],
    }
)
LABELS = {"sexo": {1: "Hombre", 2: "Mujer"}}
ROWS = [
    ("01", 1, 1, date(2024, 1, 1), datetime(2024, 1, 1, 5), 0.1, "Zúñiga"),
    ("02", 2, 2, None, None, 2.5, None),
    ("03", None, 9, date(2023, 2, 2), datetime(2020, 1, 1), None, "Ángela"),
]


@pytest.mark.parametrize("name", ["encuesta.dta", "encuesta.sav", "encuesta.zsav", "encuesta.csv"])
def test_codes_stay_codes_and_their_labels_come_beside(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith("sav"):
        # 9 is missing for whoever made it; here it is a code like the others.
        pyreadstat.write_sav(
            FRAME,
            path,
            variable_value_labels=LABELS,
            missing_ranges={"sexo": [9]},
            compress=name == "encuesta.zsav",
        )
    else:
        pyreadstat.write_dta(FRAME, path, variable_value_labels=LABELS, column_labels={"sexo": "Sexo"})
    reading = read_file(path, name, tmp_path)
    table, words = reading.tables
    assert (table.name, types_of(table)) == (
        "encuesta",
        ["text", "integer", "integer", "date", "datetime", "number", "text"],
    )
    found = [
        tuple(float(v) if at == 5 and v else v for at, v in enumerate(row))
        for row in rows_of(table, tmp_path)
    ]
    assert found == ROWS
    assert "value-labels" in notes_of(table)
    assert (words.name, names_of(words)) == ("diccionario", ["variable", "descripción", "código", "etiqueta"])
    assert [row[2:] for row in rows_of(words, tmp_path) if row[0] == "sexo"] == [(1, "Hombre"), (2, "Mujer")]


def test_what_stata_calls_missing_in_its_own_ways_is_empty_and_counted(tmp_path: Path) -> None:
    frame = pandas.DataFrame({"n": pandas.Series([1, "a", None], dtype="object"), "x": [1.5, 2.5, 3.5]})
    pyreadstat.write_dta(frame, tmp_path / "t.dta", missing_user_values={"n": ["a"]})
    (table,) = read_file(tmp_path / "t.dta", "t.dta", tmp_path).tables
    assert [row[0] for row in rows_of(table, tmp_path)] == [1, None, None]
    (told,) = [note for note in table.notes if note.code == "extended-missing"]
    assert told.count == 1


def test_numbers_of_32_bits_say_what_was_typed(tmp_path: Path) -> None:
    pandas.DataFrame({"a": pandas.Series([0.1, 1234.56, 1e-7], dtype="float32")}).to_stata(
        tmp_path / "t.dta", write_index=False
    )
    (table,) = read_file(tmp_path / "t.dta", "t.dta", tmp_path).tables
    assert [row[0] for row in rows_of(table, tmp_path)] == [0.1, 1234.56, 1e-7]


def test_many_rows_come_in_their_order(tmp_path: Path) -> None:
    pandas.DataFrame({"folio": range(45_000)}).to_stata(tmp_path / "t.dta", write_index=False, version=114)
    (table,) = read_file(tmp_path / "t.dta", "t.dta", tmp_path).tables
    assert [row[0] for row in rows_of(table, tmp_path)] == list(range(45_000))


def test_old_letters_of_windows_are_read(tmp_path: Path) -> None:
    pandas.DataFrame({"nombre": ["Zúñiga", "Peña"]}).to_stata(
        tmp_path / "t.dta", write_index=False, version=114
    )
    (table,) = read_file(tmp_path / "t.dta", "t.dta", tmp_path).tables
    assert rows_of(table, tmp_path) == [("Zúñiga",), ("Peña",)]


@pytest.mark.parametrize("name", ["t.dta", "t.sav"])
def test_a_damaged_file_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    (pyreadstat.write_dta if name == "t.dta" else pyreadstat.write_sav)(FRAME, path)
    path.write_bytes(path.read_bytes()[:300])
    reading = read_file(path, name, tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "damaged"
