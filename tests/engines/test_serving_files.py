"""Serving files: whole or absent, equal to their Parquet, never in the way."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from amate.base.errors import Unavailable
from amate.engines import serving
from amate.engines.serving import building, reading
from amate.engines.sql import Sql
from amate.engines.stored import StoredColumn, StoredTable
from amate.query.language import Query
from amate.query.rows import page
from tests.query.tables import write_table

ROWS = [(f"Escuela {n}", n / 4) for n in range(5_000)]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> StoredTable:
    return write_table(tmp_path_factory.mktemp("table"), [("nombre", "text"), ("índice", "double")], ROWS)


def test_another_reader_finds_every_row(table: StoredTable, tmp_path: Path) -> None:
    target = tmp_path / "serving" / "a ?#%.sqlite"
    assert serving.build(table, target) == target
    with sqlite3.connect(target) as reader:
        assert reader.execute('SELECT _id, nombre, "índice" FROM t ORDER BY _id').fetchall() == [
            (at, *row) for at, row in enumerate(ROWS, 1)
        ]
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.stat().st_mode & 0o222 == 0
    served = replace(table, serving=target)
    assert page(served, Query(offset=4_990)).rows == ROWS[4_990:]


def test_only_tables_of_some_size_are_worth_one(tmp_path: Path) -> None:
    columns = tuple(StoredColumn(f"c{n}", "text") for n in range(1_999))
    assert serving.is_worth(StoredTable("k", tmp_path, 5_000, columns[:1_998]))
    assert not serving.is_worth(StoredTable("k", tmp_path, 5_000, columns))
    assert not serving.is_worth(StoredTable("k", tmp_path, 4_999, columns[:3]))


def test_a_copy_that_is_not_equal_is_left_out(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("x", "double")], [(1.5,), (float("nan"),)])
    assert serving.build(table, tmp_path / "s" / "nan.sqlite") is None
    assert list((tmp_path / "s").iterdir()) == []


def test_a_row_lost_on_the_way_is_noticed(
    table: StoredTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = building._digest

    def after_a_loss(engine: object, source: str) -> object:
        if source.startswith("copy."):
            engine.execute("UPDATE copy.t SET nombre = 'Escuela 8' WHERE _id = 8")  # type: ignore[attr-defined]
        return digest(engine, source)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_digest", after_a_loss)
    assert serving.build(table, tmp_path / "s" / "lost.sqlite") is None


def test_a_failed_build_leaves_nothing_and_says_no_path(table: StoredTable, tmp_path: Path) -> None:
    lost = replace(table, parquet=tmp_path / "gone.parquet")
    with pytest.raises(Unavailable) as refusal:
        serving.build(lost, tmp_path / "s" / "x.sqlite")
    assert "gone" not in refusal.value.message
    assert list((tmp_path / "s").iterdir()) == []


def test_a_published_file_cannot_be_written_through_a_reader(table: StoredTable, tmp_path: Path) -> None:
    served = replace(table, serving=serving.build(table, tmp_path / "s.sqlite"))
    with pytest.raises(Unavailable):
        serving.run(served, Sql("DELETE FROM t"))
    assert serving.run(served, Sql("SELECT count(*) AS nombre FROM t")).rows == [(5_000,)]


@pytest.mark.parametrize("garbage", [b"", b"not a database" * 100])
def test_parquet_answers_for_a_broken_file(table: StoredTable, tmp_path: Path, garbage: bytes) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(garbage)
    assert page(replace(table, serving=broken), Query(limit=3)).rows == ROWS[:3]


def test_more_files_than_are_kept_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "OPEN_FILES", 3)
    tables = []
    for number in range(6):
        table = write_table(tmp_path, [("n", "integer")], [(number,)])
        tables.append(replace(table, serving=serving.build(table, tmp_path / f"{number}.sqlite")))
    for _round in range(2):
        assert [serving.run(table, Sql('SELECT "n" FROM t')).rows for table in tables] == [
            [(n,)] for n in range(6)
        ]
