"""JSON in the shapes in which programs wrap tables, and documents that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.reader import names_of, notes_of, read_bytes, read_file, rows_of, types_of

PLAIN = [{"cve": "01", "n": 1}, {"cve": "02", "n": None}]
ROWS = [("01", 1), ("02", None)]
GRID = [["01", 1], ["02", None]]

TABLES: tuple[tuple[str, Any], ...] = (
    ("objects", PLAIN),
    ("objects under a key", {"data": PLAIN}),
    ("objects under results", {"count": 2, "next": None, "results": PLAIN}),
    ("OData", {"d": {"results": PLAIN}}),
    ("Solr", {"response": {"numFound": 2, "docs": PLAIN}}),
    (
        "CKAN datastore_search",
        {
            "help": "https://…",
            "success": True,
            "result": {"fields": [{"id": "cve", "type": "text"}, {"id": "n"}], "records": PLAIN, "total": 2},
        },
    ),
    (
        "CKAN with lists",
        {"result": {"records_format": "lists", "fields": [{"id": "cve"}, {"id": "n"}], "records": GRID}},
    ),
    ("pandas split", {"columns": ["cve", "n"], "index": [0, 1], "data": GRID}),
    ("heads and rows", {"headers": ["cve", "n"], "rows": GRID}),
    ("arrays with heads first", [["cve", "n"], *GRID]),
    ("arrays with heads first, under a key", {"values": [["cve", "n"], *GRID], "range": "A1:B3"}),
    ("columns", {"cve": ["01", "02"], "n": [1, None]}),
    ("columns under a key", {"data": {"cve": ["01", "02"], "n": [1, None]}}),
    (
        "ArcGIS without geometry",
        {"fields": [{"name": "cve"}], "features": [{"attributes": row} for row in PLAIN]},
    ),
)


@pytest.mark.parametrize("document", [row[1] for row in TABLES], ids=[row[0] for row in TABLES])
def test_a_table_is_found_however_it_is_wrapped(document: Any, tmp_path: Path) -> None:
    (table,) = read_bytes(json.dumps(document).encode(), "datos.json", tmp_path).tables
    assert [name.removeprefix("attributes.") for name in names_of(table)] == ["cve", "n"]
    assert (table.name, types_of(table), rows_of(table, tmp_path)) == ("datos", ["text", "integer"], ROWS)


def test_several_arrays_are_several_tables(tmp_path: Path) -> None:
    document = {"estados": [{"cve": "14"}], "municipios": [{"cve": "039"}, {"cve": "120"}], "fecha": "2024"}
    reading = read_bytes(json.dumps(document).encode(), "datos.json", tmp_path)
    assert [(table.name, table.rows) for table in reading.tables] == [("estados", 1), ("municipios", 2)]


def test_a_single_object_is_one_row(tmp_path: Path) -> None:
    (table,) = read_bytes(b'{"cve": "01", "n": 1.50, "vivo": true}', "datos.json", tmp_path).tables
    assert [str(value) for value in rows_of(table, tmp_path)[0]] == ["01", "1.50", "True"]


def test_objects_inside_are_opened_one_level_and_can_stay_whole(tmp_path: Path) -> None:
    document = [
        {"id": 1, "lugar": {"cve": "01", "punto": {"x": 1}}, "etiquetas": ["a"]},
        {"id": 2, "lugar": None, "etiquetas": []},
    ]
    (table,) = read_bytes(json.dumps(document).encode(), "datos.json", tmp_path).tables
    assert names_of(table) == ["id", "lugar.cve", "lugar.punto", "etiquetas"]
    assert rows_of(table, tmp_path) == [(1, "01", '{"x": 1}', '["a"]'), (2, None, None, "[]")]
    assert "nested-objects" in notes_of(table)


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = (
        '[{"monto": 1.10, "folio": 12345678901234567890, "x": 1e3}, {"monto": 20.00, "folio": 7, "x": NaN}]'
    )
    (table,) = read_bytes(text.encode(), "datos.json", tmp_path).tables
    assert [[str(value) for value in row] for row in rows_of(table, tmp_path)] == [
        ["1.10", "12345678901234567890", "1000.0"],
        ["20.00", "7", "None"],
    ]


DOCUMENTS = (
    '["a", "b"]',
    '{"result": ["a", "b"]}',
    "[1, 2]",
    "[]",
    "{}",
    '[["a"], ["b", "c"]]',
    '{"a": {"b": 1}}',
)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_what_is_no_table_stays_a_document(text: str, tmp_path: Path) -> None:
    reading = read_bytes(text.encode(), "datos.json", tmp_path)
    assert (reading.format, reading.tables, reading.refused) == ("json", (), None)


@pytest.mark.parametrize(
    "text", ['[{"a": 1}', '{"data": [{"a": 1}]', '{"a": 1} x', '[{"a": tru}]', '{"a" 1}', "[" * 5000]
)
def test_broken_json_is_refused(text: str, tmp_path: Path) -> None:
    reading = read_bytes(text.encode(), "datos.json", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "damaged"


def test_ndjson_of_arrays_has_its_heads_first(tmp_path: Path) -> None:
    (table,) = read_bytes(b'["cve", "n"]\n["01", 1]\n["02", null]\n', "datos.ndjson", tmp_path).tables
    assert (names_of(table), rows_of(table, tmp_path)) == (["cve", "n"], ROWS)


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("cat_argentina_justicia_data.json", {"dataset": 18}),
        ("cat_eeuu_dcatus_grande.json", {"cat_eeuu_dcatus_grande": 402}),
        ("cat_peru_package_show_osce.json", {"cat_peru_package_show_osce": 1}),
        ("cat_guanajuato_congreso_package_list.json", {}),
        ("cat_mexico_adela_catalogos.json", {}),
    ],
)
def test_catalogues_are_tables_of_their_datasets(
    name: str, tables: dict[str, int], real: Path, tmp_path: Path
) -> None:
    reading = read_file(real / name, name, tmp_path)
    assert reading.refused is None
    found = {table.name: table.rows for table in reading.tables}
    assert found | tables == found


def test_a_nul_in_a_key_or_a_value_ends_nothing(tmp_path: Path) -> None:
    text = r'[{"a\u0000b": "x\u0000y", "a b": 1}, {"a\u0000b": "z", "a b": 2}]'
    (table,) = read_bytes(text.encode(), "datos.json", tmp_path).tables
    assert names_of(table) == ["a b", "a b_2"]
    assert rows_of(table, tmp_path) == [("x\x00y", 1), ("z", 2)]
