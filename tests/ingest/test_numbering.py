"""Rows that are numbered after they were written: every reader finds the numbers, and all else as it was."""

import duckdb
import polars
import pytest

from amate.ingest.numbering import number_rows
from amate.ingest.shop import PUBLISHED


@pytest.mark.parametrize("rows", [1, 2, 128, 129, 130, 30_720, 30_721, 70_000])
def test_numbers_stand_before_what_was_written(rows, tmp_path):
    path = tmp_path / "t.parquet"
    columns = "range % 7 AS resto, 'x' || range AS texto, range % 3 = 0 AS es, range / 7 AS parte"
    duckdb.sql(f"COPY (SELECT {columns} FROM range({rows})) TO '{path}' {PUBLISHED}")
    before = polars.read_parquet(path)
    number_rows(path)
    after = polars.read_parquet(path)
    assert after.columns == ["_id", *before.columns]
    assert after["_id"].to_list() == list(range(1, rows + 1))
    assert after.drop("_id").equals(before)
    assert duckdb.sql(f"FROM '{path}'").fetchall() == after.rows()


def test_who_asks_for_some_numbers_reads_only_the_groups_that_hold_them(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.sql(f"COPY (SELECT 'x' || range AS texto FROM range(100_000)) TO '{path}' {PUBLISHED}")
    number_rows(path)
    told = duckdb.sql(
        f"SELECT stats_min_value, stats_max_value, row_group_num_rows FROM parquet_metadata('{path}') "
        "WHERE path_in_schema = '_id' ORDER BY row_group_id"
    ).fetchall()
    assert [int(least) for least, _, _ in told] == [1, *(int(most) + 1 for _, most, _ in told[:-1])]
    assert int(told[-1][1]) == sum(rows for _, _, rows in told) == 100_000
    assert duckdb.sql(f"SELECT texto FROM '{path}' WHERE _id = 70_000").fetchall() == [("x69999",)]
