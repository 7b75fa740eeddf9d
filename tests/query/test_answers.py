"""From address to rows, on hostile names and values, against the same question answered in plain Python."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings

from amate.engines import duckdb, serving
from amate.engines.stored import StoredTable
from amate.query import compile
from amate.query.language import Query, Sort, Where
from amate.query.parse import from_url, to_url
from amate.query.rows import after_keys, page
from tests.query import plain
from tests.query.strategies import questions, stored_columns, tables
from tests.query.tables import write_table

fast = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
thorough = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))

Case = tuple[list[tuple[str, str]], list[tuple[Any, ...]], Query]


def check(case: Case) -> None:
    heads, rows, question = case
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder), heads, rows)
        served = replace(table, serving=serving.build(table, Path(folder) / "serving.sqlite"))
        address = urlencode(to_url(question, table.columns))
        query = from_url(
            parse_qsl(address, keep_blank_values=True, strict_parsing=bool(address)), table.columns
        )
        expected = plain.answer(table, rows, query)
        for asked in (table, served):
            found = page(asked, query)
            assert found.rows == expected
            assert tuple(column.name for column in found.columns) == (query.columns or table.names)
            assert found.total == (total(table, rows, query) if query.count else None)
            assert (found.next is not None) == (len(plain.answer(table, rows, more(query))) > len(expected))
            assert duckdb.run(asked, found.sql).rows == expected
        exported = compile.export(query, table, after_keys(table, query))
        assert duckdb.run(table, exported).rows == expected


def more(query: Query) -> Query:
    return replace(query, limit=(query.limit or 0) + 1)


def total(table: StoredTable, rows: Sequence[tuple[Any, ...]], query: Query) -> int:
    return len(plain.answer(table, rows, Query(where=query.where)))


@given(tables())
@fast
def test_an_address_gets_the_rows_it_asks_for(case: Case) -> None:
    check(case)


@pytest.mark.campaign
@given(tables())
@thorough
def test_six_hundred_addresses_get_the_rows_they_ask_for(case: Case) -> None:
    check(case)


@given(tables().flatmap(lambda case: questions(case[0], []).map(lambda query: (case[0], query))))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_question_survives_the_trip_through_an_address(case: tuple[list[tuple[str, str]], Query]) -> None:
    heads, question = case
    columns = stored_columns(heads)
    address = urlencode(to_url(question, columns))
    assert from_url(parse_qsl(address, keep_blank_values=True), columns) == question


ROWS = [
    (word, number)
    for word in (
        "oso",
        "ñandú",
        "nube",
        "Éxito",
        "exito",
        "éxito",
        "Exito",
        None,
        "zorro",
        "árbol",
        "arbol",
        "",
    )
    for number in (2, None, 1, 2)
]


@pytest.fixture
def words(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, [("palabra", "text"), ("número", "integer")], ROWS)


SORTS = [
    (),
    (Sort("_id", descending=True),),
    (Sort("palabra"),),
    (Sort("palabra", descending=True),),
    (Sort("número", descending=True), Sort("palabra")),
    (Sort("palabra"), Sort("número"), Sort("_id", descending=True)),
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("where", [(), (Where("número", "ne", 1),)])
def test_pages_one_after_another_are_the_whole_answer(
    words: StoredTable, sort: tuple[Sort, ...], where: tuple[Where, ...]
) -> None:
    query = Query(columns=("_id", "palabra", "número"), where=where, sort=sort, limit=7)
    pages = [page(words, query)]
    while (after := pages[-1].next) is not None:
        pages.append(page(words, replace(query, after=after)))
    rows = [row for one in pages for row in one.rows]
    assert rows == plain.answer(words, ROWS, replace(query, limit=None))
    assert {one.total for one in pages} == {len(rows)}


def test_spanish_order_and_empty_values_last(words: StoredTable) -> None:
    up = page(words, Query(columns=("palabra",), sort=(Sort("palabra"),), where=(Where("número", "eq", 1),)))
    order = ["", "arbol", "árbol", "exito", "Exito", "éxito", "Éxito", "nube", "ñandú", "oso", "zorro"]
    assert [word for (word,) in up.rows] == [*order, None]
    down = page(
        words, Query(columns=("palabra",), sort=(Sort("palabra", True),), where=(Where("número", "eq", 1),))
    )
    assert [word for (word,) in down.rows] == [*reversed(order), None]


def test_a_page_of_no_rows_still_counts(words: StoredTable) -> None:
    found = page(words, Query(where=(Where("palabra", "contains", "ÉXITO"),), limit=0))
    assert (found.rows, found.total, found.next) == ([], 16, None)


def test_beyond_the_last_page_there_is_nothing(words: StoredTable) -> None:
    for query in (
        Query(offset=48),
        Query(after=48),
        Query(after=900),
        Query(sort=(Sort("palabra"),), offset=60),
    ):
        found = page(words, query)
        assert (found.rows, found.total, found.next) == ([], 48, None)
