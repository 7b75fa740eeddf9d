"""A recipe says how a file is read, is written down in JSON, and is replayed on the next file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from amate.base.errors import Invalid
from amate.ingest.reading import read
from amate.ingest.recipe import ColumnRecipe, Recipe, TableRecipe
from amate.ingest.report import Reading
from tests.ingest.reader import names_of, notes_of, rows_of, types_of

JANUARY = b"Obras de enero\nclave,monto,nota,dia\n12,5,  a ,03/04/2024\n\n34,N/D,b,05/06/2024\n"
FEBRUARY = b"Obras de febrero\nSecretaria\nclave,monto,nota,dia\n56,7, c ,03/04/2024\n78,8,d,13/06/2024\n"


def read_with(recipe: Recipe, content: bytes, folder: Path, filename: str = "obras.csv") -> Reading:
    source = folder / "subido"
    source.write_bytes(content)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return read(source, filename, out, recipe=recipe)


def recipe_of(content: bytes, folder: Path) -> tuple[Recipe, TableRecipe]:
    recipe = read_with(Recipe(), content, folder).recipe
    return Recipe.from_json(json.loads(json.dumps(recipe.as_json()))), recipe.tables[0]


def test_a_step_is_switched_off_and_on_again(tmp_path: Path) -> None:
    recipe, table = recipe_of(JANUARY, tmp_path)
    off = recipe.with_table(table.switched("trimmed", on=False).switched("missing-words", on=False))
    (found,) = read_with(off, JANUARY, tmp_path).tables
    assert [row[2] for row in rows_of(found, tmp_path)] == ["  a ", "b"]
    assert types_of(found)[1] == "text"
    assert not {"trimmed", "missing-words"} & notes_of(found).keys()

    on = off.with_table(off.tables[0].switched("trimmed", on=True).switched("missing-words", on=True))
    assert on == recipe
    (found,) = read_with(on, JANUARY, tmp_path).tables
    assert [row[1:3] for row in rows_of(found, tmp_path)] == [(5, "a"), (None, "b")]


def test_next_month_s_file_is_read_the_same_under_another_name(tmp_path: Path) -> None:
    recipe, table = recipe_of(JANUARY, tmp_path)
    columns = (
        replace(table.column("clave"), type="text", chosen=True),
        replace(table.column("monto"), name="importe"),
        replace(table.column("nota"), keep=False),
        table.column("dia"),
    )
    reading = read_with(recipe.with_table(replace(table, columns=columns)), FEBRUARY, tmp_path, "febrero.csv")
    (found,) = reading.tables
    assert reading.misfits == ()
    assert list(zip(names_of(found), types_of(found), strict=True)) == [
        ("clave", "text"),
        ("importe", "integer"),
        ("dia", "date"),
    ]
    assert rows_of(found, tmp_path)[0][:2] == ("56", 7)
    again = read_with(reading.recipe, FEBRUARY, tmp_path, "febrero.csv")
    assert again.recipe == reading.recipe


def test_heads_pointed_at_by_hand_are_found_again_when_they_move(tmp_path: Path) -> None:
    recipe, table = recipe_of(JANUARY, tmp_path)
    pointed = read_with(recipe.with_table(table.headed(2)), JANUARY, tmp_path).recipe
    reading = read_with(pointed, FEBRUARY, tmp_path)
    assert (reading.misfits, reading.tables[0].header_row) == ((), 3)


@pytest.mark.parametrize(
    ("change", "step", "says"),
    [
        ({"name": "otro", "head": "no existe"}, "column", "«no existe»"),
        ({"head": "nota", "type": "integer", "chosen": True}, "type", "2 valores no son de ese tipo («a»"),
    ],
)
def test_what_a_recipe_asks_for_in_vain_is_told(
    change: dict[str, object], step: str, says: str, tmp_path: Path
) -> None:
    recipe, table = recipe_of(JANUARY, tmp_path)
    asked = replace(table, columns=(ColumnRecipe(**change),))  # type: ignore[arg-type]
    (misfit,) = read_with(recipe.with_table(asked), JANUARY, tmp_path).misfits
    assert misfit.step == step
    assert says in misfit.message


def test_a_table_left_out_stays_out_and_one_that_vanished_is_told(tmp_path: Path) -> None:
    recipe = Recipe((TableRecipe("obras"), TableRecipe("otra")))
    reading = read_with(recipe, JANUARY, tmp_path)
    assert [misfit.step for misfit in reading.misfits] == ["table"]
    reading = read_with(Recipe((TableRecipe("obras", keep=False),)), JANUARY, tmp_path)
    assert (reading.tables, reading.recipe.tables[0].keep) == ((), False)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"recipe": 2, "tables": []},
        {"recipe": 1, "tables": {}},
        {"recipe": 1, "tables": [1]},
        {"recipe": 1, "tables": [{"steps": {"volar": True}}]},
        {"recipe": 1, "tables": [{"steps": {"trimmed": "no"}}]},
        {"recipe": 1, "tables": [{"color": "rojo"}]},
        {"recipe": 1, "tables": [{"header_row": "2"}]},
        {"recipe": 1, "tables": [{"columns": [{"name": "sin cabeza"}]}]},
    ],
)
def test_what_is_no_recipe_is_refused_saying_where(document: object) -> None:
    with pytest.raises(Invalid, match="receta"):
        Recipe.from_json(document)
