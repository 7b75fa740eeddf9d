"""A question that takes too long is stopped and said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from amate.base.errors import Unavailable
from amate.engines import duckdb
from amate.engines.sql import Sql
from amate.engines.stored import StoredTable
from tests.query.tables import write_table


@pytest.fixture
def table(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, [("nombre", "text")], [("Ana",), ("Íñigo",)])


def test_a_question_without_end_is_interrupted(table):
    endless = Sql("SELECT count(*) FROM range(100000000000) a, range(1000) b")
    with pytest.raises(Unavailable, match="se detuvo") as stopped:
        duckdb.run(table, endless, seconds=0.2)
    assert stopped.value.code == "too-slow"


def test_the_next_question_is_answered(table):
    assert duckdb.run(table, Sql("SELECT count(*) FROM t")).rows == [(table.rows,)]
