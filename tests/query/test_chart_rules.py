"""Which chart a profile suggests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from amate.query.charts.rules import automatic


def column(name: str, kind: str, meaning: str = "", **profile: Any) -> Any:
    return SimpleNamespace(
        name=name, type=kind, meaning=meaning, profile={"empty": 0, "distinct": 50} | profile
    )


DAY = column("fecha", "date", min="2020-01-01", max="2023-01-01")
MONEY = column("monto", "number", "money", min=1, max=900)
KIND = column("tipo", "text", distinct=3, top=[["a", 60], ["b", 30], ["c", 10]])
EVEN = column("zona", "text", distinct=2, top=[["norte", 50], ["sur", 50]])
TOWN = column("municipio", "text", "municipality_name", distinct=125, top=[["x", 9], ["y", 1]])
AGE = column("edad", "integer", min=0, max=99)
YEAR = column("anio", "integer", "year", distinct=5, min=2018, max=2022)
FOLIO = column("folio", "integer", min=1, max=100, distinct=100)
PERSON = column("titular", "text", "person_name", distinct=3, top=[["a", 60], ["b", 40]])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([KIND, DAY, MONEY], ("line", "fecha", "month", "sum")),
        ([YEAR, MONEY, KIND], ("bar", "anio", "", "sum")),
        ([DAY, KIND], ("bar", "tipo", "", "count")),
        ([EVEN, TOWN], ("bar", "municipio", "", "count")),
        ([EVEN, DAY, AGE], ("line", "fecha", "month", "avg")),
        ([DAY], ("line", "fecha", "month", "count")),
        ([AGE, EVEN], ("histogram", "edad", "bin", "count")),
    ],
)
def test_the_first_rule_that_fits_chooses(columns: list[Any], expected: tuple[str, ...]) -> None:
    chart = automatic(columns, 100)
    assert chart
    key, one = chart.query.group[0], chart.query.aggregate[0]
    assert (chart.mark, key.column, key.part, one.function) == expected


@pytest.mark.parametrize(
    "columns", [[], [EVEN], [FOLIO], [PERSON], [column("nota", "text", empty=80)], [column("x", "json")]]
)
def test_nothing_is_drawn_where_nothing_would_be_said(columns: list[Any]) -> None:
    assert automatic(columns, 100) is None


def test_few_names_with_a_number_each_are_compared() -> None:
    chart = automatic(
        [column("cct", "text", "cct", distinct=12), column("nombre", "text", distinct=12), AGE], 12
    )
    assert chart
    assert (chart.query.group[0].column, chart.query.aggregate[0].column) == ("nombre", "edad")


def test_a_table_without_rows_has_no_chart() -> None:
    assert automatic([KIND, DAY, MONEY], 0) is None


@pytest.mark.parametrize(
    ("last", "part"), [("2020-02-01", ""), ("2020-12-01", "month"), ("2031-01-01", "year")]
)
def test_the_length_of_a_time_says_how_it_is_parted(last: str, part: str) -> None:
    chart = automatic([column("fecha", "date", min="2020-01-01", max=last), MONEY], 100)
    assert chart
    assert chart.query.group[0].part == part
