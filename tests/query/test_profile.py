"""Profiles, against counts made by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from amate.query.language import Query, Where
from amate.query.profile import EVERYTHING, profile
from tests.query.tables import write_table


def test_each_type_says_what_it_holds(tmp_path: Path) -> None:
    columns = [
        ("municipio", "text"),
        ("n", "integer"),
        ("monto", "number"),
        ("x", "double"),
        ("activo", "boolean"),
        ("fecha", "date"),
        ("visto", "datetime"),
        ("hora", "time"),
        ("extra", "json"),
        ("vacía", "text"),
    ]
    rows = [
        (
            "Tonalá",
            3,
            Decimal("1.10"),
            0.5,
            True,
            date(2024, 2, 29),
            datetime(2024, 1, 1, 8),
            time(6),
            "{}",
            None,
        ),
        ("El Salto", -1, Decimal("2.30"), 1.5, True, date(1999, 1, 1), None, None, None, None),
        ("Tonalá", None, None, None, None, None, datetime(2020, 1, 1), None, None, None),
    ]
    found = profile(write_table(tmp_path, columns, rows))
    assert {name for name, one in found.items() if one.pop("bins")} == {"n", "monto", "x", "fecha", "visto"}
    assert found == {
        "municipio": says(0, 2, top=[["Tonalá", 2], ["El Salto", 1]]),
        "n": says(1, 2, -1, 3, 1.0, top=[[-1, 1], [3, 1]]),
        "monto": says(1, 2, 1.1, 2.3, pytest.approx(1.7), top=[[1.1, 1], [2.3, 1]]),
        "x": says(1, 2, 0.5, 1.5, 1.0, top=[[0.5, 1], [1.5, 1]]),
        "activo": says(1, 1, top=[[True, 2]]),
        "fecha": says(1, 2, "1999-01-01", "2024-02-29", top=[["1999-01-01", 1], ["2024-02-29", 1]]),
        "visto": says(
            1, 2, "2020-01-01T00:00:00", "2024-01-01T08:00:00",
            top=[["2020-01-01T00:00:00", 1], ["2024-01-01T08:00:00", 1]],
        ),
        "hora": says(2, 1, "06:00:00", "06:00:00", top=[["06:00:00", 1]]),
        "extra": says(2, 1),
        "vacía": says(3, 0),
    }  # fmt: skip
    json.dumps(found, allow_nan=False)


def says(
    empty: int, distinct: int, *range_and_mean: object, top: list[object] | None = None
) -> dict[str, object]:
    least, most, mean = (*range_and_mean, None, None, None)[:3]
    return {"empty": empty, "distinct": distinct, "min": least, "max": most, "mean": mean, "top": top or []}


def test_many_values_are_counted_roughly_and_few_exactly(tmp_path: Path) -> None:
    rows = [(f"persona {n}", n * n % 997) for n in range(6_000)]
    found = profile(write_table(tmp_path, [("nombre", "text"), ("resto", "integer")], rows))
    assert found["nombre"]["distinct"] == pytest.approx(6_000, rel=0.1)
    assert found["nombre"]["top"] == []
    counts = Counter(rest for _, rest in rows)
    assert found["resto"]["distinct"] == len(counts)
    expected = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]
    assert found["resto"]["top"] == [list(item) for item in expected]
    assert found["resto"]["mean"] == pytest.approx(mean(rest for _, rest in rows))


def test_wide_tables_and_odd_heads_have_profiles_too(tmp_path: Path) -> None:
    columns = [(f'columna "{n}"; --', "integer") for n in range(230)]
    found = profile(write_table(tmp_path, columns, [tuple(range(230))]))
    assert [one["max"] for one in found.values()] == list(range(230))


def test_what_json_cannot_say_is_left_unsaid(tmp_path: Path) -> None:
    rows = [(float("nan"), "x" * 1_000), (float("inf"), None)]
    found = profile(write_table(tmp_path, [("x", "double"), ("texto", "text")], rows))
    json.dumps(found, allow_nan=False)
    assert found["texto"]["top"] == [["x" * 200, 1]]


def test_a_table_without_rows_has_an_empty_profile(tmp_path: Path) -> None:
    assert profile(write_table(tmp_path, [("a", "integer")], [])) == {"a": says(0, 0) | {"bins": []}}


def bins_of(tmp_path: Path, kind: str, values: list[Any], query: Query = EVERYTHING) -> list[list[Any]]:
    table = write_table(
        tmp_path, [("x", kind), ("n", "integer")], [(value, at) for at, value in enumerate(values)]
    )
    bins: list[list[Any]] = profile(table, query, table.columns[:1])["x"]["bins"]
    return bins


def test_numbers_are_counted_in_round_intervals(tmp_path: Path) -> None:
    assert bins_of(tmp_path, "integer", [2010, 2012, 2012, None, 2013]) == [
        [2010, 2011, 1], [2011, 2012, 0], [2012, 2013, 2], [2013, 2014, 1],
    ]  # fmt: skip
    assert bins_of(tmp_path, "number", [Decimal("-0.10"), Decimal("0.10"), Decimal("0.19")])[:3] == [
        [-0.1, -0.08, 1], [-0.08, -0.06, 0], [-0.06, -0.04, 0],
    ]  # fmt: skip
    assert bins_of(tmp_path, "double", [7.5, 7.5]) == [[7.0, 8.0, 2]]


@pytest.mark.parametrize("kind", ["integer", "number", "double"])
def test_every_value_is_in_the_interval_whose_ends_it_lies_between(tmp_path: Path, kind: str) -> None:
    values = [((n * 7919) % 2003 - 900) / (1 if kind == "integer" else 100) for n in range(1_500)]
    cast = {"integer": int, "number": lambda x: Decimal(str(x)), "double": float}[kind]
    bins = bins_of(tmp_path, kind, [cast(value) for value in values])
    for start, until, rows in bins:
        assert rows == sum(start <= value < until for value in values)
    assert sum(rows for *_, rows in bins) == len(values)


def test_few_values_far_away_do_not_press_the_rest_together(tmp_path: Path) -> None:
    values = [*range(1_000), 10**9, -(10**9)]
    (before, *_), *middle, (start, until, last) = bins_of(tmp_path, "integer", values)
    assert (before, until) == (None, None)
    assert len(middle) > 10
    assert last == sum(value >= start for value in values)


def test_dates_are_counted_by_the_part_of_time_that_suits_them(tmp_path: Path) -> None:
    days = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29)]
    assert bins_of(tmp_path, "date", [days[0], days[0]]) == [["2024-01-31", "2024-02-01", 2]]
    by_week = bins_of(tmp_path, "date", [*days, date(2024, 4, 1)])
    assert by_week[0] == ["2024-01-29", "2024-02-05", 2]
    by_month = bins_of(tmp_path, "datetime", [datetime(2023, 12, 31, 23, 59), datetime(2024, 11, 1)])
    assert by_month[0] == ["2023-12-01", "2024-01-01", 1]
    assert len(by_month) == 12
    by_decade = bins_of(tmp_path, "date", [date(1899, 5, 5), date(2024, 1, 1)])
    assert by_decade[0] == ["1890-01-01", "1900-01-01", 1]


def test_what_has_no_scale_has_no_bins(tmp_path: Path) -> None:
    assert bins_of(tmp_path, "double", [float("nan"), 1.0]) == []
    assert bins_of(tmp_path, "double", [float("inf"), 1.0]) == []
    assert bins_of(tmp_path, "date", [date(9999, 12, 31)]) == []
    assert bins_of(tmp_path, "text", ["a"]) == []


def test_a_profile_may_be_of_some_rows_only(tmp_path: Path) -> None:
    query = Query(where=(Where("n", "gte", 2),))
    assert bins_of(tmp_path, "integer", [1, 1, 5, 6, None], query) == [[5, 6, 1], [6, 7, 1]]
    table = write_table(tmp_path, [("lugar", "text")], [("Tonalá",), ("tonala",), ("Zapopan",)])
    assert profile(table, Query(words="TONALA"))["lugar"]["top"] == [["Tonalá", 1], ["tonala", 1]]
