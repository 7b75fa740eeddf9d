"""What is declared of columns, in three formats: what is written is read back, and other programs understand it."""

from __future__ import annotations

import json
from typing import Any

import frictionless
import pytest
from hypothesis import given, settings

from amate.base.errors import Invalid
from amate.ingest.dictionary import as_csv, csvw, table_schema
from amate.ingest.dictionary.declared import Field, Schema
from tests.ingest.dictionary.strategies import schemas

PARKS = Schema(
    (
        Field(
            "clave", "text", "Clave", "La del inventario; conserva sus ceros.", pattern=r"\d{4}", unique=True
        ),
        Field("colonia", "text", description="Donde está.", required=True, longest=60),
        Field("hectáreas", "number", description="Superficie.", unit="hectáreas", minimum="0"),
        Field("tipo", "text", enum=("lineal", "barrial | vecinal", "")),
        Field("inauguración", "date", minimum="1900-01-01"),
        Field("cvegeo", "text", meaning="cvegeo_municipality"),
    ),
    ("clave",),
)


@settings(max_examples=150, deadline=None)
@given(schemas())
def test_a_schema_survives_the_trip_through_each_format(schema: Schema) -> None:
    assert table_schema.read(json.loads(json.dumps(table_schema.write(schema)))) == schema
    assert csvw.read(json.loads(json.dumps(csvw.write(schema, url="datos.csv")))) == schema
    assert as_csv.read(as_csv.text_rows(as_csv.write([("parques", schema)])), "parques") == schema


@settings(max_examples=50, deadline=None)
@given(schemas())
def test_frictionless_takes_every_table_schema(schema: Schema) -> None:
    document = table_schema.write(schema)
    read = frictionless.Schema.from_descriptor(document)
    assert read.field_names == [field.name for field in schema.fields]
    assert list(read.primary_key) == list(schema.primary_key)
    for theirs, ours in zip(read.fields, schema.fields, strict=True):
        assert theirs.required == ours.required
        assert theirs.constraints.get("unique", False) == ours.unique


def test_a_schema_that_another_program_wrote() -> None:
    """The example of the specification's own constraints, with a key of one column as text."""
    document = {
        "fields": [
            {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1}},
            {"name": "año", "type": "year"},
            {"name": "nota", "format": "default", "rdfType": "http://schema.org/Text"},
            {"name": "si", "type": "boolean", "constraints": {"enum": [True]}},
        ],
        "primaryKey": "id",
        "missingValues": ["", "-"],
    }
    assert table_schema.read(document) == Schema(
        (
            Field("id", "integer", required=True, minimum="1"),
            Field("año", "integer"),
            Field("nota"),
            Field("si", "boolean", enum=("true",)),
        ),
        ("id",),
    )


def test_metadata_of_the_standard_s_own_example() -> None:
    """The tree operations of the CSVW primer."""
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "tree-ops.csv",
        "dc:title": "Tree Operations",
        "tableSchema": {
            "columns": [
                {
                    "name": "GID",
                    "titles": ["GID", "Generic Identifier"],
                    "datatype": "string",
                    "required": True,
                },
                {
                    "name": "on_street",
                    "titles": "On Street",
                    "dc:description": "The street that the tree is on.",
                },
                {"name": "species", "titles": {"en": "Species"}, "datatype": "string"},
                {
                    "name": "inventory_date",
                    "titles": "Inventory Date",
                    "datatype": {"base": "date", "format": "M/d/yyyy"},
                },
                {"name": "row", "virtual": True, "propertyUrl": "schema:url"},
            ],
            "primaryKey": "GID",
            "aboutUrl": "#gid-{GID}",
        },
    }
    assert csvw.read(document) == Schema(
        (
            Field("GID", "text", "Generic Identifier", required=True),
            Field("On Street", description="The street that the tree is on."),
            Field("Species", "text"),
            Field("Inventory Date", "date"),
        ),
        ("GID",),
    )


def test_a_dictionary_filled_in_with_a_spreadsheet() -> None:
    rows = [
        ["Columna", "Descripcion", "Tipo", "Unidad", "OBLIGATORIA"],
        ["  clave ", "La clave. ", "Texto", "", "Sí"],
        ["", "", "", "", ""],
        ["monto", "Lo pagado.", "Número", "pesos", "no"],
    ]
    assert as_csv.read(rows) == Schema(
        (
            Field("clave", "text", description="La clave.", required=True),
            Field("monto", "number", description="Lo pagado.", unit="pesos"),
        )
    )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "fields"),
        ({"fields": [{"type": "string"}]}, "no tiene nombre"),
        ({"fields": [{"name": "a"}, {"name": "a"}]}, "dos veces"),
        ({"fields": [{"name": "a", "type": "entero"}]}, "«entero»"),
        ({"fields": [{"name": "a", "type": "integer", "constraints": {"pattern": "x"}}]}, "patrón"),
        ({"fields": [{"name": "a", "constraints": {"minLength": "dos"}}]}, "minLength"),
        ({"fields": [{"name": "a"}], "primaryKey": ["b"]}, "«b»"),
        ({"fields": [{"name": "a", "constraints": {"enum": [{"x": 1}]}}]}, "no es un valor"),
    ],
)
def test_what_is_no_schema_is_refused_saying_what_is_wrong(document: Any, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        table_schema.read(document)


def test_the_dictionary_as_other_programs_read_it(tmp_path: Any) -> None:
    """A line for each column, under the heads that people look for."""
    import polars

    path = tmp_path / "diccionario.csv"
    path.write_text(as_csv.write([("parques", PARKS)]), encoding="utf-8", newline="")
    read = polars.read_csv(path, infer_schema=False)
    assert read["columna"].to_list() == [field.name for field in PARKS.fields]
    assert read["tipo"].to_list() == ["texto", "texto", "número", "texto", "fecha", "texto"]
    assert (
        read.row(by_predicate=polars.col("columna") == "tipo", named=True)["valores permitidos"]
        == "lineal|barrial \\| vecinal|\\0"
    )
