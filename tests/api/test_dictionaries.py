"""What the columns of a table are and promise, as programs read and write it."""

from __future__ import annotations

import csv
import io
import json

import frictionless
import openpyxl
import polars
import pytest
from pyld import jsonld

pytestmark = pytest.mark.django_db

SCHEMA = {
    "fields": [
        {
            "name": "nombre",
            "type": "string",
            "description": "Cómo se llama.",
            "constraints": {"unique": True},
        },
        {
            "name": "Colonia",
            "type": "string",
            "description": "Dónde está.",
            "constraints": {"enum": ["Centro"]},
        },
        {"name": "hectareas", "type": "number", "unit": "hectáreas", "constraints": {"minimum": 10}},
        {"name": "cvegeo", "type": "string"},
    ],
    "primaryKey": ["nombre"],
}


def place(table):
    return f"/api/v1/tables/{table.public_id}"


def declare(client, table, document=SCHEMA):
    return client.put(f"{place(table)}/schema", json.dumps(document), content_type="application/json")


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def context(monkeypatch):
    """CSVW's words, without the network: those that we use, as its context maps them."""
    words = {
        name: f"http://www.w3.org/ns/csvw#{name}"
        for name in (
            "tableSchema",
            "columns",
            "datatype",
            "base",
            "minimum",
            "required",
            "primaryKey",
            "name",
        )
    }
    known = words | {
        "url": {"@id": "http://www.w3.org/ns/csvw#url", "@type": "@id"},
        "titles": {"@id": "http://www.w3.org/ns/csvw#title", "@container": "@set"},
        "dc": "http://purl.org/dc/terms/",
        "schema": "http://schema.org/",
        "csvw": "http://www.w3.org/ns/csvw#",
    }

    def load(url, _options):
        assert url == "http://www.w3.org/ns/csvw"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": known}}

    return load


def test_a_table_that_nobody_described_has_its_columns_and_types(client, parks_table):
    document = client.get(f"{place(parks_table)}/schema.json").json()
    assert document == {
        "fields": [
            {"name": "nombre", "type": "string"},
            {"name": "colonia", "type": "string"},
            {"name": "hectareas", "type": "number"},
            {"name": "cvegeo", "type": "string", "meaning": "cvegeo_municipality"},
        ]
    }
    described = client.get(place(parks_table)).json()["described"]
    assert {client.get(url).status_code for url in described.values()} == {200}


def test_the_schema_and_the_csv_of_a_table_agree_for_frictionless(client, parks_table, tmp_path):
    schema = client.get(f"{place(parks_table)}/schema.json").json()
    (tmp_path / "rows.csv").write_bytes(
        body(client.get(f"{place(parks_table)}/rows.csv", headers={"Accept-Encoding": "identity"}))
    )
    resource = frictionless.Resource(
        path=str(tmp_path / "rows.csv"), schema=frictionless.Schema.from_descriptor(schema)
    )
    with frictionless.system.use_context(trusted=True):
        assert resource.validate().valid


def test_who_works_there_says_what_columns_are_and_everyone_reads_it(client, parks_table, ana, with_key):
    told = declare(with_key(ana), parks_table)
    assert told.status_code == 200, told.content
    fields = {
        field["name"]: field for field in client.get(f"{place(parks_table)}/schema.json").json()["fields"]
    }
    assert list(fields) == ["nombre", "colonia", "hectareas", "cvegeo"]
    assert fields["colonia"]["description"] == "Dónde está."
    assert fields["hectareas"] == {
        "name": "hectareas",
        "type": "number",
        "unit": "hectáreas",
        "constraints": {"minimum": "10"},
    }
    columns = {column["name"]: column for column in client.get(place(parks_table)).json()["columns"]}
    assert columns["nombre"]["description"] == "Cómo se llama."


def test_csvw_is_linked_data_about_the_csv(client, parks_table, ana, with_key, context):
    declare(with_key(ana), parks_table)
    answer = client.get(f"{place(parks_table)}/csvw.json")
    assert answer["Content-Type"] == "application/csvm+json"
    (told,) = jsonld.expand(answer.json(), {"documentLoader": context})
    ns = "http://www.w3.org/ns/csvw#"
    assert told[f"{ns}url"][0]["@id"].endswith(f"{place(parks_table)}/rows.csv")
    columns = told[f"{ns}tableSchema"][0][f"{ns}columns"]
    assert [column[f"{ns}title"][0]["@value"] for column in columns] == [
        "nombre",
        "colonia",
        "hectareas",
        "cvegeo",
    ]
    assert columns[1]["http://purl.org/dc/terms/description"][0] == {
        "@value": "Dónde está.",
        "@language": "es",
    }
    assert columns[2]["http://schema.org/unitText"][0]["@value"] == "hectáreas"


def test_the_dictionary_opens_in_a_spreadsheet_and_comes_back_filled_in(client, parks_table, ana, with_key):
    answer = client.get(f"{place(parks_table)}/dictionary.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["columna"] for row in rows] == ["nombre", "colonia", "hectareas", "cvegeo"]
    rows[2] |= {"descripción": "Superficie del parque", "unidad": "ha"}
    filled = io.StringIO()
    writer = csv.DictWriter(filled, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    raw = filled.getvalue().encode("cp1252")  # as Excel saves it in Mexico
    put = with_key(ana).put(f"{place(parks_table)}/schema", raw, content_type="text/csv")
    assert put.status_code == 200, put.content
    read = polars.read_csv(client.get(f"{place(parks_table)}/dictionary.csv").content, infer_schema=False)
    assert read.row(2, named=True)["descripción"] == "Superficie del parque"
    assert read.row(2, named=True)["unidad"] == "ha"


def test_the_cells_that_break_it_are_listed_with_their_lines(client, parks_table, ana, with_key):
    mine = with_key(ana)
    declare(mine, parks_table)
    answer = mine.get(f"/api/v1/versions/{parks_table.version.public_id}/errors").json()
    told = [(one["line"], one["row"], one["column"], one["value"], one["code"]) for one in answer["results"]]
    assert told == [(2, 1, "colonia", "Jardines", "enum"), (3, 2, "hectareas", "7.2", "minimum")]
    assert answer["total"] == 2
    assert answer["results"][0]["message"] == "Se esperaba uno de estos valores: «Centro»."
    assert client.get(f"/api/v1/versions/{parks_table.version.public_id}/errors").status_code == 401
    second = mine.get(f"/api/v1/versions/{parks_table.version.public_id}/errors?per_page=1&page=2").json()
    assert [one["code"] for one in second["results"]] == ["minimum"]


def test_a_copy_of_the_file_says_what_is_wrong_in_each_row(parks_table, ana, with_key):
    mine = with_key(ana)
    declare(mine, parks_table)
    place_of = f"/api/v1/versions/{parks_table.version.public_id}/errors"
    answer = mine.get(f"{place_of}.csv")
    assert 'filename="parques.errores.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(body(answer).decode())))
    assert rows[0]["Errores"] == "«colonia»: se esperaba uno de estos valores: «Centro»"
    assert rows[1]["hectareas"] == "7.2"
    book = openpyxl.load_workbook(io.BytesIO(body(mine.get(f"{place_of}.xlsx"))))
    assert next(row[-1] for row in book.active.values) == "Errores"
    assert mine.get(f"{place_of}.pdf").status_code == 404


def test_what_is_no_schema_is_refused_saying_why(parks_table, ana, with_key):
    mine = with_key(ana)
    said = declare(mine, parks_table, {"fields": [{"name": "otra"}]})
    assert (said.status_code, "no describe ninguna columna" in said.json()["detail"]) == (400, True)
    broken = mine.put(f"{place(parks_table)}/schema", "{", content_type="application/json")
    assert (broken.status_code, "JSON" in broken.json()["detail"]) == (400, True)
    pattern = {"fields": [{"name": "nombre", "type": "string", "constraints": {"pattern": "("}}]}
    assert declare(mine, parks_table, pattern).status_code == 400


def test_a_promise_is_withdrawn_and_what_columns_are_stays(client, parks_table, ana, with_key):
    mine = with_key(ana)
    declare(mine, parks_table)
    assert mine.delete(f"{place(parks_table)}/schema").status_code == 204
    document = client.get(f"{place(parks_table)}/schema.json").json()
    assert "primaryKey" not in document
    assert document["fields"][2] == {"name": "hectareas", "type": "number", "unit": "hectáreas"}
    assert document["fields"][0]["description"] == "Cómo se llama."


def test_others_may_not_say_it(parks_table, rosa, with_key):
    assert declare(with_key(rosa), parks_table).status_code == 403


def test_an_identifier_in_a_description_or_an_allowed_value_is_refused(client, parks_table, ana, with_key):
    ours, address = with_key(ana), f"/api/v1/tables/{parks_table.public_id}/schema"
    for said in (
        {"description": "Por ejemplo BOXW 310820 HNERXN 09"},
        {"constraints": {"enum": ["Metropolitano", "BOXW310820HNERXN09"]}},
    ):
        schema = {"fields": [{"name": "nombre", "type": "string"} | said]}
        answer = ours.put(address, schema, content_type="application/json")
        assert (answer.status_code, "CURP" in answer.json()["detail"]) == (400, True), answer.json()
        assert "BOXW" not in client.get(f"/api/v1/tables/{parks_table.public_id}/schema.json").text
