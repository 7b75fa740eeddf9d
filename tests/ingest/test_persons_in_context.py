"""Whose data they are decides what is told: of servants and schools nothing, of private persons and minors all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from amate.ingest.recipe import Recipe, TableRecipe
from amate.ingest.report import Note, Reading
from amate.ingest.withholding import reasons_to_withhold
from tests.ingest.reader import names_of, read_bytes, rows_of

NAMES = ("Rosa García López", "Juan Pérez Ruiz", "Ana Torres Díaz", "Luis Gómez Mora")


def told(text: str, folder: Path, recipe: Recipe | None = None) -> dict[str, Note]:
    reading = read_bytes(text.encode(), "datos.csv", folder, recipe=recipe or Recipe())
    (table,) = reading.tables
    return {
        note.code.removeprefix("personal-data:"): note
        for note in table.notes
        if note.code.startswith("personal-data:")
    }


def rows(head: str, *cells: str) -> str:
    return "\n".join((head, *cells)) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        rows(
            "nombre,cargo,adscripción,teléfono,correo",
            *(f"{name},Director,Obras,33 3818 22{at}0,a{at}@zapopan.gob.mx" for at, name in enumerate(NAMES)),
        ),
        rows(
            "cct,escuela,domicilio,teléfono,director",
            *(
                f"14DPR000{at}K,Benito Juárez,Hidalgo {at},33361234{at}0,{name}"
                for at, name in enumerate(NAMES)
            ),
        ),
        rows("calle,colonia,tramo", *["Lázaro Cárdenas,Adolfo López Mateos,Juan Escutia a José Martí"] * 4),
    ],
    ids=["a directory of public servants", "schools called after persons", "streets called after persons"],
)
def test_what_everyone_may_know_is_no_alarm(text: str, tmp_path: Path) -> None:
    assert told(text, tmp_path) == {}


def test_the_telephone_that_a_servant_has_at_home_is_told(tmp_path: Path) -> None:
    text = rows("nombre,cargo,celular", *(f"{name},Director,331234567{at}" for at, name in enumerate(NAMES)))
    assert set(told(text, tmp_path)) == {"phone"}


def test_names_beside_streets_are_told_with_them(tmp_path: Path) -> None:
    text = rows(
        "nombre completo,calle,numero,colonia",
        *(f"{name},Hidalgo,{at},Centro" for at, name in enumerate(NAMES)),
    )
    found = told(text, tmp_path)
    assert {kind: note.columns for kind, note in found.items()} == {
        "person_name": ("nombre completo",),
        "street_address": ("calle",),
    }


THIS_YEAR = date.today().year


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (rows("nombre,edad", *(f"{name},{15 + at}" for at, name in enumerate(NAMES))), 3),
        (
            rows(
                "nombre,fecha de nacimiento",
                *(f"{name},{THIS_YEAR - 16 - 2 * at}-01-01" for at, name in enumerate(NAMES)),
            ),
            1,
        ),
        # Of nobody: born in 1931, 1956, and the last in 2011, which its letter tells.
        (rows("clave", "BOXW310820HNERXN09", "HEGG560427MVZRRL04", "BADD110313HCMLNSA5"), 1),
    ],
    ids=["age", "day of birth", "CURP"],
)
def test_who_is_under_age_and_named_is_told(text: str, count: int, tmp_path: Path) -> None:
    minor = told(text, tmp_path)["minor"]
    assert minor.count == count
    assert minor.columns in (("nombre",), ("clave",))


def test_ages_of_who_is_not_named_or_of_adults_are_no_alarm(tmp_path: Path) -> None:
    assert told(rows("escuela,edad", *(f"Primaria {n},{n + 6}" for n in range(5))), tmp_path) == {}
    adults = rows("nombre,edad", *(f"{name},{30 + at}" for at, name in enumerate(NAMES)))
    assert "minor" not in told(adults, tmp_path)
    months = rows("nombre,edad en meses", *(f"{name},{5 + at}" for at, name in enumerate(NAMES)))
    assert "minor" not in told(months, tmp_path)


def test_few_persons_in_a_small_place_are_told_and_asked_of_what_is_sensitive(tmp_path: Path) -> None:
    cells = [f"Colonia {n},{n}" for n in range(8)]
    common = told(rows("colonia,habitantes", *cells), tmp_path)["small_cells"]
    assert (common.count, common.columns) == (2, ())  # 1 and 2; of 0 there is nobody
    sensitive = told(rows("colonia,diagnostico,casos", *(f"C{n},VIH,{n}" for n in range(8))), tmp_path)
    assert (sensitive["small_cells"].count, sensitive["small_cells"].columns) == (4, ("casos",))
    assert told(rows("estado,casos", *(f"Estado {n},{n}" for n in range(8))), tmp_path) == {}


PUPILS = rows(
    "alumno,escuela,grado",
    *(f"{name},Benito Juárez,{1 + at % 2}" for at, name in enumerate(NAMES * 3)),
    f"{NAMES[0]},Miguel Hidalgo,1",
)


def counted(text: str, folder: Path, *by: str, fewest: int = 3) -> Reading:
    recipe = Recipe((TableRecipe("datos", count_by=by, fewest=fewest),))
    return read_bytes(text.encode(), "datos.csv", folder, recipe=recipe)


def test_rows_of_persons_are_published_as_counts_of_no_few(tmp_path: Path) -> None:
    reading = counted(PUPILS, tmp_path, "escuela", "grado")
    (table,) = reading.tables
    assert names_of(table) == ["escuela", "grado", "personas"]
    assert rows_of(table, tmp_path) == [("Benito Juárez", 1, 6), ("Benito Juárez", 2, 6)]
    assert {"counted-rows", "small-groups"} <= {note.code for note in table.notes}
    assert not [note for note in table.notes if note.code.startswith("personal-data")]
    assert [reason.code for reason in reasons_to_withhold(reading)] == ["counted-tables"]


def test_the_recipe_counts_the_next_file_and_tells_when_it_cannot(tmp_path: Path) -> None:
    first = counted(PUPILS, tmp_path, "escuela", "grado")
    kept = Recipe.from_json(json.loads(json.dumps(first.recipe.as_json())))
    again = read_bytes(PUPILS.replace("Hidalgo", "Juárez").encode(), "datos.csv", tmp_path, recipe=kept)
    assert again.tables[0].columns == first.tables[0].columns
    assert not again.misfits
    other = read_bytes(PUPILS.replace("grado", "grupo").encode(), "datos.csv", tmp_path, recipe=kept)
    assert ["«grado»" in misfit.message for misfit in other.misfits] == [True]
    assert names_of(other.tables[0]) == ["escuela", "personas"]  # never the rows themselves
