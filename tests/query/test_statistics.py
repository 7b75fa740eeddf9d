"""Statistics of columns, against Python's own module of that name and polars."""

from __future__ import annotations

import math
import statistics
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.base.errors import Invalid
from amate.query.language import Query, Where
from amate.query.profile import EVERYTHING
from amate.query.statistics import MOST, Summary, summaries
from tests.query.tables import write_table

HEADS = [
    ("municipio", "text"),
    ("n", "integer"),
    ("monto", "number"),
    ("x", "double"),
    ("activo", "boolean"),
    ("fecha", "date"),
    ("visto", "datetime"),
    ("hora", "time"),
    ("extra", "json"),
]
ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["Tonalá", "tonalá", "Ñuble", ""]),
        st.none() | st.integers(-1000, 1000),
        st.none() | st.decimals(-1000, 1000, places=2),
        st.none() | st.floats(-1000, 1000).map(lambda x: round(x, 3)),
        st.none() | st.booleans(),
        st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
        st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2030, 1, 1)),
        st.none() | st.times(),
        st.none() | st.sampled_from(["{}", "[1]"]),
    ),
    max_size=30,
)


def asked(
    folder: Path, heads: list[tuple[str, str]], rows: Any, query: Query = EVERYTHING
) -> dict[str, Summary]:
    total, found = summaries(write_table(folder, heads, rows), query)
    assert all(one.filled + one.empty == total for one in found)
    return {one.column.name: one for one in found}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_each_column_is_what_python_says_of_it(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    found = asked(tmp_path, HEADS, rows)
    for at, (name, kind) in enumerate(HEADS):
        one, values = found[name], [row[at] for row in rows if row[at] is not None]
        assert one.filled == len(values)
        if kind != "json":
            assert (one.distinct, one.exact) == (len(set(values)), True)
        if kind not in ("text", "boolean", "json"):
            assert (one.least, one.greatest) == ((min(values), max(values)) if values else (None, None))
        if kind in ("integer", "number", "double"):
            floats = [float(value) for value in values]
            assert one.mean == (pytest.approx(statistics.fmean(floats)) if floats else None)
            assert one.deviation == (pytest.approx(statistics.stdev(floats)) if len(floats) > 1 else None)
            assert one.quartiles == (_between(floats) if floats else None)
        elif kind in ("date", "datetime", "time"):
            assert (one.mean, one.deviation) == (None, None)
            assert one.quartiles == (_among(values) if values else None)
        else:
            assert (one.least, one.mean, one.quartiles, one.bins) == (None, None, None, [])
        if kind in ("integer", "number", "double", "date", "datetime"):
            assert sum(count for _start, _until, count in one.bins) == len(values)


def _between(values: list[float]) -> Any:
    ranked = polars.Series(values)
    return tuple(pytest.approx(ranked.quantile(part, "linear")) for part in (0.25, 0.5, 0.75))


def _among(values: list[Any]) -> tuple[Any, ...]:
    ranked = sorted(values)
    return tuple(ranked[math.ceil(part * len(ranked)) - 1] for part in (0.25, 0.5, 0.75))


def test_conditions_and_words_say_which_rows_count(tmp_path: Path) -> None:
    rows = [("Tonalá", 1), ("El Salto", 2), ("Tonalá", 4), ("Tonalá", None), (None, 9)]
    heads = [("municipio", "text"), ("n", "integer")]
    query = Query(columns=("n",), where=(Where("municipio", "contains", "tonala"),), limit=1)
    one = asked(tmp_path, heads, rows, query)["n"]
    assert (one.filled, one.empty, one.least, one.greatest, one.mean) == (2, 1, 1, 4, 2.5)
    assert asked(tmp_path, heads, rows, Query(words="salto"))["n"].filled == 1


def test_money_keeps_its_cents_beyond_what_a_float_holds(tmp_path: Path) -> None:
    one = asked(tmp_path, [("monto", "number")], [[Decimal("1234567890123456.78")]])["monto"]
    assert one.least == Decimal("1234567890123456.78")


def test_numbers_without_end_have_no_mean_and_break_nothing(tmp_path: Path) -> None:
    heads = [("x", "double"), ("y", "double")]
    found = asked(tmp_path, heads, [[math.inf, 1e300], [1.0, -1e300], [math.nan, 0.0]])
    assert (found["x"].mean, found["x"].deviation) == (None, None)
    assert found["y"].deviation is None


def test_a_table_without_rows_has_columns_all_the_same(tmp_path: Path) -> None:
    found = asked(tmp_path, HEADS, [])
    assert {(one.filled, one.empty, one.distinct, one.mean, one.quartiles) for one in found.values()} == {
        (0, 0, 0, None, None)
    }


def test_many_columns_at_once_are_refused_by_name(tmp_path: Path) -> None:
    table = write_table(tmp_path, [(f"c{at}", "integer") for at in range(MOST + 1)], [])
    with pytest.raises(Invalid, match=f"son {MOST + 1} columnas"):
        summaries(table, Query())
    assert len(summaries(table, Query(columns=table.names[:MOST]))[1]) == MOST


def test_hours_of_a_day(tmp_path: Path) -> None:
    rows = [[time(hour)] for hour in (6, 8, 10, 23)]
    one = asked(tmp_path, [("hora", "time")], rows)["hora"]
    assert (one.least, one.quartiles) == (time(6), (time(6), time(8), time(10)))
