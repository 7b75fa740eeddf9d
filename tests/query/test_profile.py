"""Profiles, against counts made by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from statistics import mean

import pytest

from amate.query.profile import profile
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
    assert profile(write_table(tmp_path, [("a", "integer")], [])) == {"a": says(0, 0)}
