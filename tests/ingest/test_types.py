"""What becomes of a column: numbers, dates and booleans only when every value is one; codes stay text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

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
    ("valor", ["NA", "5", "n/d"], "integer", [None, 5, None]),
    ("valor", ["nan", "5.25", "-"], "number", [None, Decimal("5.25"), None]),
    ("texto", ["NA", "N/D", "-"], "text", ["NA", "N/D", "-"]),
    ("texto", ["NA", "hola", "5"], "text", ["NA", "hola", "5"]),
    ("abierto", ["Sí", "No", "sí"], "boolean", [True, False, True]),
    ("abierto", ["VERDADERO", "FALSO"], "boolean", [True, False]),
    ("abierto", ["Sí", "N/D", "No"], "boolean", [True, None, False]),
    ("abierto", ["Sí", "Tal vez"], "text", ["Sí", "Tal vez"]),
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
    rows = '[{"clave": "7", "monto": 1.10, "x": {"a": [1, 2.50]}}, {"clave": "8", "monto": 2.25}]'
    content = f'{{"total": 2, "data": {rows}}}'.encode()
    (table,) = read_bytes(content, "datos.json", tmp_path).tables
    assert types_of(table) == ["text", "number", "json"]
    assert rows_of(table, tmp_path) == [
        ("7", Decimal("1.10"), '{"a": [1, 2.5]}'),
        ("8", Decimal("2.25"), None),
    ]


def test_ndjson_is_read_line_by_line(tmp_path: Path) -> None:
    (table,) = read_bytes(b'{"a": 1}\n\n{"b": "x", "a": 2}\n', "datos.ndjson", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1, None), (2, "x")]
