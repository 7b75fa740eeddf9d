"""Distinct values and facets, against counts made by hand, and the questions that they lead to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.base.errors import Invalid
from amate.engines.stored import StoredTable
from amate.query import distinct
from amate.query.facets import MOST, facets
from amate.query.language import Query, Where
from amate.query.parse import from_url, to_url, version_asked
from amate.query.rows import page
from tests.query.strategies import columns, stored_columns
from tests.query.tables import write_table
from tests.query.test_statistics import HEADS, ROWS

Heads = list[tuple[str, str]]
CITIES = [("Tonalá", 2023), ("El Salto", 2024), ("Tonalá", 2024), (None, 2024), ("Tonalá", 2024)]


@pytest.fixture
def cities(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, [("municipio", "text"), ("año", "integer")], CITIES)


def asked(table: StoredTable, text: str) -> list[tuple[Any, ...]]:
    return page(table, distinct.from_address(parse_qsl(text), table.columns)).rows


def test_distinct_values_come_in_their_order_with_their_counts(cities: StoredTable) -> None:
    assert asked(cities, "_columns=municipio") == [("El Salto", 1), ("Tonalá", 3), (None, 1)]
    commonest = [("Tonalá", 2), ("El Salto", 1), (None, 1)]
    assert asked(cities, "_columns=municipio&_sort=-count&año=2024") == commonest
    assert asked(cities, "_columns=año,municipio&_sort=-año&_limit=2&_page=2") == [
        (2024, None, 1),
        (2023, "Tonalá", 1),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "_columns"),
        ("_columns=colonia", "_columns"),
        ("_group=municipio", "_group"),
        ("_columns=municipio&_after=3", "_after"),
        ("_columns=municipio&_sort=año", "_sort"),
        ("_columns=municipio&año=dos", "año"),
    ],
)
def test_what_distinct_values_cannot_be_asked_is_said(cities: StoredTable, text: str, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(cities, text)
    assert list(refusal.value.fields) == [name]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(heads=columns(), data=st.data())
def test_a_question_of_distinct_values_survives_its_address(heads: Heads, data: st.DataObject) -> None:
    named = stored_columns(heads)
    names = data.draw(st.lists(st.sampled_from(named), min_size=1, unique=True))
    spelt = to_url(Query(columns=tuple(one.name for one in names), offset=100, limit=50), named)
    query = distinct.from_address(spelt, named)
    assert [key.column for key in query.group] == [one.name for one in names]
    again = parse_qsl(urlencode(distinct.to_address(query, named)), keep_blank_values=True)
    assert distinct.from_address(again, named) == query


def test_facets_are_the_most_frequent_values_of_what_is_asked(cities: StoredTable) -> None:
    query = from_url([("año", "2024"), ("_columns", "municipio,año"), ("_limit", "2")], cities.columns)
    city, year = facets(cities, query)
    assert (city.total, [(one.value, one.rows) for one in city.values]) == (
        3,
        [("Tonalá", 2), ("El Salto", 1)],
    )
    assert (year.total, [(one.value, one.rows) for one in year.values]) == (1, [(2024, 4)])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_each_value_of_a_facet_leads_to_its_rows(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    table = write_table(tmp_path, HEADS, rows)
    names = tuple(name for name, kind in HEADS if kind != "json")
    for at, facet in enumerate(facets(table, Query(columns=names, limit=100))):
        counted = Counter(row[at] for row in rows)
        assert {one.value: one.rows for one in facet.values} == counted
        for one in facet.values:
            assert one.narrowed is not None
            address = parse_qsl(urlencode(to_url(one.narrowed, table.columns)), keep_blank_values=True)
            assert page(table, from_url(address, table.columns)).total == one.rows


def test_a_value_already_asked_for_is_not_asked_twice(cities: StoredTable) -> None:
    where = (Where("municipio", "eq", "Tonalá"),)
    (facet,) = facets(cities, Query(columns=("municipio",), where=where, limit=10))
    assert [one.narrowed for one in facet.values] == [Query(where=where)]


def test_facets_of_a_table_without_rows_are_empty(tmp_path: Path) -> None:
    table = write_table(tmp_path, HEADS, [])
    (facet,) = facets(table, Query(columns=("municipio",), limit=10))
    assert (facet.total, facet.values) == (0, [])


@pytest.mark.parametrize(
    "query",
    [
        Query(limit=10),
        Query(columns=("extra",), limit=10),
        Query(columns=("n",), limit=0),
        Query(columns=("n",), limit=101),
        Query(columns=("n",), limit=10, offset=10),
        Query(columns=tuple(f"c{at}" for at in range(MOST + 1)), limit=10),
    ],
)
def test_what_facets_cannot_be_asked_is_said(tmp_path: Path, query: Query) -> None:
    heads = [*HEADS, *((f"c{at}", "integer") for at in range(MOST + 1))]
    with pytest.raises(Invalid):
        facets(write_table(tmp_path, heads, []), query)


@given(heads=columns())
def test_the_version_is_not_asked_by_the_name_of_a_column(heads: Heads) -> None:
    """`_as_of` is a column where there is one; the version is then asked by `__as_of`."""
    mine = stored_columns([*heads, ("_as_of", "text")])
    asked = [("_as_of", "x"), ("__as_of", "3")]
    assert version_asked(asked, mine) == ([("__as_of", "3")], [("_as_of", "x")])
    assert version_asked(asked[:1], stored_columns(heads)) == ([("_as_of", "x")], [])
