"""The column «Errores» of the copy that is given to mend a table is known again, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from amate.ingest.dictionary.checking import check, explained
from amate.ingest.dictionary.declared import Field, Schema
from amate.ingest.recipe import Recipe
from amate.query.formats import write
from tests.ingest.reader import names_of, read_bytes, rows_of

PARKS = "clave,hectareas\n007,2\n008,-3\n009,40\n"
SCHEMA = Schema((Field("hectareas", type="integer", minimum="0", maximum="30"),))


def copy_of(content: str, form: str, folder: Path) -> bytes:
    """The copy that says what to mend, as an officer downloads it."""
    reading = read_bytes(content.encode(), "parques.csv", folder)
    verdict = check(reading.tables[0].stored(folder / "out"), SCHEMA)
    target = folder / f"copy.{form}"
    write(verdict.table, *explained(verdict), target, form)
    return target.read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_copy_comes_back_as_the_table_that_it_was(tmp_path: Path, form: str) -> None:
    content = copy_of(PARKS, form, tmp_path)
    reading = read_bytes(content, f"parques.errores.{form}", tmp_path)
    (found,) = reading.tables
    assert names_of(found) == ["clave", "hectareas"]
    assert rows_of(found, tmp_path) == [("007", 2), ("008", -3), ("009", 40)]
    (told,) = (note for note in found.notes if note.code == "errors-column")
    assert (told.count, told.rows) == (2, (3, 4))
    assert told.examples[0] == ("«hectareas»: se esperaba un valor de 0 o más", "")

    table = reading.recipe.tables[0].switched("errors-column", on=False)
    again = read_bytes(content, f"parques.errores.{form}", tmp_path, recipe=Recipe((table,)))
    assert names_of(again.tables[0]) == ["clave", "hectareas", "Errores"]


def test_a_table_with_a_column_of_its_own_keeps_it(tmp_path: Path) -> None:
    own = "clave,hectareas,Errores\n007,2,ninguno\n008,-3,\n"
    assert names_of(read_bytes(own.encode(), "p.csv", tmp_path).tables[0])[-1] == "Errores"
    copied = read_bytes(copy_of(own, "csv", tmp_path), "p.csv", tmp_path).tables[0]
    assert rows_of(copied, tmp_path) == [("007", 2, "ninguno"), ("008", -3, None)]


def test_one_other_word_among_the_marks_keeps_the_column(tmp_path: Path) -> None:
    marked = copy_of(PARKS, "csv", tmp_path).decode("utf-8-sig").replace("007,2,", "007,2,ya lo corregí")
    assert names_of(read_bytes(marked.encode(), "p.csv", tmp_path).tables[0])[-1] == "Errores"


def test_marks_far_below_the_first_rows_of_a_long_text_are_known(tmp_path: Path) -> None:
    rows = "".join(f"{n:06},{n % 30}\n" for n in range(60_000))
    content = copy_of(f"clave,hectareas\n{rows}999999,31\n", "csv", tmp_path)
    (found,) = read_bytes(content, "p.csv", tmp_path).tables
    assert (names_of(found), found.rows) == (["clave", "hectareas"], 60_001)
    assert [note.rows for note in found.notes if note.code == "errors-column"] == [(60_002,)]
