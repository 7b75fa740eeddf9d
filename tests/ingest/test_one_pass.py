"""A text table read in one pass is the same, to the last note, as one that is looked at before it is decided."""

import csv
import io
from unittest.mock import patch

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.ingest import evidence, onepass
from amate.ingest.readers import delimited
from amate.ingest.reading import read
from amate.ingest.recipe import ColumnRecipe, Recipe, TableRecipe

SAMPLE = 12

digits = st.integers(0, 10**7).map(str)
two = st.integers(0, 99).map("{:02d}".format)
day, month = st.integers(1, 28).map("{:02d}".format), st.integers(1, 12).map("{:02d}".format)
year = st.integers(1990, 2030).map(str)
KINDS = {
    "cantidad": digits,
    "clave": st.integers(0, 99999).map("{:05d}".format),
    "monto": st.decimals(0, 10**6, places=2).map(str),
    "medida": st.floats(-1e6, 1e6, allow_nan=False).map(repr) | digits,
    "fecha": st.tuples(day, month, year).map("/".join),
    "inicio": st.tuples(year, month, day).map("-".join),
    "captura": st.tuples(year, month, day, two).map(lambda p: f"{p[0]}-{p[1]}-{p[2]} 10:20:{int(p[3]) % 60:02d}"),
    "hora": st.tuples(two, two).map(lambda p: f"{int(p[0]) % 24:02d}:{int(p[1]) % 60:02d}:00"),
    "activo": st.sampled_from(["sí", "no"]),
    "nombre": st.sampled_from(["Zapopan", "Tonalá", "El Salto", "Sur, poniente", "«La Paz»", "Peñón"]),
}  # fmt: skip
# What a table that began well may come to.
ODD = st.sampled_from(
    [
        *("", "N/D", "-", "s/d", " Tonalá", "12 ", "\t7", "007", "1,234.50", "$5.00", "3/1/14", "31/02/2020"),
        *("13/25/2020", "24:00:00", "12.345", "1e5", "nan", "inf", "TRUE", "9007199254740993", "GarcÃ­a"),
        *("uno\u00a0dos", "-0", "+5", '="0012"', "2020-01-01T00:00:00", "\u200bx", "12.", "0044-03-15 (BC)"),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=5, unique=True))
    rows = [[draw(KINDS[name]) for name in names] for _ in range(draw(st.integers(SAMPLE, SAMPLE + 12)))]
    for at in draw(st.lists(st.integers(0, len(rows) - 1), max_size=3)):
        if draw(st.integers(0, 5)):
            rows[at][draw(st.integers(0, len(names) - 1))] = draw(ODD)
        else:
            rows[at] = [""] * len(names)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([names, *rows])
    return text.getvalue().encode()


RECIPES = st.sampled_from(
    [
        Recipe(),
        Recipe((TableRecipe("t", columns=(ColumnRecipe("cantidad", type="text", chosen=True),)),)),
        Recipe((TableRecipe("t", columns=(ColumnRecipe("fecha", "dia", "text", keep=False),)),)),
        Recipe((TableRecipe("t", steps={"trimmed": False, "missing-words": False}),)),
    ]
)


def _read(content, folder, recipe, *, at_once):
    """The answer, the rows as published, and whether they were had in one pass."""
    source, out = folder / "t.csv", folder / f"out-{at_once}"
    source.write_bytes(content)
    out.mkdir()
    passed = []

    def watched(*arguments, **facts):
        raw = onepass.in_one_pass(*arguments, **facts) if at_once else None
        passed.append(raw is not None)
        return raw

    with (
        patch.object(onepass, "SAMPLE_ROWS", SAMPLE),
        patch.object(evidence, "SAMPLE_ROWS", SAMPLE),
        patch.object(delimited, "in_one_pass", watched),
    ):
        reading = read(source, "t.csv", out, recipe=recipe)
    rows = [duckdb.sql(f"FROM '{out / table.parquet}'").fetchall() for table in reading.tables]
    kinds = [duckdb.sql(f"DESCRIBE FROM '{out / table.parquet}'").fetchall() for table in reading.tables]
    return reading.as_json(internal=True), repr(rows), kinds, any(passed)


def _both(content, recipe, tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    quick = _read(content, folder, recipe, at_once=True)
    careful = _read(content, folder, recipe, at_once=False)
    assert quick[:3] == careful[:3]
    return quick[3]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), RECIPES)
def test_both_roads_give_the_same_table_and_the_same_notes(tmp_path_factory, content, recipe):
    _both(content, recipe, tmp_path_factory)


def _row(n):
    return f"{n},{n:05d},{n}.50,{n / 8},{n + 3:02d}/03/2020,2020-01-{n + 1:02d},10:{n:02d}:00,sí,Tonalá"


GOOD = "\n".join(
    ["cantidad,clave,monto,medida,fecha,inicio,hora,activo,nombre", *(_row(n) for n in range(20))]
)


def test_a_sound_table_is_read_in_one_pass(tmp_path_factory):
    assert _both(GOOD.encode(), Recipe(), tmp_path_factory)


@pytest.mark.parametrize(
    ("was", "came"),
    [
        ("19,00019,", "N/D,00019,"),
        ("19,00019,", "019,00019,"),
        ("19,00019,", "9007199254740993,00019,"),
        ("19.50", "19.5"),
        ("22/03/2020", "31/02/2020"),
        ("10:19:00,sí", "24:00:00,sí"),
        ("10:19:00,sí", "10:19:00,tal vez"),
        ("10:19:00,sí,Tonalá", "10:19:00,sí,Tonalá "),
        ("10:19:00,sí,Tonalá", "10:19:00,sí,TonalÃ¡"),
        ("10:19:00,sí,Tonalá", "10:19:00,sí,Tonalá\n,,,,,,,,"),
        ("\n19,", "\ncantidad,clave,monto,medida,fecha,inicio,hora,activo,nombre\n19,"),
    ],
)
def test_one_cell_that_breaks_the_promise_sends_the_table_down_the_careful_road(was, came, tmp_path_factory):
    assert GOOD.rfind(was) > 0
    before, _, after = GOOD.rpartition(was)
    assert not _both(f"{before}{came}{after}\n".encode(), Recipe(), tmp_path_factory)


def test_what_is_to_stay_text_is_not_typed(tmp_path):
    (tmp_path / "t.csv").write_text(GOOD)
    with patch.object(onepass, "SAMPLE_ROWS", SAMPLE), patch.object(evidence, "SAMPLE_ROWS", SAMPLE):
        reading = read(tmp_path / "t.csv", "t.csv", tmp_path, text_only=True)
    assert {column.type for column in reading.tables[0].columns} == {"text"}


def test_a_head_may_be_called_as_the_engine_calls_its_own_columns(tmp_path_factory):
    content = GOOD.replace("cantidad,clave,monto", "file_row_number,x0,v2")
    assert _both(content.encode(), Recipe(), tmp_path_factory)
