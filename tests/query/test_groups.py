"""Groups and what is worked out of them, against the same said in plain Python, and how they are spelt."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import starmap
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amate.base.errors import Invalid
from amate.engines.stored import StoredColumn, StoredTable
from amate.query import bins, result
from amate.query.language import COUNT, FUNCTIONS, PARTS, Aggregate, Key, Query, Sort, Where
from amate.query.parse import from_url, to_url
from amate.query.rows import page
from tests.query.strategies import columns, stored_columns
from tests.query.tables import write_table

Row = tuple[Any, ...]

HEADS = [
    ("municipio", "text"),
    ("año", "integer"),
    ("monto", "number"),
    ("peso", "double"),
    ("día", "date"),
    ("visto", "datetime"),
    ("hora", "time"),
]
VALUES = st.tuples(
    st.none() | st.sampled_from(["Tonalá", "tonalá", "Ñuble", "", "El Salto"]),
    st.none() | st.integers(-30, 30),
    st.none() | st.decimals(-20, 20, places=2),
    st.none() | st.floats(-20, 20).map(lambda x: round(x, 1)),
    st.none() | st.dates(date(1899, 1, 1), date(2031, 12, 31)),
    st.none() | st.datetimes(datetime(1899, 1, 1), datetime(2031, 12, 31)),
    st.none() | st.times(),
)


def as_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


PLAIN_PARTS: dict[str, Callable[[Any], Any]] = {
    "": lambda value: value,
    "year": lambda value: value.year,
    "quarter": lambda value: date(value.year, (value.month - 1) // 3 * 3 + 1, 1),
    "month": lambda value: date(value.year, value.month, 1),
    "week": lambda value: as_date(value) - timedelta(days=value.weekday()),
    "day": as_date,
    "monthofyear": lambda value: value.month,
    "weekday": lambda value: value.isoweekday(),
    "hour": lambda value: value.hour,
}
PLAIN_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "distinct": lambda values: len(set(values)),
    "sum": lambda values: sum(values) if values else None,
    "avg": lambda values: float(mean(values)) if values else None,
    "median": lambda values: float(median(values)) if values else None,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
}


def in_plain_python(rows: Sequence[Row], query: Query) -> dict[Row, Row]:
    """What is worked out of each group, by its keys."""
    names = [name for name, _ in HEADS]
    groups: dict[Row, list[Row]] = defaultdict(list)
    if not query.group:
        groups[()] = []
    for row in rows:
        groups[tuple(part_of(row[names.index(key.column)], key) for key in query.group)].append(row)
    return {
        keys: tuple(worked_out(one, members) for one in query.aggregate) for keys, members in groups.items()
    }


def same(found: Any, expected: Any) -> bool:
    """Sums and means of floats depend on their order."""
    return bool(found == expected or (isinstance(found, float) and found == pytest.approx(float(expected))))


def part_of(value: Any, key: Key) -> Any:
    if value is None:
        return None
    if key.part == "bin":
        exact = Decimal(str(value))
        return math.floor(exact / (key.width or 1)) * (key.width or 1)
    return PLAIN_PARTS[key.part](value)


def worked_out(one: Aggregate, members: list[Row]) -> Any:
    if not one.column:
        return len(members)
    at = [name for name, _ in HEADS].index(one.column)
    return PLAIN_FUNCTIONS[one.function]([row[at] for row in members if row[at] is not None])


KINDS = dict(HEADS) | {"peso": "number"}
KEYS = [Key(name) for name in KINDS] + [
    Key(name, part, Decimal(2) if part == "bin" else None)
    for name, kind in KINDS.items()
    for part, kinds in PARTS.items()
    if kind in kinds
]
AGGREGATES = [COUNT] + [
    Aggregate(function, name)
    for name, kind in KINDS.items()
    for function, kinds in FUNCTIONS.items()
    if kind in kinds
]


@given(st.lists(VALUES, max_size=25), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_groups_are_what_plain_python_finds(tmp_path: Path, rows: list[Row], data: st.DataObject) -> None:
    query = Query(
        group=tuple(data.draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))),
        aggregate=tuple(
            data.draw(st.lists(st.sampled_from(AGGREGATES), min_size=1, max_size=4, unique=True))
        ),
        limit=1_000,
    )
    found = page(write_table(tmp_path, HEADS, rows), query)
    expected = in_plain_python(rows, query)
    assert found.total == len(expected) == len(found.rows)
    for row in found.rows:
        keys, values = row[: len(query.group)], row[len(query.group) :]
        assert all(starmap(same, zip(values, expected[keys], strict=True)))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.column}-{key.part}")
def test_every_part_of_every_type_is_told(tmp_path: Path, key: Key) -> None:
    rows = [
        ("Tonalá", 7, Decimal("7.99"), 0.3, date(2024, 2, 29), datetime(2024, 12, 31, 23, 59), time(23, 59)),
        ("Tonalá", -7, Decimal("-7.99"), -0.3, date(1900, 1, 1), datetime(1899, 1, 1), time(0)),
        (None,) * len(HEADS),
    ]
    query = Query(group=(key,), aggregate=(COUNT,))
    found = page(write_table(tmp_path, HEADS, rows), query)
    assert {row[:-1]: row[-1:] for row in found.rows} == in_plain_python(rows, query)
    assert found.rows[-1][0] is None  # empty values are a group, and the last one


ROWS = [("Zapopan", 5), ("Ñuble", 1), ("Nogales", 2), ("Ocotlán", 2), (None, 9), ("Zapopan", None)]


@pytest.fixture
def places(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, [("lugar", "text"), ("casos", "integer")], ROWS)


def test_groups_come_in_spanish_order_unless_sorted(places: StoredTable) -> None:
    query = Query(group=(Key("lugar"),), aggregate=(COUNT, Aggregate("sum", "casos")))
    assert page(places, query).rows == [
        ("Nogales", 1, 2), ("Ñuble", 1, 1), ("Ocotlán", 1, 2), ("Zapopan", 2, 5), (None, 1, 9),
    ]  # fmt: skip
    by_sum = page(places, Query(**vars(query) | {"sort": (Sort("casos__sum", descending=True),)}))
    assert [row[0] for row in by_sum.rows] == [None, "Zapopan", "Nogales", "Ocotlán", "Ñuble"]


def test_groups_are_paged(places: StoredTable) -> None:
    query = Query(group=(Key("lugar"),), aggregate=(COUNT,), limit=2, offset=2)
    found = page(places, query)
    assert [row[0] for row in found.rows] == ["Ocotlán", "Zapopan"]
    assert (found.total, found.more, found.next) == (5, True, None)


def test_only_rows_that_satisfy_the_conditions_are_grouped(places: StoredTable) -> None:
    where = (Where("casos", "gte", 2),)
    found = page(places, Query(where=where, words="o a", group=(Key("lugar"),), aggregate=(COUNT,)))
    assert found.rows == [("Nogales", 1), ("Ocotlán", 1), ("Zapopan", 1)]


def test_a_table_without_rows_has_no_groups_and_a_count_of_none(tmp_path: Path) -> None:
    empty = write_table(tmp_path, HEADS, [])
    assert page(empty, Query(group=(Key("monto", "bin"),), aggregate=(COUNT,))).rows == []
    assert page(empty, Query(aggregate=(COUNT, Aggregate("sum", "monto")))).rows == [(0, None)]


def test_words_are_found_in_any_column_of_text_without_accents_or_case(tmp_path: Path) -> None:
    rows = [
        ("Niños héroes", "Tonalá", 1),
        ("NINOS", "El Salto", 2),
        ("niño", None, 3),
        (None, "tonala niños", 4),
    ]
    table = write_table(tmp_path, [("calle", "text"), ("lugar", "text"), ("n", "integer")], rows)
    assert [row[2] for row in page(table, Query(words="ninos tonala")).rows] == [1, 4]
    assert [row[2] for row in page(table, Query(words="NIÑO")).rows] == [1, 2, 3, 4]
    assert page(table, Query(words="tonala salto")).rows == []


@pytest.mark.parametrize(
    ("least", "greatest", "whole", "expected"),
    [
        (0, 100, True, "5"),
        (0, 3, True, "1"),
        (1, 1, False, "1"),
        (0, 1, False, "0.05"),
        (-1000, 1000, True, "100"),
        (Decimal("0.10"), Decimal("0.35"), False, "0.02"),
        (0, 1_000_001, False, "1E+5"),
        (float("nan"), 3.0, False, "1"),
        (0.0, float("inf"), False, "1"),
    ],
)
def test_bins_are_as_wide_as_round_numbers_allow(
    least: Any, greatest: Any, whole: bool, expected: str
) -> None:
    assert bins.width(least, greatest, whole=whole) == Decimal(expected)


@pytest.mark.parametrize("width", [None, Decimal("1.0"), Decimal("1E+1")])
def test_the_bins_of_whole_numbers_are_whole(tmp_path: Path, width: Decimal | None) -> None:
    table = write_table(tmp_path, [("n", "integer")], [(2,), (18,)])
    found = page(table, Query(group=(Key("n", "bin", width),), aggregate=(COUNT,)))
    assert all(type(start) is int for start, _ in found.rows)
    assert sum(rows for _, rows in found.rows) == 2


def test_a_float_at_the_end_of_a_bin_is_in_the_next_one(tmp_path: Path) -> None:
    values = [n / 10 for n in range(-20, 21)]
    table = write_table(tmp_path, [("x", "double")], [(value,) for value in values])
    found = page(table, Query(group=(Key("x", "bin", Decimal("0.1")),), aggregate=(COUNT,)))
    assert found.rows == [(value, 1) for value in values]


COLUMNS = [StoredColumn(name, "number" if kind == "double" else kind) for name, kind in HEADS]


def asked(address: str) -> Query:
    return from_url(parse_qsl(address, keep_blank_values=True), COLUMNS)


def test_how_groups_are_spelt() -> None:
    query = asked(
        "_group=municipio,día__month&_aggregate=count,monto__sum&_sort=-monto__sum,día__month&_page=2"
    )
    assert query == Query(
        group=(Key("municipio"), Key("día", "month")),
        aggregate=(COUNT, Aggregate("sum", "monto")),
        sort=(Sort("monto__sum", descending=True), Sort("día__month")),
        limit=100,
        offset=100,
    )
    assert asked("_group=monto__bin:0.50").group == (Key("monto", "bin", Decimal("0.5")),)
    assert asked("_group=municipio") == asked("_group=municipio&_aggregate=count")


def test_the_tables_own_columns_come_first() -> None:
    own = [StoredColumn(name, "integer") for name in ("count", "a", "a__sum", "a__bin", "a__bin:5")]
    query = from_url([("_group", "a__bin,a___bin:5,a__bin:5"), ("_aggregate", "_count,a___sum")], own)
    assert query.group == (Key("a__bin"), Key("a", "bin", Decimal(5)), Key("a__bin:5"))
    assert query.aggregate == (COUNT, Aggregate("sum", "a"))
    assert from_url(to_url(query, own), own) == query


REFUSALS = [
    ("_group=municpio", ("_group", "«municpio»", "«municipio»")),
    ("_group=municipio__month", ("text", "month", "nada parecido")),
    ("_group=día__mes", ("día__mes", "month")),
    ("_group=monto__bin:0", ("mayor que cero",)),
    ("_group=monto__bin:-5", ("monto__bin:-5",)),
    ("_group=año__bin:0.5", ("entero", "0.5")),
    ("_group=día__month:3", ("día__month:3",)),
    ("_aggregate=municipio", ("_aggregate", "municipio", "count")),
    ("_aggregate=municipio__sum", ("text", "sum", "count, distinct")),
    ("_aggregate=nada__sum", ("«nada»", "«municipio»")),
    ("_group=municipio&_columns=año", ("_columns", "grupos")),
    ("_group=municipio&_after=3", ("_after", "_page")),
    ("_group=municipio&_sort=año", ("_sort", "«año»", "«count»")),
    ("_q=" + "x" * 201, ("_q", "200")),
]


@pytest.mark.parametrize(("address", "words"), REFUSALS)
def test_what_groups_cannot_be_is_said(address: str, words: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(address)
    for word in words:
        assert word in str(refusal.value)


@given(columns(), st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_question_of_groups_survives_the_trip_through_an_address(
    heads: list[tuple[str, str]], data: st.DataObject
) -> None:
    stored = stored_columns(heads)
    keys = [Key(column.name) for column in stored] + [
        Key(column.name, part) for column in stored for part, kinds in PARTS.items() if column.type in kinds
    ]
    wanted = [COUNT] + [
        Aggregate(function, column.name)
        for column in stored
        for function, kinds in FUNCTIONS.items()
        if column.type in kinds
    ]
    query = Query(
        group=tuple(data.draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))),
        aggregate=tuple(data.draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=3, unique=True))),
        limit=100,
    )
    assume(result.twin(query.group, query.aggregate, {column.name: column.type for column in stored}) is None)
    assert from_url(parse_qsl(urlencode(to_url(query, stored))), stored) == query


def test_a_grouped_key_without_numbers_has_no_bins() -> None:
    with pytest.raises(Invalid):
        asked("_group=municipio__bin")
