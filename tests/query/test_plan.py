"""Which store answers what, seen by taking the other one away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amate.base.errors import Invalid, Unavailable
from amate.engines import serving
from amate.engines.stored import StoredTable
from amate.query.language import Query, Sort, Where
from amate.query.rows import page
from tests.query.tables import write_table

ROWS = [(f"Escuela {n:03}", n % 7) for n in range(300)]
SCANS = [
    Query(where=(Where("zona", "eq", 3),)),
    Query(sort=(Sort("zona"),)),
    Query(sort=(Sort("_id", descending=True),)),
]


@pytest.fixture
def table(tmp_path: Path) -> StoredTable:
    table = write_table(tmp_path, [("nombre", "text"), ("zona", "integer")], ROWS)
    return replace(table, serving=serving.build(table, tmp_path / "table.sqlite"))


@pytest.mark.parametrize(
    "query", [Query(), Query(offset=250, limit=100), Query(after=299), Query(sort=(Sort("_id"),))]
)
def test_pages_of_a_whole_table_need_only_the_serving_file(table: StoredTable, query: Query) -> None:
    table.parquet.unlink()
    start = query.after or query.offset
    assert page(table, query).rows == ROWS[start : start + 100]
    assert page(table, query).total == 300


@pytest.mark.parametrize("query", SCANS)
def test_filters_and_sorts_need_the_parquet(table: StoredTable, query: Query) -> None:
    table.parquet.unlink()
    with pytest.raises(Unavailable):
        page(table, query)


@pytest.mark.parametrize("query", [Query(), *SCANS])
def test_parquet_answers_everything_alone(table: StoredTable, query: Query) -> None:
    served = page(table, query)
    assert table.serving is not None
    table.serving.unlink()
    assert page(table, query) == page(replace(table, serving=None), query) == served


def test_the_sql_shown_names_no_file(table: StoredTable) -> None:
    query = Query(
        columns=("nombre",), where=(Where("zona", "gte", 3),), sort=(Sort("nombre", True),), limit=10
    )
    assert page(table, query).sql.text == (
        'SELECT "nombre" FROM t WHERE "zona" >= ?'
        ' ORDER BY "nombre" COLLATE es DESC NULLS LAST, "_id" NULLS LAST LIMIT ?'
    )
    assert page(table, query).sql.params == (3, 10)


def test_a_row_that_is_not_there_is_no_place_to_go_on_from(table: StoredTable) -> None:
    with pytest.raises(Invalid, match="301") as refusal:
        page(table, Query(sort=(Sort("nombre"),), after=301))
    assert list(refusal.value.fields) == ["_after"]
