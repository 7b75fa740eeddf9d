"""Charts: what an address asks for, what is drawn of it, and what is said. Expected numbers are counted in Python."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from amate.base.errors import Invalid
from amate.engines.stored import StoredTable
from amate.query.charts import drawing, parse, words
from amate.query.charts.answer import Answer, answer
from amate.query.charts.labels import number, percent
from amate.query.charts.palette import SERIES, palette
from amate.query.charts.spec import FRAMES, Caption, spec, wrapped
from tests.query.tables import write_table

COLOURS = {"ink": "#111111", "muted": "#555555", "line": "#cccccc", "primary": "#1d5a4d"}
COLUMNS = [
    ("municipio", "text"),
    ("fecha", "date"),
    ("monto", "number"),
    ("anio", "integer"),
    ("activa", "boolean"),
]
ROWS: list[tuple[Any, ...]] = [
    ("Guadalajara", date(2023, 1, 5), Decimal("100.50"), 2023, True),
    ("Guadalajara", date(2023, 2, 5), Decimal("300.00"), 2023, True),
    ("Guadalajara", date(2023, 3, 5), Decimal("50.25"), 2023, False),
    ("Zapopan", date(2023, 1, 9), Decimal("20.00"), 2023, True),
    ("Zapopan", date(2024, 3, 9), None, 2024, False),
    ("Tonalá", date(2024, 3, 9), Decimal("-10.00"), 2024, None),
    (None, date(2024, 3, 9), Decimal("5.00"), 2024, True),
]


@pytest.fixture
def spending(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, COLUMNS, ROWS)


def many(folder: Path, names: Sequence[str]) -> StoredTable:
    return write_table(
        folder, [("n", "text"), ("v", "integer")], [(name, at) for at, name in enumerate(names)]
    )


def asked(table: StoredTable, *params: tuple[str, str]) -> Answer:
    return answer(table, parse.from_url(params, table.columns))


def pairs(found: Answer) -> list[tuple[str, str]]:
    return [(found.x.label(point.x), number(point.y)) for point in found.points]


def drawn(found: Answer, frame: str = "wide", theme: str = "light") -> dict[str, Any]:
    return spec(found, FRAMES[frame], palette(theme, COLOURS), Caption("Fuente: la prueba"))


def test_groups_are_bars_from_the_greatest_on_and_rows_without_a_group_are_counted(
    spending: StoredTable,
) -> None:
    found = asked(spending, ("_group", "municipio"))
    assert found.chart.mark == "bar"
    assert pairs(found) == [("Guadalajara", "3"), ("Zapopan", "2"), ("Tonalá", "1")]
    assert words.title(found) == "Número de filas por «municipio»"
    assert words.summary(found) == (
        "Se comparan 3 valores de «municipio». El valor más alto es de Guadalajara: 3 (50\u00a0% del total). "
        "El más bajo es de Tonalá: 1. No se cuenta 1 fila sin «municipio»."
    )


def test_a_time_is_a_line_from_its_first_to_its_last(spending: StoredTable) -> None:
    found = asked(spending, ("_group", "fecha__month"), ("_aggregate", "monto__sum"))
    assert found.chart.mark == "line"
    assert pairs(found) == [
        ("enero de 2023", "120.5"),
        ("febrero de 2023", "300"),
        ("marzo de 2023", "50.25"),
        ("marzo de 2024", "-5"),
    ]
    # (−5 − 120.5) / 120.5 = −104.1 %
    assert words.summary(found) == (
        "De enero de 2023 a marzo de 2024, pasó de 120.5 a -5: bajó 104.1\u00a0%. "
        "El valor más alto fue 300 (febrero de 2023) y el más bajo -5 (marzo de 2024)."
    )


def test_years_take_no_comma_and_money_does(tmp_path: Path) -> None:
    rows = [(2023, Decimal("1234567.50")), (2024, Decimal("2469135.00"))]
    table = write_table(tmp_path, [("anio", "integer"), ("monto", "number")], rows)
    found = asked(table, ("_group", "anio"), ("_aggregate", "monto__sum"))
    assert words.summary(found).startswith(
        "De 2023 a 2024, pasó de 1,234,567.5 a 2,469,135: subió 100\u00a0%."
    )
    assert drawn(found)["encoding"]["y"]["title"] == "Suma de «monto» (millones)"


def test_more_than_thirty_groups_are_twenty_nine_and_the_rest_when_they_add_up(tmp_path: Path) -> None:
    names = [f"m{at:02}" for at in range(45) for _ in range(at + 1)]
    found = asked(many(tmp_path, names), ("_group", "n"))
    counted = Counter(names).most_common()
    assert pairs(found)[:2] == [("m44", "45"), ("m43", "44")]
    assert len(found.points) == 30
    assert pairs(found)[-1] == ("Otras", str(sum(times for _, times in counted[29:])))
    assert sum(point.y for point in found.points) == len(names)
    assert "Se ven 29 de los 45 valores de «n»." in words.summary(found)
    assert "«Otras» reúne 16 valores más de «n»." in words.summary(found)


def test_a_rest_that_would_press_all_others_flat_is_not_drawn(tmp_path: Path) -> None:
    found = asked(many(tmp_path, [f"m{at:03}" for at in range(200)]), ("_group", "n"))
    assert len(found.points) == 30
    assert {point.y for point in found.points} == {1}
    assert "No se dibujan 170 valores más de «n»." in words.summary(found)


def test_averages_are_not_added_up(tmp_path: Path) -> None:
    found = asked(
        many(tmp_path, [f"m{at:02}" for at in range(45)]), ("_group", "n"), ("_aggregate", "v__avg")
    )
    assert len(found.points) == 30
    assert all(point.x is not None for point in found.points)
    assert "No se dibujan 15 valores más de «n»." in words.summary(found)


def test_two_keys_are_a_colour_each(spending: StoredTable) -> None:
    found = asked(spending, ("_group", "municipio,anio"), ("_aggregate", "monto__sum"))
    expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in ROWS:
        if row[0] and row[2] is not None:
            expected[row[0], row[3]] += row[2]
    assert {(point.x, point.series): point.y for point in found.points} == expected
    assert found.blank == 1  # Zapopan in 2024 has no amount
    assert {value["series"] for value in drawn(found)["data"]["values"]} == {"2023", "2024"}


def test_what_does_not_add_up_is_not_stacked(spending: StoredTable) -> None:
    sums = drawn(asked(spending, ("_group", "municipio,anio"), ("_aggregate", "monto__sum")))
    means = drawn(asked(spending, ("_group", "municipio,anio"), ("_aggregate", "monto__avg")))
    assert "yOffset" not in sums["encoding"]
    assert "yOffset" in means["encoding"]


def test_a_histogram_says_where_most_are(tmp_path: Path) -> None:
    ages = [1, 2, 3, 12, 13, 14, 15, 99]
    table = write_table(tmp_path, [("edad", "integer")], [(age,) for age in ages])
    found = asked(table, ("_group", "edad__bin:10"))
    assert found.chart.mark == "histogram"
    assert pairs(found) == [("de 0 a 10", "3"), ("de 10 a 20", "4"), ("de 90 a 100", "1")]
    assert "El más alto es el de 10 a 20: 4 (50\u00a0% del total)." in words.summary(found)


def test_a_cloud_of_points_says_whether_they_go_together(tmp_path: Path) -> None:
    rows = [(at, Decimal(2 * at), "a") for at in range(1, 11)] + [(None, Decimal(1), "a")]
    table = write_table(tmp_path, [("x", "integer"), ("y", "number"), ("c", "text")], rows)
    found = asked(table, ("_columns", "x,y"))
    assert found.chart.mark == "scatter"
    assert words.summary(found) == (
        "Cada punto es una fila: 10 filas con «x» y «y». Cuando sube «x», «y» tiende a subir (correlación 1.00). "
        "No se cuenta 1 fila sin «x» o «y»."
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a"], "Hay un solo valor de «n»: a, con 1."),
        (["a", "b"], "Se comparan 2 valores de «n». Todos tienen lo mismo: 1."),
        (
            ["a", "a", "b", "b", "c"],
            "Se comparan 3 valores de «n». El valor más alto, 2, lo comparten a y b. El más bajo es de c: 1.",
        ),
        ([None, None], "No hay nada que dibujar: 2 filas sin datos en lo que se pide."),
    ],
)
def test_few_and_equal_values_are_said_as_they_are(tmp_path: Path, values: list[Any], expected: str) -> None:
    table = write_table(tmp_path, [("n", "text")], [(value,) for value in values])
    assert words.summary(asked(table, ("_group", "n"))) == expected


def test_no_rows_are_said_so(spending: StoredTable) -> None:
    found = asked(spending, ("_group", "municipio"), ("monto__gt", "1000000"))
    assert found.points == ()
    assert words.summary(found) == "Ninguna fila cumple con lo pedido, así que no hay nada que dibujar."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (Decimal("1000.10"), "1,000.1"),
        (0.00012345, "0.000123"),
        (0, "0"),
        (-5.5, "-5.5"),
    ],
)
def test_numbers_are_written_as_in_mexico(value: Any, text: str) -> None:
    assert number(value) == text


def test_shares_say_when_they_are_small() -> None:
    assert (percent(1, 3), percent(1, 10_000), percent(1, 1)) == (
        "33.3\u00a0%",
        "menos de 0.1\u00a0%",
        "100\u00a0%",
    )


@pytest.mark.parametrize(
    "params",
    [
        [("_group", "municipio"), ("_chart", "pie")],
        [("_group", "municipio"), ("_chart", "line")],
        [("_group", "municipio"), ("_chart", "histogram")],
        [("_group", "municipio,anio,activa")],
        [("_group", "municipio"), ("_aggregate", "fecha__max")],
        [("_columns", "municipio,anio")],
        [("_chart", "bar")],
        [],
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(
    spending: StoredTable, params: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(spending, *params)
    assert refusal.value.fields


@pytest.mark.parametrize(
    "params",
    [
        [("_group", "municipio"), ("monto__gt", "1"), ("_q", "gua")],
        [("_group", "fecha__month,municipio"), ("_aggregate", "monto__avg"), ("_chart", "area")],
        [("_columns", "anio,monto,municipio")],
        [("_group", "monto__bin:50"), ("_sort", "-count")],
    ],
)
def test_a_chart_survives_the_trip_through_its_address(
    spending: StoredTable, params: list[tuple[str, str]]
) -> None:
    chart = parse.from_url(params, spending.columns)
    assert parse.from_url(parse.to_url(chart, spending.columns), spending.columns) == chart


def test_a_column_called_as_the_control_keeps_its_name(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("_chart", "text"), ("n", "date")], [("a", date(2024, 1, 1))])
    chart = parse.from_url([("_chart", "a"), ("__chart", "bar"), ("_group", "n__year")], table.columns)
    assert chart.mark == "bar"
    assert [one.column for one in chart.query.where] == ["_chart"]
    assert parse.from_url(parse.to_url(chart, table.columns), table.columns) == chart


HOSTILE = [
    '</script><script>alert(1)</script>"',
    "a\nb\x00\x0b\ud800",
    "\u202eIRAN\u202c",
    "x" * 10_000,
    '{"signal": "alert(1)"} [datum.y] \\\'',
    "ñandú 中文 😀",
]


@pytest.mark.slow
def test_hostile_names_and_values_are_text_in_a_drawing_that_is_whole(tmp_path: Path) -> None:
    head = '</text><a href="javascript:alert(1)">\n\u202e' + "y" * 400
    values = [value.encode("utf-8", "replace").decode() for value in HOSTILE]
    table = write_table(tmp_path, [(head, "text"), ("v", "integer")], [(value, 1) for value in values])
    chart = parse.from_url([("_group", '"' + head.replace('"', '""') + '"')], table.columns)
    for frame in FRAMES:
        made = spec(answer(table, chart), FRAMES[frame], palette("light", COLOURS), Caption(head))
        svg = drawing.drawn(form="svg", spec=made).decode()
        root = ElementTree.fromstring(svg)
        tags = {re.sub(r"\{.*\}", "", element.tag) for element in root.iter()}
        assert tags <= {"svg", "g", "path", "text", "tspan", "line", "rect", "defs", "clipPath"}
        assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
        assert "\u202e" not in svg


@pytest.mark.slow
def test_the_same_question_gives_the_same_bytes(spending: StoredTable) -> None:
    made = drawn(asked(spending, ("_group", "fecha__month"), ("_aggregate", "monto__sum")))
    first = drawing.easel.ask(form="svg", spec=made)
    assert drawing.easel.ask(form="svg", spec=json.loads(json.dumps(made))) == first
    assert drawing.digest(form="svg", spec=made) != drawing.digest(form="png", spec=made)
    assert drawing.drawn(form="png", spec=made).startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.json", "/etc/passwd"])
def test_a_drawing_that_names_an_address_is_refused(url: str) -> None:
    with pytest.raises(RuntimeError, match="not allowed"):
        drawing.easel.ask(form="svg", spec=reading(url))


@pytest.mark.slow
def test_a_drawing_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("root:x\ncanary:x\n")
    svg = drawing.easel.ask(form="svg", spec=reading(f"file://{tmp_path}/secret.csv"))
    assert "canary" not in svg


def reading(url: str) -> dict[str, Any]:
    return {
        "data": {"url": url, "format": {"type": "dsv", "delimiter": ":"}},
        "mark": "text",
        "encoding": {"text": {"field": "root", "type": "nominal"}},
    }


def test_colours_of_series_are_as_many_as_are_told_apart() -> None:
    assert {len(set(colours)) for colours in SERIES.values()} == {8}


def test_long_text_is_cut_into_lines() -> None:
    assert wrapped("uno dos tres cuatro", 8) == ["uno dos", "tres", "cuatro"]
    assert wrapped("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]
