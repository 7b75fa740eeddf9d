"""Tables: their columns, pages of their rows in the small language, and all of their rows as files."""

from __future__ import annotations

import csv
import gzip
import io
import json

import openpyxl
import polars
import pytest
import zstandard

from amate.api.v1 import exports
from amate.query.formats import FORMATS

pytestmark = pytest.mark.django_db
IDENTITY = {"Accept-Encoding": "identity"}
MANY = 70_000
THEIRS = [
    {"clave": f"{number:05}", "monto": f"{number}.25", "nota": f'dice "{number}", y más'}
    for number in range(MANY)
]


def place(table):
    return f"/api/v1/tables/{table.public_id}"


def body(answer):
    return b"".join(answer.streaming_content)


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def many(upload, client, ana):
    """A draft of 70,000 rows, seen by Ana, who is signed in."""
    client.force_login(ana)
    return upload(as_csv(THEIRS), "muchas.csv").tables.get()


def test_a_table_says_what_its_columns_are(client, parks_table):
    answer = client.get(place(parks_table)).json()
    columns = {column["name"]: column["type"] for column in answer["columns"]}
    assert list(columns) == ["nombre", "colonia", "hectareas", "cvegeo"]
    assert (columns["nombre"], columns["hectareas"]) == ("text", "number")
    assert (answer["rows"], answer["version"]["number"]) == (2, 1)
    assert answer["exports"] == {form: f"{answer['url']}/rows.{form}" for form in FORMATS}


def test_rows_are_filtered_sorted_and_cut(client, parks_table):
    question = {"hectareas__gte": "5", "_sort": "hectareas", "_columns": "nombre,hectareas", "_limit": 1}
    answer = client.get(f"{place(parks_table)}/rows", question).json()
    assert answer["total"] == 2
    assert answer["results"] == [{"nombre": "Ávila Camacho", "hectareas": 7.2}]
    assert answer["columns"] == [
        {"name": "nombre", "type": "text"},
        {"name": "hectareas", "type": "number"},
    ]
    following = client.get(answer["next"]).json()
    assert (following["results"][0]["nombre"], following["next"]) == ("Metropolitano", None)


def test_numbers_keep_their_digits_and_codes_their_zeros(client, upload, ana):
    client.force_login(ana)
    table = upload("clave,monto\n00071,0.10\n00102,12345678901234.55\n", "montos.csv").tables.get()
    raw = client.get(f"{place(table)}/rows").content.decode()
    assert '"monto":12345678901234.55' in raw
    assert '"clave":"00071"' in raw


def test_rows_say_which_version_they_are_of(client, parks_table):
    version = client.get(f"{place(parks_table)}/rows").json()["version"]
    assert version["sha256"] == parks_table.version.sha256
    assert client.get(version["url"]).json()["number"] == 1


def test_a_question_about_no_column_names_those_there_are(client, parks_table):
    answer = client.get(f"{place(parks_table)}/rows", {"municipio": "Zapopan"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-parameter")
    assert "hectareas" in answer.json()["detail"]


def test_every_page_together_is_the_whole_table(client, many):
    seen, address = [], f"{place(many)}/rows?_limit=1000&_columns=clave&_sort=-clave"
    while address and len(seen) < 5_000:
        answer = client.get(address).json()
        seen += [row["clave"] for row in answer["results"]]
        address = answer["next"]
    assert seen == [row["clave"] for row in reversed(THEIRS)][:5_000]


def test_the_whole_csv_is_the_stored_gzip(client, many):
    answer = client.get(f"{place(many)}/rows.csv", headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    text = gzip.decompress(body(answer)).decode()
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == THEIRS


@pytest.mark.parametrize("accepts", ["identity", "gzip;q=0, *", ""])
def test_the_whole_csv_is_opened_for_who_cannot(client, many, accepts):
    answer = client.get(f"{place(many)}/rows.csv", headers={"Accept-Encoding": accepts})
    sent = body(answer)
    assert not answer.has_header("Content-Encoding")
    assert len(sent) == int(answer["Content-Length"])
    assert list(csv.DictReader(io.StringIO(sent.decode(), newline=""))) == THEIRS


def test_a_filtered_csv_goes_to_the_last_row(client, many):
    answer = client.get(f"{place(many)}/rows.csv", {"monto__gte": "10"}, headers=IDENTITY)
    rows = list(csv.DictReader(io.StringIO(body(answer).decode(), newline="")))
    assert rows == THEIRS[10:]


def test_json_and_ndjson_are_the_same_rows(client, many):
    question = {"clave__lt": "00500", "_columns": "clave,nota"}
    whole = json.loads(body(client.get(f"{place(many)}/rows.json", question)))
    lines = body(client.get(f"{place(many)}/rows.ndjson", question)).decode().splitlines()
    theirs = [{"clave": row["clave"], "nota": row["nota"]} for row in THEIRS[:500]]
    assert whole == theirs
    assert [json.loads(line) for line in lines] == theirs


def test_an_excel_file_holds_what_was_asked_in_its_order(client, many):
    question = {"monto__lt": "3000", "_columns": "clave,monto", "_sort": "-clave"}
    answer = client.get(f"{place(many)}/rows.xlsx", question)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"] == 'attachment; filename="muchas.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(body(answer)), read_only=True).active
    theirs = [(row["clave"], float(row["monto"])) for row in reversed(THEIRS[:3000])]
    assert list(sheet.iter_rows(values_only=True)) == [("clave", "monto"), *theirs]


def test_a_csv_for_excel_is_a_csv_by_name(client, many):
    answer = client.get(f"{place(many)}/rows.excel.csv", {"_limit": 1}, headers=IDENTITY)
    assert answer["Content-Disposition"] == 'attachment; filename="muchas.excel.csv"'
    assert body(answer).decode() == '\ufeffclave,monto,nota\r\n"=""00000""",0.25,"dice ""0"", y más"\r\n'


def test_the_whole_parquet_is_the_stored_file_and_may_be_read_in_parts(client, parks_table):
    address = f"{place(parks_table)}/rows.parquet"
    answer = client.get(address, headers={"Accept-Encoding": "gzip, zstd"})
    whole = body(answer)
    assert whole == parks_table.parquet.read_bytes()
    assert answer["ETag"] == f'"{parks_table.parquet_sha256}"'
    assert not answer.has_header("Content-Encoding")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    part = client.get(address, headers={"Range": "bytes=-8"})
    assert (part.status_code, body(part)) == (206, whole[-8:])


def test_a_filtered_parquet_keeps_types_and_the_numbers_of_rows(client, parks_table):
    sent = body(client.get(f"{place(parks_table)}/rows.parquet", {"hectareas__lt": "10"}))
    frame = polars.read_parquet(io.BytesIO(sent))
    assert frame.columns == ["_id", "nombre", "colonia", "hectareas", "cvegeo"]
    assert frame.rows() == [(2, "Ávila Camacho", "Centro", frame["hectareas"][0], "14120")]
    assert float(frame["hectareas"][0]) == 7.2


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_an_export_in_the_order_asked_goes_to_the_last_row(client, many, form):
    answer = client.get(
        f"{place(many)}/rows.{form}", {"_sort": "-clave", "_columns": "clave"}, headers=IDENTITY
    )
    assert READ[form](body(answer)) == [row["clave"] for row in reversed(THEIRS)]


READ = {
    "csv": lambda sent: [row["clave"] for row in csv.DictReader(io.StringIO(sent.decode()))],
    "excel.csv": lambda sent: [
        row["clave"][2:-1] for row in csv.DictReader(io.StringIO(sent.decode("utf-8-sig")))
    ],
    "xlsx": lambda sent: polars.read_excel(io.BytesIO(sent), engine="openpyxl")["clave"].to_list(),
    "json": lambda sent: [row["clave"] for row in json.loads(sent)],
    "ndjson": lambda sent: [json.loads(line)["clave"] for line in sent.decode().splitlines()],
    "parquet": lambda sent: polars.read_parquet(io.BytesIO(sent))["clave"].to_list(),
}


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0", None),
        ("zstd;q=0.0, *", "gzip"),
    ],
)
def test_what_is_written_is_compressed_on_the_way(client, many, accepts, coding):
    address = f"{place(many)}/rows.json"
    plain = body(client.get(address, headers=IDENTITY))
    answer = client.get(address, headers={"Accept-Encoding": accepts})
    assert (
        answer.get("Content-Encoding")
        == client.head(address, headers={"Accept-Encoding": accepts}).get("Content-Encoding")
        == coding
    )
    assert "Accept-Encoding" in answer["Vary"]
    pieces = list(answer.streaming_content)
    assert max(map(len, pieces)) <= 64 * 1024
    assert OPENED[coding](b"".join(pieces)) == plain


OPENED = {
    None: lambda sent: sent,
    "gzip": gzip.decompress,
    "zstd": lambda sent: zstandard.ZstdDecompressor().decompressobj().decompress(sent),
}


def test_what_is_compressed_already_is_not_again(client, many):
    answer = client.get(f"{place(many)}/rows.xlsx", {"_limit": 1}, headers={"Accept-Encoding": "gzip, zstd"})
    assert not answer.has_header("Content-Encoding")
    assert int(answer["Content-Length"]) == len(body(answer))


def test_a_cell_too_long_for_excel_is_a_refusal_that_names_its_column(client, upload, ana):
    client.force_login(ana)
    table = upload(f"clave,notas\n1,{'x' * 32_768}\n2,corta\n", "largas.csv").tables.get()
    answer = client.get(f"{place(table)}/rows.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (400, "too-long-for-excel")
    assert "«notas» tiene 1 celda" in answer.json()["detail"]
    assert client.get(f"{place(table)}/rows.xlsx", {"_columns": "clave"}).status_code == 200


def test_an_export_is_sent_in_small_pieces_and_leaves_no_file(client, many, home):
    answer = client.get(f"{place(many)}/rows.json")
    assert list((home / "tmp").glob("work-*")) == []
    assert max(len(piece) for piece in answer.streaming_content) <= 64 * 1024


def test_the_head_of_an_export_writes_nothing(client, many, monkeypatch):
    monkeypatch.setattr(exports, "export", None)
    answer = client.head(f"{place(many)}/rows.json")
    assert (answer.status_code, b"".join(answer)) == (200, b"")
    assert not answer.has_header("Content-Length")
    assert answer["Content-Disposition"] == 'attachment; filename="muchas.json"'


def test_one_more_export_than_can_be_written_is_asked_to_wait(client, many, monkeypatch):
    monkeypatch.setattr(exports.desk, "patience", 0)
    with exports.desk, exports.desk:
        answer = client.get(f"{place(many)}/rows.json")
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert int(answer["Retry-After"]) > 0
        assert client.get(f"{place(many)}/rows.csv").status_code == 200
    assert client.get(f"{place(many)}/rows.json").status_code == 200


def test_there_is_no_format_that_we_do_not_write(client, parks_table):
    assert client.get(f"{place(parks_table)}/rows.docx").status_code == 404


def test_files_of_a_portal_of_examples_say_so(client, parks_table, settings):
    settings.AMATE_EXAMPLE = True
    answer = client.get(f"{place(parks_table)}/rows.csv", headers=IDENTITY)
    assert answer["Content-Disposition"] == 'attachment; filename="ejemplo_parques.csv"'
    assert answer["Amate-Example"] == "1"
    assert client.get(f"{place(parks_table)}/rows").json()["example"] is True


def test_groups_are_rows_with_their_own_columns_and_the_next_page_is_named(client, parks) -> None:
    table = parks.resources.get().current.tables.get()
    answer = client.get(f"/api/v1/tables/{table.public_id}/rows?_group=nombre&_limit=1").json()
    assert [column["name"] for column in answer["columns"]] == ["nombre", "count"]
    assert [column["type"] for column in answer["columns"]] == ["text", "integer"]
    assert answer["total"] == 2
    assert answer["results"] == [{"nombre": "Ávila Camacho", "count": 1}]
    following = client.get(answer["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert (following["results"], following["next"]) == ([{"nombre": "Metropolitano", "count": 1}], None)
