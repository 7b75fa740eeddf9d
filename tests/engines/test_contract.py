"""What both engines promise: the same statements, the same answers, the same types, no word of their insides."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from amate.base.errors import Unavailable
from amate.engines import duckdb, serving
from amate.engines.sql import Engine, Sql
from amate.engines.stored import StoredColumn, StoredTable
from tests.query.tables import write_table

COLUMNS = [
    ("Clave", "text"),
    ("año; DROP TABLE t --", "integer"),
    ('monto "neto"', "number"),
    ("área__m2", "double"),
    ("_activo", "boolean"),
    ("fecha]", "date"),
    ("registrado", "datetime"),
    ("hora", "time"),
    ("extra", "json"),
]
ROWS = [
    (
        "0012",
        2024,
        Decimal("1.10"),
        0.1,
        True,
        date(2024, 2, 29),
        datetime(2024, 2, 29, 18, 30, 0, 500000),
        time(6),
        "{}",
    ),
    (
        "",
        -(2**63),
        Decimal("-9999999999999999.99"),
        1e300,
        False,
        date(1, 1, 1),
        datetime(1999, 12, 31),
        time(0),
        "[1]",
    ),
    (
        "ñandú 'x' \"y\"",
        2**63 - 1,
        Decimal("9999999999999999.99"),
        -0.30000000000000004,
        None,
        None,
        None,
        None,
        None,
    ),
    (
        "=1+1\r\n\x00fin",
        0,
        Decimal("0.00"),
        123456789.0,
        True,
        date(9999, 12, 31),
        None,
        time(23, 59, 59, 999999),
        "1",
    ),
    (None, None, None, None, None, None, datetime(2024, 1, 1, 0, 0, 0, 1), None, "null"),
]


@pytest.fixture
def table(tmp_path: Path) -> StoredTable:
    table = write_table(tmp_path, COLUMNS, ROWS)
    return replace(table, serving=serving.build(table, tmp_path / "serving" / "one.sqlite"))


@pytest.fixture(params=["duckdb", "serving"])
def engine(request: pytest.FixtureRequest) -> Engine:
    engines: dict[str, Engine] = {"duckdb": duckdb, "serving": serving}
    return engines[request.param]


NAMES = ", ".join('"' + name.replace('"', '""') + '"' for name, _ in COLUMNS)


def test_every_type_comes_back_as_it_was_written(engine: Engine, table: StoredTable) -> None:
    answer = engine.run(table, Sql(f'SELECT {NAMES} FROM t WHERE "_id" > ? ORDER BY "_id"', (0,)))
    assert answer.columns == table.names
    assert answer.rows == ROWS
    assert [[type(v) for v in row] for row in answer.rows] == [[type(v) for v in row] for row in ROWS]


def test_money_keeps_its_places(engine: Engine, table: StoredTable) -> None:
    answer = engine.run(table, Sql('SELECT "monto ""neto""" FROM t WHERE "_id" = ?', (4,)))
    assert str(answer.rows[0][0]) == "0.00"


def test_rows_are_found_by_number(engine: Engine, table: StoredTable) -> None:
    answer = engine.run(table, Sql('SELECT "_id", "Clave" FROM t WHERE "_id" IN (?, ?)', (3, 1)))
    assert sorted(answer.rows) == [(1, "0012"), (3, "ñandú 'x' \"y\"")]


def test_no_rows_is_an_answer(engine: Engine, table: StoredTable) -> None:
    answer = engine.run(table, Sql(f'SELECT {NAMES} FROM t WHERE "_id" > ?', (99,)))
    assert (answer.columns, answer.rows) == (table.names, [])


def test_a_refusal_names_neither_path_nor_engine(engine: Engine, table: StoredTable, tmp_path: Path) -> None:
    lost = replace(table, parquet=tmp_path / "gone.parquet", serving=tmp_path / "gone.sqlite")
    for asked, statement in ((lost, "SELECT 1 FROM t"), (table, "SELECT nothing FROM t"), (table, "SELEC")):
        with pytest.raises(Unavailable) as refusal:
            engine.run(asked, Sql(statement))
        said = refusal.value.message.lower()
        assert not any(
            word in said for word in ("gone", str(tmp_path), "duckdb", "sqlite", "nothing", "selec")
        )
        assert refusal.value.__cause__ is None


def test_many_threads_ask_at_once(engine: Engine, table: StoredTable) -> None:
    answers: list[list[tuple[object, ...]]] = []

    def ask() -> None:
        for _ in range(20):
            answers.append(
                engine.run(table, Sql('SELECT "Clave" FROM t WHERE "_id" <= ? ORDER BY "_id"', (5,))).rows
            )

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[(row[0],) for row in ROWS]] * 120


def test_a_forked_child_asks_too(engine: Engine, table: StoredTable) -> None:
    question = Sql('SELECT "Clave" FROM t WHERE "_id" = ?', (1,))
    engine.run(table, question)
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if engine.run(table, question).rows == [("0012",)] else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_twin_heads_are_refused_before_an_engine_confuses_them(tmp_path: Path) -> None:
    for twins in (("Año", "aÑo"), ("clave", "_ID")):
        columns = tuple(StoredColumn(name, "text") for name in twins)
        if twins[0] == "Año":  # SQL engines fold ASCII only: these two stay apart
            assert StoredTable("k", tmp_path, 0, columns).names == twins
            continue
        with pytest.raises(ValueError, match="_ID"):
            StoredTable("k", tmp_path, 0, columns)
    with pytest.raises(ValueError, match="CLAVE"):
        StoredTable("k", tmp_path, 0, (StoredColumn("clave", "text"), StoredColumn("CLAVE", "text")))
