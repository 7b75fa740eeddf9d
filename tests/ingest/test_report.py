"""The report is the contract of `amate inspect --json`, and survives the trip through JSON."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from amate.ingest.report import Reading
from amate.query.formats import export
from amate.query.language import Query
from tests.ingest.reader import read_bytes

FILE = b"clave,valor,fecha,abierto\n01,1.50,3/1/2024,S\xc3\xad\n02,,28/1/2024,No\n"


def test_a_reading_has_the_shape_of_inspect(tmp_path: Path) -> None:
    document = read_bytes(FILE, "datos.csv", tmp_path).as_json()
    (table,) = document.pop("tables")
    assert document == {
        "file": "datos.csv",
        "format": "csv",
        "encoding": "utf-8",
        "container": None,
        "layers": [],
        "refused": None,
    }
    assert (table["name"], table["header_row"], table["rows"]) == ("datos", 1, 2)
    assert table["columns"][1] == {"name": "valor", "type": "number", "meaning": None}
    assert all(note.keys() == {"code", "message", "rows"} for note in table["notes"])
    assert "parquet" not in table


def test_a_reading_survives_the_trip_through_json(tmp_path: Path) -> None:
    for content, name in ((FILE, "datos.csv"), (b"", "vacio.csv"), (b"%PDF-1.7", "leeme.pdf")):
        reading = read_bytes(content, name, tmp_path)
        assert Reading.from_json(json.loads(json.dumps(reading.as_json(internal=True)))) == reading


def test_rows_are_numbered_from_one_in_file_order(tmp_path: Path) -> None:
    lines = "".join(f"{at},x\n" for at in range(100_000))
    (table,) = read_bytes(f"folio,y\n{lines}".encode(), "datos.csv", tmp_path).tables
    path = tmp_path / "out" / table.parquet
    odd = duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}') WHERE _id <> folio + 1").fetchone()
    assert odd == (0,)
    groups = duckdb.sql(
        f"SELECT DISTINCT row_group_num_rows, compression FROM parquet_metadata('{path}') "
        "WHERE path_in_schema <> '_id'"
    ).fetchall()
    assert all(rows <= 30_720 and compression == "ZSTD" for rows, compression in groups)


def test_csv_is_published_with_iso_dates_and_plain_words(tmp_path: Path) -> None:
    (table,) = read_bytes(FILE, "datos.csv", tmp_path).tables
    export(table.stored(tmp_path / "out"), Query(), tmp_path / "datos.csv", format="csv")
    assert (tmp_path / "datos.csv").read_bytes() == (
        b"clave,valor,fecha,abierto\r\n01,1.50,2024-01-03,true\r\n02,,2024-01-28,false\r\n"
    )


def test_json_lines_are_published_with_their_types(tmp_path: Path) -> None:
    (table,) = read_bytes(FILE, "datos.csv", tmp_path).tables
    export(table.stored(tmp_path / "out"), Query(), tmp_path / "datos.jsonl", format="ndjson")
    first, second = (json.loads(line) for line in (tmp_path / "datos.jsonl").read_text().splitlines())
    assert first == {"clave": "01", "valor": 1.5, "fecha": "2024-01-03", "abierto": True}
    assert second["valor"] is None


def test_parquet_comes_in_with_its_types(tmp_path: Path) -> None:
    source = tmp_path / "datos.parquet"
    duckdb.sql(
        "COPY (SELECT '01' AS clave, 7::INTEGER AS n, 0.1::FLOAT AS f, 1.50::DECIMAL(9,2) AS d, true AS b, "
        "DATE '2024-01-03' AS fecha, [1, 2] AS lista, 18446744073709551615::UBIGINT AS folio) "
        f"TO '{source}' (FORMAT parquet)"
    )
    (table,) = read_bytes(source.read_bytes(), "datos.parquet", tmp_path).tables
    types = [column.type for column in table.columns]
    assert types == ["text", "integer", "number", "number", "boolean", "date", "json", "text"]
    row = duckdb.sql(f"SELECT * EXCLUDE (_id, fecha, d) FROM '{tmp_path / 'out' / table.parquet}'").fetchone()
    assert row == ("01", 7, 0.1, True, "[1,2]", "18446744073709551615")
