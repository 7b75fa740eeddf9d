"""What two versions of a table do not share: the same as a person would find with a pencil."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amate.base.errors import Unavailable
from amate.engines.stored import StoredColumn, StoredTable
from amate.query.diff import ChangedRow, diff, export

COLUMNS = (("clave", "text", "VARCHAR"), ("monto", "integer", "BIGINT"))


def stored(path: Path, rows: list[tuple], columns=COLUMNS) -> StoredTable:
    kinds = ", ".join(f'"{name}" {sql}' for name, _, sql in columns)
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE t (_id BIGINT, {kinds})")
        for number, row in enumerate(rows, start=1):
            engine.execute(f"INSERT INTO t VALUES ({', '.join('?' * (len(row) + 1))})", [number, *row])
        engine.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return StoredTable(path.name, path, len(rows), tuple(StoredColumn(n, t) for n, t, _ in columns))


@pytest.fixture
def sides(tmp_path: Path):
    def make(before: list[tuple], after: list[tuple]):
        return diff(stored(tmp_path / "b.parquet", before), stored(tmp_path / "a.parquet", after))

    return make


def test_by_key_rows_are_added_removed_and_changed_field_by_field(sides) -> None:
    found = sides([("a", 1), ("b", 2), ("c", 3)], [("a", 1), ("c", 30), ("d", 4)])
    assert found.key == ("clave",)
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert (found.added_rows, found.removed_rows) == ((("d", 4),), (("b", 2),))
    assert found.changed_rows == (ChangedRow(("c",), (("monto", 3, 30),)),)
    assert found.by_column == {"monto": 1}


def test_the_order_of_rows_is_no_difference(sides) -> None:
    assert sides([("a", 1), ("b", 2)], [("b", 2), ("a", 1)]).is_none


def test_without_a_key_each_row_counts_as_often_as_it_stands_there(sides) -> None:
    found = sides([("a", 1), ("a", 1), (None, 2)], [("a", 1), (None, 2), (None, 2)])
    assert found.key == ()
    assert (found.added_rows, found.removed_rows) == (((None, 2),), (("a", 1),))


def test_a_value_that_came_or_went_is_a_change(sides) -> None:
    found = sides([("a", None), ("b", 2)], [("a", 1), ("b", None)])
    assert [row.fields for row in found.changed_rows] == [(("monto", None, 1),), (("monto", 2, None),)]


def test_columns_of_one_side_are_told_and_the_others_compared(tmp_path: Path) -> None:
    before = stored(
        tmp_path / "b", [("a", 1)], (("clave", "text", "VARCHAR"), ("vieja", "integer", "BIGINT"))
    )
    after = stored(tmp_path / "a", [("a", 1)], (("clave", "text", "VARCHAR"), ("nueva", "integer", "BIGINT")))
    found = diff(before, after)
    assert (found.only_before, found.only_after, found.changed) == (("vieja",), ("nueva",), 0)


def test_a_column_of_another_type_is_compared_as_it_is_written(tmp_path: Path) -> None:
    before = stored(tmp_path / "b", [("a", 14)])
    after = stored(
        tmp_path / "a",
        [("a", "14"), ("b", "x")],
        (("clave", "text", "VARCHAR"), ("monto", "text", "VARCHAR")),
    )
    found = diff(before, after)
    assert (found.changed, found.added) == (0, 1)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3)), max_size=8),
    st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3)), max_size=8),
)
def test_as_multisets_it_agrees_with_counting(tmp_path_factory, before, after) -> None:
    folder = tmp_path_factory.mktemp("diff")
    found = diff(stored(folder / "b", before), stored(folder / "a", after))
    if not found.key:
        assert Counter(found.added_rows) == Counter(after) - Counter(before)
        assert Counter(found.removed_rows) == Counter(before) - Counter(after)
    else:
        at = ("clave", "monto").index(found.key[0])
        one, other = ({row[at]: row for row in rows} for rows in (before, after))
        assert found.added == len(other.keys() - one.keys())
        assert found.removed == len(one.keys() - other.keys())
        assert found.changed == sum(one[key] != other[key] for key in one.keys() & other.keys())


def lines(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_file_of_differences_has_every_row_before_and_after(tmp_path: Path) -> None:
    before = stored(tmp_path / "b.parquet", [("a", 1), ("b", 2), ("c", 3)])
    after = stored(tmp_path / "a.parquet", [("d", 4), ("c", 30), ("a", 1)])
    assert export(before, after, (), tmp_path / "x.csv") == 4
    assert lines(tmp_path / "x.csv") == [
        ["_cambio", "clave", "monto"],
        ["antes", "c", "3"],
        ["después", "c", "30"],
        ["nueva", "d", "4"],
        ["quitada", "b", "2"],
    ]


def test_a_file_of_differences_without_a_key_has_each_row_as_often_as_it_differs(tmp_path: Path) -> None:
    columns = (("_cambio", "text", "VARCHAR"), ("_fila", "integer", "BIGINT"))
    before = stored(tmp_path / "b.parquet", [("a", 1), ("a", 1), ("a", 1)], columns)
    after = stored(tmp_path / "a.parquet", [("a", 1), ("b", None), ("b", None)], columns)
    assert export(before, after, (), tmp_path / "x.csv") == 4
    assert lines(tmp_path / "x.csv") == [
        ["_cambio_", "_cambio", "_fila"],
        ["nueva", "b", ""],
        ["nueva", "b", ""],
        ["quitada", "a", "1"],
        ["quitada", "a", "1"],
    ]


def test_rows_are_given_of_the_kinds_asked_for_and_all_are_counted(tmp_path: Path) -> None:
    before = stored(tmp_path / "b.parquet", [(str(n), n) for n in range(50)])
    after = stored(tmp_path / "a.parquet", [(str(n), n // 2) for n in range(10, 60)])
    found = diff(before, after, ("clave",), limit=3, offset=4, kinds=("removed",))
    assert (found.added, found.removed, found.changed) == (10, 10, 40)
    assert found.added_rows == found.changed_rows == ()
    assert found.removed_rows == (("4", 4), ("5", 5), ("6", 6))


def test_what_takes_too_long_is_stopped(tmp_path: Path) -> None:
    sides = [stored(tmp_path / name, []) for name in ("b.parquet", "a.parquet")]
    with duckdb.connect() as engine:
        for side in sides:
            many = "SELECT i AS _id, CAST(i % 7 AS VARCHAR) AS clave, i AS monto FROM range(1000000) x(i)"
            engine.execute(f"COPY ({many}) TO '{side.parquet}' (FORMAT parquet)")
    with pytest.raises(Unavailable, match="se detuvo"):
        diff(*sides, seconds=0.001)
