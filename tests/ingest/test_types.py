"""What becomes of a column: numbers, dates and booleans only when every value is one; codes stay text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from amate.ingest.degrees import DEGREES
from amate.ingest.recipe import NO_RECIPE, NO_WISHES, ColumnRecipe, Recipe, TableRecipe
from amate.ingest.report import Reading, TableRead
from amate.ingest.types import possible, rules_of
from tests.ingest.reader import notes_of, read_bytes, rows_of, types_of

COLUMNS: tuple[tuple[str, list[str], str, list[Any]], ...] = (
    ("folio", ["1", "-20", "0"], "integer", [1, -20, 0]),
    ("clave", ["1", "02", "3"], "text", ["1", "02", "3"]),
    ("folio", ["9007199254740993", "1"], "text", ["9007199254740993", "1"]),
    ("folio", ["12345678901234567890", "1"], "text", ["12345678901234567890", "1"]),
    ("telefono", ["3336190328", "3312345678"], "text", ["3336190328", "3312345678"]),
    ("CP", ["45010", "44100"], "text", ["45010", "44100"]),
    ("monto", ["10.50", "-3.25", "0.10"], "number", [Decimal("10.50"), Decimal("-3.25"), Decimal("0.10")]),
    ("monto", ["123456789012345.50", "1.25"], "number", [Decimal("123456789012345.50"), Decimal("1.25")]),
    ("indice", ["0.5", "12", "-.25", "1.5e-05"], "number", [0.5, 12.0, -0.25, 1.5e-05]),
    ("lat", ["20.73598668615773", "20.1"], "number", [20.73598668615773, 20.1]),
    ("indice", ["0.12345678901234567891", "1.5"], "text", ["0.12345678901234567891", "1.5"]),
    ("monto", ["1,234.50", "2.00"], "number", [Decimal("1234.50"), Decimal("2.00")]),
    ("clave", ["1E5", "2E7"], "text", ["1E5", "2E7"]),
    # As offices write numbers.
    ("total", ["25,000", "249", "1,234,567"], "integer", [25_000, 249, 1_234_567]),
    ("total", ["1.234,56", "12,50"], "number", [Decimal("1234.56"), Decimal("12.50")]),
    ("total", ["12,5", "3", "0,25"], "number", [12.5, 3.0, 0.25]),
    ("total", ["1 234", "12\u00a0345,5"], "number", [1234.0, 12345.5]),
    ("total", ["1'234", "1’234'567"], "integer", [1234, 1_234_567]),
    ("total", ["1,23", "1,234,567"], "text", ["1,23", "1,234,567"]),
    ("total", ["1,2,3", "1,2"], "text", ["1,2,3", "1,2"]),
    (
        "monto",
        ["$1,234.50", "-$ 2.00", "$-3.25"],
        "number",
        [Decimal("1234.50"), Decimal("-2.00"), Decimal("-3.25")],
    ),
    ("monto", ["MXN 1,234", "500", "30 pesos"], "integer", [1234, 500, 30]),
    ("monto", ["$1,000.50", "$ -", "($20.00)"], "number", [1000.5, 0.0, -20.0]),
    ("monto", ["US$ 5", "$3"], "text", ["US$ 5", "$3"]),
    ("monto", ["€ 1.200,50", "€3,00"], "number", [Decimal("1200.50"), Decimal("3.00")]),
    ("avance", ["12.5 %", "7%", "0"], "number", [12.5, 7.0, 0.0]),
    ("avance", ["12.5 %", "12"], "text", ["12.5 %", "12"]),
    ("saldo", ["(1,234)", "12", "5-", "−7", "+8"], "integer", [-1234, 12, -5, -7, 8]),
    ("saldo", ["1525,42", "1E-6", "-2,5E+02"], "number", [1525.42, 1e-6, -250.0]),
    ("largo", ["12 km", "3.5 km"], "number", [12.0, 3.5]),
    ("largo", ["12 km", "3.5 ha"], "text", ["12 km", "3.5 ha"]),
    ("puerta", ["12 A", "14 A"], "text", ["12 A", "14 A"]),
    ("cifra", ["$ 00012", "$ 3"], "text", ["$ 00012", "$ 3"]),
    ("Población", ["1,234", "1'234,567"], "integer", [1234, 1_234_567]),
    ("Superficie", ["1,200.5 ha", "3.75 Ha."], "number", [1200.5, 3.75]),
    ("valor", ["1.5E3", "2"], "number", [1500.0, 2.0]),
    ("Importe", ["1,234.50", "", "N/D", "-"], "number", [Decimal("1234.50"), None, None, None]),
    # Keys.
    ("", [" 14 039 ", "09 005"], "text", ["14039", "09005"]),
    ("ageb", ["0067", "025A"], "text", ["0067", "025A"]),
    ("RUC", ["20131380951", "20546798152"], "text", ["20131380951", "20546798152"]),
    ("clave de partida", ["4311", "2541"], "text", ["4311", "2541"]),
    ("folio", ["20260315", "20260316"], "text", ["20260315", "20260316"]),
    ("contacto", ["3336190328", "3312345678"], "text", ["3336190328", "3312345678"]),
    ("ingresos", ["3336190328", "3312345678"], "integer", [3336190328, 3312345678]),
    ("valor", ["#N/D", "5", "*", "s.d.", "—"], "integer", [None, 5, None, None, None]),
    ("texto", ["N/D", "hola", "adiós", "NA"], "text", [None, "hola", "adiós", "NA"]),
    ("texto", ["GarcÃ­a", "Mar√≠a", "“NUÃ‘EZ”", "raíz √2"], "text", ["García", "María", "“NUÑEZ”", "raíz √2"]),
    ("texto", ["Zapo\u200bpan", "a\u202eb"], "text", ["Zapopan", "ab"]),
    ("texto", ["un\u00a0espacio", "b"], "text", ["un\u00a0espacio", "b"]),
    ("valor", ["NA", "5", "n/d"], "integer", [None, 5, None]),
    ("valor", ["nan", "5.25", "-"], "number", [None, Decimal("5.25"), None]),
    ("texto", ["NA", "N/D", "-"], "text", ["NA", "N/D", "-"]),
    ("texto", ["NA", "hola", "5"], "text", ["NA", "hola", "5"]),
    ("abierto", ["Sí", "No", "sí"], "boolean", [True, False, True]),
    ("abierto", ["VERDADERO", "FALSO"], "boolean", [True, False]),
    ("abierto", ["Sí", "N/D", "No"], "boolean", [True, None, False]),
    ("abierto", ["Sí", "Tal vez"], "text", ["Sí", "Tal vez"]),
    ("abierto", ["S", "N", "s"], "boolean", [True, False, True]),
    ("abierto", ["N", "N"], "text", ["N", "N"]),
    ("orientación", ["S", "N"], "text", ["S", "N"]),
    ("primaria", ["X", "", "X"], "text", ["X", None, "X"]),
    ("alcohol", ["0", "1", "1"], "integer", [0, 1, 1]),
    ("fecha", ["2024-02-29", "2023-1-5"], "date", [date(2024, 2, 29), date(2023, 1, 5)]),
    ("fecha", ["2023-02-29", "2023-01-05"], "text", ["2023-02-29", "2023-01-05"]),
    ("fecha", ["3/1/14", "28/11/2013"], "date", [date(2014, 1, 3), date(2013, 11, 28)]),
    ("fecha", ["3/1/14", "11/28/2013"], "date", [date(2014, 3, 1), date(2013, 11, 28)]),
    ("fecha", ["3/1/14", "5/6/14"], "date", [date(2014, 1, 3), date(2014, 6, 5)]),
    ("fecha", ["28/11/2013", "11/28/2013"], "text", ["28/11/2013", "11/28/2013"]),
    (
        "fecha",
        ["17/03/2020 9:30:34", "18/03/2020"],
        "datetime",
        [datetime(2020, 3, 17, 9, 30, 34), datetime(2020, 3, 18)],
    ),
    ("fecha", ["2014-01-03", "28/11/2013"], "date", [date(2014, 1, 3), date(2013, 11, 28)]),
    ("fecha", ["16/03/20", "16/13/20"], "text", ["16/03/20", "16/13/20"]),
    ("fecha", ["31/02/2014", "01/02/2014"], "text", ["31/02/2014", "01/02/2014"]),
    ("fecha", ["31.12.2013", "1.1.2014"], "date", [date(2013, 12, 31), date(2014, 1, 1)]),
    (
        "fecha",
        ["26-Abr-07", "1-ene-2008", "3/Dic/99"],
        "date",
        [date(2007, 4, 26), date(2008, 1, 1), date(1999, 12, 3)],
    ),
    (
        "fecha",
        ["26 de abril de 2007", "jueves, 1 de Septiembre del 2008"],
        "date",
        [date(2007, 4, 26), date(2008, 9, 1)],
    ),
    ("fecha", ["Abril 26, 2007", "Dec 3, 1999"], "date", [date(2007, 4, 26), date(1999, 12, 3)]),
    ("fecha", ["31 de abril de 2007"], "text", ["31 de abril de 2007"]),
    ("mes", ["marzo 2026", "ABRIL de 2026"], "date", [date(2026, 3, 1), date(2026, 4, 1)]),
    ("mes", ["abr-07", "may-26"], "date", [date(2007, 4, 1), date(2026, 5, 1)]),
    ("mes", ["2026-03", "2026-12"], "date", [date(2026, 3, 1), date(2026, 12, 1)]),
    ("mes", ["03/2026", "4/2026"], "date", [date(2026, 3, 1), date(2026, 4, 1)]),
    ("mes", ["Enero", "Marzo"], "text", ["Enero", "Marzo"]),
    ("expediente", ["2020-12", "2020-11"], "text", ["2020-12", "2020-11"]),
    ("ciclo", ["2009-10", "2010-11"], "text", ["2009-10", "2010-11"]),
    ("fecha", ["20260315", "20260401"], "date", [date(2026, 3, 15), date(2026, 4, 1)]),
    ("fecha de alta", ["43525", "41606"], "date", [date(2019, 3, 1), date(2013, 11, 28)]),
    ("fecha", ["2014", "2015"], "integer", [2014, 2015]),
    ("fecha de nacimiento", ["31/12/45", "1/2/10"], "date", [date(1945, 12, 31), date(2010, 2, 1)]),
    (
        "fecha",
        ["17/03/2020 09:30:34 a. m.", "18/03/2020 03:05 p.m."],
        "datetime",
        [datetime(2020, 3, 17, 9, 30, 34), datetime(2020, 3, 18, 15, 5)],
    ),
    (
        "fecha",
        ["2024-01-05T10:00:00Z", "2024-02-05T11:30:00Z"],
        "datetime",
        [datetime(2024, 1, 5, 10), datetime(2024, 2, 5, 11, 30)],
    ),
    (
        "fecha",
        ["2024-01-05T10:00:00Z", "2024-02-05T11:30:00-06:00"],
        "text",
        ["2024-01-05T10:00:00Z", "2024-02-05T11:30:00-06:00"],
    ),
    (
        "fecha",
        ["28-NOV-2013 9:30:00", "1-feb-14"],
        "datetime",
        [datetime(2013, 11, 28, 9, 30), datetime(2014, 2, 1)],
    ),
    ("hora", ["14:30", "9:05 a.m."], "time", [time(14, 30), time(9, 5)]),
    ("hora", ["9:30 a. m.", "12:05 PM"], "time", [time(9, 30), time(12, 5)]),
    ("hora", ["9:30 hrs", "18:05 hrs."], "time", [time(9, 30), time(18, 5)]),
    ("hora", ["9:30", "23:59:59"], "time", [time(9, 30), time(23, 59, 59)]),
    ("hora", ["9:30", "25:00"], "text", ["9:30", "25:00"]),
)


@pytest.mark.parametrize(
    ("name", "cells", "type_", "values"), COLUMNS, ids=[f"{n}: {' '.join(c)}" for n, c, *_ in COLUMNS]
)
def test_a_column_is_what_all_its_values_are(
    name: str, cells: list[str], type_: str, values: list[Any], tmp_path: Path
) -> None:
    body = "".join(f'dato {at},"{cell}"\n' for at, cell in enumerate(cells))
    (table,) = read_bytes(f"texto,{name}\n{body}".encode(), "datos.csv", tmp_path).tables
    assert types_of(table)[1] == type_
    assert [row[1] for row in rows_of(table, tmp_path)] == values


def test_one_word_far_below_the_sample_makes_a_column_text(tmp_path: Path) -> None:
    lines = "".join(f"{at},{at}\n" for at in range(20_000))
    (table,) = read_bytes(f"folio,valor\n{lines}20000,nada\n".encode(), "datos.csv", tmp_path).tables
    assert types_of(table) == ["integer", "text"]
    assert rows_of(table, tmp_path)[-1] == (20_000, "nada")


@pytest.mark.parametrize(
    ("common", "last", "type_", "value"),
    [
        ("5.50", '"1,250.00"', "number", Decimal("1250.00")),
        ("3/1/14", "26-Abr-07", "text", "26-Abr-07"),
        ("3/1/14", "2014-05-06", "date", date(2014, 5, 6)),
        ("12", "$13", "integer", 13),
        ("12", "N/D", "integer", None),
    ],
)
def test_what_is_written_otherwise_far_below_the_sample_is_read_too(
    common: str, last: str, type_: str, value: Any, tmp_path: Path
) -> None:
    lines = "".join(f"{at},{common}\n" for at in range(6_000))
    (table,) = read_bytes(f"n,valor\n{lines}6000,{last}\n".encode(), "datos.csv", tmp_path).tables
    assert types_of(table)[1] == type_
    assert rows_of(table, tmp_path)[-1][1] == value


def test_dates_that_can_be_read_two_ways_are_told(tmp_path: Path) -> None:
    (table,) = read_bytes(b"texto,fecha\na,3/1/14\nb,5/6/14\n", "datos.csv", tmp_path).tables
    assert "day-first" in notes_of(table)


def test_trimmed_cells_are_counted_by_line(tmp_path: Path) -> None:
    (table,) = read_bytes(b"nombre,n\nAna ,1\nEva,2\n\tLuz,3\n", "datos.csv", tmp_path).tables
    assert [row[0] for row in rows_of(table, tmp_path)] == ["Ana", "Eva", "Luz"]
    assert notes_of(table)["trimmed"] == (2, 4)
    assert "2 celdas" in next(note.message for note in table.notes if note.code == "trimmed")


def test_text_only_keeps_every_cell_as_it_was(tmp_path: Path) -> None:
    (table,) = read_bytes(b"nombre,n\n Ana ,01.50\nN/D,\n", "datos.csv", tmp_path, text_only=True).tables
    assert rows_of(table, tmp_path) == [(" Ana ", "01.50"), ("N/D", None)]


def test_json_numbers_keep_their_digits_and_strings_stay_text(tmp_path: Path) -> None:
    rows = '[{"clave": "7", "monto": 1.10, "x": [1, 2.50]}, {"clave": "8", "monto": 2.25}]'
    content = f'{{"total": 2, "data": {rows}}}'.encode()
    (table,) = read_bytes(content, "datos.json", tmp_path).tables
    assert types_of(table) == ["text", "number", "json"]
    assert rows_of(table, tmp_path) == [
        ("7", Decimal("1.10"), "[1, 2.5]"),
        ("8", Decimal("2.25"), None),
    ]


def test_ndjson_is_read_line_by_line(tmp_path: Path) -> None:
    (table,) = read_bytes(b'{"a": 1}\n\n{"b": "x", "a": 2}\n', "datos.ndjson", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1, None), (2, "x")]


EVERY_SPELLING = (
    *(["25,000", "1,234.5"], ["$ 3", "$ -"], ["12 %"], ["3 km"], ["(5)", "-3"], ["1.234,5"], ["1 234,5"]),
    *(["20°40'35\"N"], ["marzo 2026"], ["26-Abr-07"], ["26-Abr-07 9:30"], ["3/1/14"], ["3/1/14 9:30 p. m."]),
    *(["2026-03-01"], ["2026-03-01 10:30"], ["2026-03-01T10:30Z"], ["9:30"], ["9:30 hrs"], ["9:30 a. m."]),
    *(["12"], ["1.5"], ["1E-5"], ["20260315"], ["43525"], ["14 039"], ["S", "N"], ["Sí"], ["1'234,567"]),
)


@pytest.mark.parametrize("sample", EVERY_SPELLING, ids=str)
def test_no_rule_makes_a_value_of_an_empty_cell(sample: list[str]) -> None:
    rules = possible("fecha de nacimiento", sample, None)
    assert rules
    for rule in (*rules, DEGREES, *rules_of("date", "fecha", sample), *rules_of("number", "n", sample)):
        value = rule.value.format(v="CAST(NULL AS VARCHAR)")
        assert duckdb.sql(f"SELECT {value}").fetchone() == (None,), rule.name


def table_of(content: str, folder: Path, recipe: Recipe = NO_RECIPE) -> tuple[TableRead, Reading]:
    reading = read_bytes(content.encode(), "datos.csv", folder, recipe=recipe)
    return reading.tables[0], reading


def test_a_repair_is_told_with_count_lines_and_examples(tmp_path: Path) -> None:
    table, _ = table_of('obra;costo\na;"$1,234.50"\nb;"$2.00"\nc;"$3,000.00"\n', tmp_path)
    told = {note.code: note for note in table.notes}
    assert (told["thousands"].count, told["thousands"].rows) == (2, (2, 4))
    assert (told["currency"].count, told["currency"].examples[0]) == (3, ("$1,234.50", "1234.50"))
    assert "$1,234.50" in told["thousands"].message


@pytest.mark.parametrize(
    ("step", "cells", "kept"),
    [
        ("thousands", ["25,000", "249,123,456"], ["25,000", "249,123,456"]),
        ("decimal-comma", ["12,5", "0,3"], ["12,5", "0,3"]),
        ("currency", ["$12.50", "$3.00"], ["$12.50", "$3.00"]),
        ("percent-signs", ["12 %", "3 %"], ["12 %", "3 %"]),
        ("units", ["12 km", "3 km"], ["12 km", "3 km"]),
        ("signs", ["(12)", "3"], ["(12)", "3"]),
        ("joined-keys", ["14 039", "14 001"], ["14 039", "14 001"]),
        ("whole-months", ["marzo 2026", "abril 2026"], ["marzo 2026", "abril 2026"]),
        ("missing-texts", ["N/D", "a", "b"], ["N/D", "a", "b"]),
        ("garbled", ["TonalÃ¡", "b"], ["TonalÃ¡", "b"]),
        ("invisible", ["Zapo\u200bpan", "b"], ["Zapo\u200bpan", "b"]),
    ],
)
def test_a_step_that_is_switched_off_leaves_the_cells_as_they_were(
    step: str, cells: list[str], kept: list[str], tmp_path: Path
) -> None:
    content = "dato;valor\n" + "".join(f'{at};"{cell}"\n' for at, cell in enumerate(cells))
    off = Recipe((NO_WISHES.switched(step, on=False),))
    table, _ = table_of(content, tmp_path, off)
    assert [row[1] for row in rows_of(table, tmp_path)] == kept
    assert step not in notes_of(table)
    table, _ = table_of(content, tmp_path)
    assert step in notes_of(table)


def test_hard_blanks_go_when_a_person_wants_it(tmp_path: Path) -> None:
    on = Recipe((NO_WISHES.switched("hard-blanks", on=True),))
    table, _ = table_of("dato;valor\n1;San\u00a0Pedro\n2;b\n", tmp_path, on)
    assert rows_of(table, tmp_path)[0] == (1, "San Pedro")
    assert "hard-blanks" in notes_of(table)


def test_the_other_columns_tell_how_a_number_or_a_date_is_read(tmp_path: Path) -> None:
    table, _ = table_of("a;b;c\n1,234;0,5;1.500\n5,678;12,25;2.000\n", tmp_path)
    assert rows_of(table, tmp_path)[0] == (Decimal("1.234"), 0.5, 1500)
    table, _ = table_of("a;b\n3/4/24;12/31/24\n5/6/24;1/15/24\n", tmp_path)
    assert rows_of(table, tmp_path)[0] == (date(2024, 3, 4), date(2024, 12, 31))
    assert "day-first" not in notes_of(table)
    table, _ = table_of("a;b\n3/4/24;31/12/24\n5/6/24;15/1/24\n", tmp_path)
    assert rows_of(table, tmp_path)[0] == (date(2024, 4, 3), date(2024, 12, 31))
    assert "day-first" not in notes_of(table)


def test_what_can_be_read_two_ways_is_told(tmp_path: Path) -> None:
    table, _ = table_of("a;b\nx;1,234\ny;5,678\n", tmp_path)
    assert rows_of(table, tmp_path)[0] == ("x", 1234)
    assert "two-ways" in notes_of(table)
    table, _ = table_of("a;b\nx;1,234\ny;57\n", tmp_path)
    assert "two-ways" not in notes_of(table)


def chosen(head: str, type_: str, rule: str = "") -> Recipe:
    return Recipe((TableRecipe(columns=(ColumnRecipe(head, type=type_, rule=rule, chosen=True),)),))


def test_a_type_that_a_person_chose_is_applied_or_told_where_it_breaks(tmp_path: Path) -> None:
    table, reading = table_of("clave;fecha\n0012;3/4/24\n0013;5/6/24\n", tmp_path, chosen("clave", "integer"))
    assert rows_of(table, tmp_path)[0] == (12, date(2024, 4, 3))
    assert reading.misfits == ()
    table, reading = table_of(
        "a;fecha\n1;3/4/24\n2;5/6/24\n", tmp_path, chosen("fecha", "date", "month-first")
    )
    assert rows_of(table, tmp_path)[0] == (1, date(2024, 3, 4))
    table, reading = table_of(
        "a;fecha\n1;3/4/24\n2;25/6/24\n", tmp_path, chosen("fecha", "date", "month-first")
    )
    assert types_of(table)[1] == "text"
    assert "«25/6/24» en la línea 3" in reading.misfits[0].message
    table, reading = table_of('a;n\n1;"$1,200"\n2;mucho\n3;"$5"\n4;poco\n', tmp_path, chosen("n", "number"))
    assert types_of(table)[1] == "text"
    (misfit,) = reading.misfits
    assert misfit.step == "type"
    assert "2 valores" in misfit.message
    assert "«mucho» en la línea 3" in misfit.message


def switched_on(step: str) -> Recipe:
    return Recipe((NO_WISHES.switched(step, on=True),))


def test_degrees_minutes_and_seconds_are_offered_as_decimals(tmp_path: Path) -> None:
    content = 'lugar;lat;lon\na;20°40\'30""N;103° 21’ 0” W\n'.replace('""', '"')
    table, _ = table_of(content, tmp_path)
    assert rows_of(table, tmp_path) == [("a", "20°40'30\"N", "103° 21’ 0” W")]
    assert "si activas este paso" in next(
        note.message.lower() for note in table.notes if note.code == "degrees"
    )
    table, _ = table_of(content, tmp_path, switched_on("degrees"))
    assert rows_of(table, tmp_path) == [("a", 20.675, -103.35)]
    assert [column.meaning for column in table.columns] == [None, "latitude", "longitude"]


def test_swapped_coordinates_are_offered_their_own_columns(tmp_path: Path) -> None:
    content = "lugar,latitud,longitud\na,-103.35,20.675\nb,-103.4,20.7\n"
    table, _ = table_of(content, tmp_path)
    assert rows_of(table, tmp_path)[0] == ("a", -103.35, 20.675)
    assert "swapped-coordinates" in notes_of(table)
    table, _ = table_of(content, tmp_path, switched_on("swapped-coordinates"))
    assert rows_of(table, tmp_path)[0] == ("a", 20.675, -103.35)
    assert [column.meaning for column in table.columns] == [None, "latitude", "longitude"]
    (told,) = (note for note in table.notes if note.code == "swapped-coordinates")
    assert (told.count, told.examples) == (4, (("-103.35", "20.675"), ("-103.4", "20.7")))


def test_numbers_that_a_workbook_keeps_as_text_are_numbers_where_the_name_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Municipio", "Población", "Clave"), ("Tala", "80365", "83"), ("Tequila", "44353", "94")):
        sheet.append(row)
    book.save(tmp_path / "libro.xlsx")
    (table,) = read_bytes((tmp_path / "libro.xlsx").read_bytes(), "libro.xlsx", tmp_path).tables
    assert rows_of(table, tmp_path) == [("Tala", 80_365, "83"), ("Tequila", 44_353, "94")]


@pytest.mark.parametrize(
    ("dates", "code", "says"),
    [
        (("02/02/2024", "03/04/2024"), "day-first", "«03/04/2024» es el 3 de abril."),
        (("02/02/2024", "03/14/2024"), "month-first", "«03/14/2024» es el 14 de marzo."),
        (("02/02/2024", "03/03/2024"), "day-first", "luego el mes: «02/02/2024»."),
    ],
)
def test_the_order_of_days_and_months_is_told_with_a_date_that_shows_it(tmp_path, dates, code, says):
    content = "fecha,n\n" + "".join(f"{day},{n}\n" for n, day in enumerate(dates))
    (table,) = read_bytes(content.encode(), "f.csv", tmp_path).tables
    (told,) = (note for note in table.notes if note.code == code)
    assert says in told.message
