"""A table against what was declared of it: the cells that break it, as frictionless finds them too."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from amate.base.errors import Invalid
from amate.engines.stored import StoredColumn, StoredTable
from amate.ingest.dictionary import table_schema
from amate.ingest.dictionary.checking import Verdict, check, explained
from amate.ingest.dictionary.declared import Field, Schema
from amate.query.formats import write
from tests.ingest.reader import read_bytes

WORKS = (
    "clave,obra,monto,inicio,avance,municipio\n"
    "0001,Puente,1000.50,2024-01-15,10,14039\n"
    "0002,,2500.00,2024-02-30x,20,14120\n"
    "0002,Calle,-3.00,2024-03-01,130,14120\n"
    "0004,Plaza,12 mil,2019-03-01,40,99\n"
    "5,Parque,,2024-05-01,,14120\n"
)
PROMISED = Schema(
    (
        Field("clave", "text", unique=True, pattern=r"\d{4}"),
        Field("obra", "text", required=True, longest=6),
        Field("monto", "number", minimum="0"),
        Field("inicio", "date", minimum="2020-01-01"),
        Field("avance", "integer", maximum="100"),
        Field("municipio", "text", enum=("14039", "14120")),
    )
)
# Where frictionless says so with other words.
CODES = {"type-error": "type", "unique-error": "unique", "primary-key": "primary-key"}
CONSTRAINTS = {"minLength": "min-length", "maxLength": "max-length"}


def table(content: str, folder: Path) -> StoredTable:
    reading = read_bytes(content.encode(), "obras.csv", folder)
    return reading.tables[0].stored(folder / "out")


def cells(verdict: Verdict) -> set[tuple[int, str, str]]:
    return {(fault.row, fault.column, fault.code) for fault in verdict.faults()}


def judged(content: str, schema: Schema, folder: Path) -> set[tuple[int, str, str]]:
    """What frictionless finds in the CSV: (row of data from one, column, code)."""
    path = folder / "judged.csv"
    path.write_text(content, encoding="utf-8")
    resource = frictionless.Resource(
        path=str(path), schema=frictionless.Schema.from_descriptor(table_schema.write(schema))
    )
    with frictionless.system.use_context(trusted=True):
        report = resource.validate(limit_errors=1_000_000)
    found = set()
    for error in report.tasks[0].errors:
        code = CODES.get(error.type) or _constraint(error)
        column = getattr(error, "field_name", "") or schema.primary_key[0]
        found.add((error.row_number - 1, column, code))
    return found


def _constraint(error: Any) -> str:
    name = error.note.split('"')[1]
    return CONSTRAINTS.get(name, name)


def test_every_cell_that_breaks_what_was_promised_is_found(tmp_path: Path) -> None:
    verdict = check(table(WORKS, tmp_path), PROMISED)
    assert cells(verdict) == {
        (2, "obra", "required"),
        (2, "inicio", "type"),
        (3, "clave", "unique"),
        (3, "monto", "minimum"),
        (3, "avance", "maximum"),
        (4, "monto", "type"),
        (4, "inicio", "minimum"),
        (4, "municipio", "enum"),
        (5, "clave", "pattern"),
    }
    assert cells(verdict) == judged(WORKS, PROMISED, tmp_path)
    assert verdict.cells == 9


def test_a_cell_is_shown_with_what_was_expected_of_it(tmp_path: Path) -> None:
    faults = check(table(WORKS, tmp_path), PROMISED).faults()
    assert [(f.row, f.column, f.value, f.message) for f in faults[:2]] == [
        (2, "obra", None, "Se esperaba un valor, y la celda está vacía."),
        (2, "inicio", "2024-02-30x", "Se esperaba un valor de tipo fecha."),
    ]


def test_a_key_of_two_columns_may_not_repeat_nor_lack(tmp_path: Path) -> None:
    content = "a,b,c\n1,x,9\n1,y,9\n1,x,9\n2,,9\n"
    schema = Schema((Field("a", "integer"), Field("b", "text"), Field("c", "integer")), ("a", "b"))
    verdict = check(table(content, tmp_path), schema)
    assert cells(verdict) == {(3, "a", "primary-key"), (4, "b", "required")}


@pytest.mark.parametrize(
    ("type_", "values", "wrong"),
    [
        ("integer", ["1", "-20", "3.5", "x", ""], {3, 4}),
        ("number", ["1", "2.5", "1e+3", "mil", ""], {4}),
        ("date", ["2024-01-31", "2024-02-30", "ayer", ""], {2, 3}),
        ("boolean", ["true", "false", "quizá", ""], {3}),
        ("time", ["10:30:00", "25:00:00", ""], {2}),
        ("text", ["uno", "2", ""], set()),
    ],
)
def test_a_value_of_another_type(type_: str, values: list[str], wrong: set[int], tmp_path: Path) -> None:
    content = "n,v\n" + "".join(f"{at},{value}\n" for at, value in enumerate(values, start=1))
    schema = Schema((Field("n", "integer"), Field("v", type_)))
    verdict = check(table(content, tmp_path), schema)
    assert cells(verdict) == {(row, "v", "type") for row in wrong}
    assert cells(verdict) == judged(content, schema, tmp_path)


def test_a_column_that_was_promised_and_is_gone(tmp_path: Path) -> None:
    verdict = check(table("a\n1\n", tmp_path), Schema((Field("a"), Field("presupuesto", "number"))))
    assert (verdict.missing, verdict.faults(), verdict.is_kept) == (("presupuesto",), [], False)


@pytest.mark.parametrize(
    "field", [Field("a", "text", pattern="(sin cerrar"), Field("a", "date", minimum="el lunes")]
)
def test_what_cannot_be_asked_is_refused(field: Field, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="«a»"):
        check(table("a,b\nx,1\n", tmp_path), Schema((field,)))


def test_names_and_values_that_would_break_sql(tmp_path: Path) -> None:
    name = 'o\'brien "x"; DROP TABLE t --'
    schema = Schema((Field(name, "text", enum=("a'b", "?")),), (name,))
    content = f'"{name.replace(chr(34), chr(34) * 2)}",n\na\'b,1\nc,2\n?,3\n'
    assert cells(check(table(content, tmp_path), schema)) == {(2, name, "enum")}


def test_a_copy_says_in_each_row_what_is_wrong(tmp_path: Path) -> None:
    stored = table(WORKS, tmp_path)
    verdict = check(stored, PROMISED)
    write(stored, *explained(verdict), tmp_path / "errores.csv", "csv")
    with (tmp_path / "errores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["clave"] for row in rows] == ["0001", "0002", "0002", "0004", "5"]
    assert rows[0]["Errores"] == ""
    assert rows[1]["Errores"] == (
        "«obra»: se esperaba un valor, y la celda está vacía; «inicio»: se esperaba un valor de tipo fecha"
    )


def test_the_cells_of_a_million_rows_are_counted_and_listed_by_pages(tmp_path: Path) -> None:
    path = tmp_path / "grande.parquet"
    duckdb.sql(
        f"COPY (SELECT range + 1 AS _id, range % 1000 AS n, 'x' AS t FROM range(1000000)) TO '{path}' (FORMAT parquet)"
    )
    stored = StoredTable("k", path, 1_000_000, (StoredColumn("n", "integer"), StoredColumn("t", "text")))
    verdict = check(stored, Schema((Field("n", "integer", maximum="998", unique=True), Field("t", "text"))))
    assert {one.check.code: one.count for one in verdict.broken} == {"maximum": 1_000, "unique": 999_000}
    assert [fault.row for fault in verdict.faults(limit=2)] == [1000, 1001]
    assert [fault.row for fault in verdict.faults(limit=2, offset=2)] == [1002, 1003]
