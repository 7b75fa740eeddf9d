"""Files that rows leave in, read again by readers that know nothing of us."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.base.errors import Invalid, Unavailable
from amate.engines.sql import Sql
from amate.engines.stored import StoredColumn, StoredTable
from amate.ingest.limits import MAX_COLUMNS
from amate.query.formats import FORMATS, export, write
from amate.query.language import Aggregate, Key, Query, Sort, Where
from tests.query.strategies import letters, names
from tests.query.tables import write_table

COLUMNS = [
    ("Clave del municipio", "text"),
    ('dice "hola", dos', "text"),
    ("población", "integer"),
    ("monto", "number"),
    ("índice", "double"),
    ("activo", "boolean"),
    ("fecha", "date"),
    ("visto", "datetime"),
    ("hora", "time"),
    ("extra", "json"),
]
LEAP_DAY = date(2024, 2, 29)
MOST_MONEY = Decimal("9999999999999999.99")
ROWS: list[tuple[Any, ...]] = [
    ("0012", "=1+1", 7, Decimal("1.10"), 0.1, True, LEAP_DAY, datetime(2024, 2, 29, 8), time(6, 5), '{"a":[1,"ñ"]}'),
    (" x ", 'dos\r\nlíneas, "citadas"', -(2**63), MOST_MONEY, 1e300, False, None, None, None, "null"),
    ("", "@SUM(A1)", None, Decimal("-0.05"), -0.0001, None, None, datetime(2024, 1, 1, 0, 0, 0, 500000), None, None),
    (None, "\t-5", 0, None, None, None, date(1, 1, 1), None, None, "[1.50]"),
]  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> StoredTable:
    return write_table(tmp_path, COLUMNS, ROWS)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_csv_is_read_by_any_reader(table: StoredTable, tmp_path: Path) -> None:
    target = tmp_path / "it's a file.csv"
    assert export(table, Query(), target, format="csv") == 4
    head, *rows = read_csv(target)
    assert head == [name for name, _ in COLUMNS]
    assert rows[0] == [
        "0012", "=1+1", "7", "1.10", "0.1", "true", "2024-02-29", "2024-02-29T08:00:00", "06:05:00", '{"a":[1,"ñ"]}',
    ]  # fmt: skip
    assert rows[1][:6] == [
        " x ",
        'dos\r\nlíneas, "citadas"',
        str(-(2**63)),
        "9999999999999999.99",
        "1e+300",
        "false",
    ]
    assert rows[2] == ["", "@SUM(A1)", "", "-0.05", "-0.0001", "", "", "2024-01-01T00:00:00.5", "", ""]
    assert rows[3] == ["", "\t-5", "0", "", "", "", "0001-01-01", "", "", "[1.50]"]
    assert target.read_bytes().startswith(b"Clave del municipio,")
    assert target.read_bytes().endswith(b"\r\n")


def test_json_is_one_array_of_objects(table: StoredTable, tmp_path: Path) -> None:
    export(table, Query(), tmp_path / "t.json", format="json")
    found = json.loads((tmp_path / "t.json").read_text("utf-8"), parse_float=Decimal)
    assert found == [as_json(row) for row in ROWS]


def test_ndjson_is_one_object_a_line(table: StoredTable, tmp_path: Path) -> None:
    export(table, Query(), tmp_path / "t.ndjson", format="ndjson")
    lines = (tmp_path / "t.ndjson").read_text("utf-8").splitlines()
    assert [json.loads(line, parse_float=Decimal) for line in lines] == [as_json(row) for row in ROWS]


def as_json(row: tuple[Any, ...]) -> dict[str, Any]:
    values: list[Any] = []
    for (_name, kind), value in zip(COLUMNS, row, strict=True):
        if value is None:
            values.append(None)
        elif kind == "json":
            values.append(json.loads(value, parse_float=Decimal))
        elif kind == "double":
            values.append(Decimal(repr(value)))
        elif kind == "datetime":
            values.append(
                value.isoformat(timespec="microseconds").rstrip("0").rstrip(".")
                if value.microsecond
                else value.isoformat()
            )
        else:
            values.append(value.isoformat() if isinstance(value, date | time) else value)
    return dict(zip((name for name, _ in COLUMNS), values, strict=True))


def test_json_has_no_word_for_infinity(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("x", "double")], [(float("nan"),), (float("inf"),), (1.5,)])
    export(table, Query(), tmp_path / "t.json", format="json")
    text = (tmp_path / "t.json").read_text("utf-8")
    assert json.loads(text, parse_constant=pytest.fail) == [{"x": None}, {"x": None}, {"x": 1.5}]


def test_an_export_takes_the_question_of_the_page(table: StoredTable, tmp_path: Path) -> None:
    query = Query(columns=("monto", "_id"), where=(Where("monto", "isnull", False),), sort=(Sort("monto"),))
    assert export(table, query, tmp_path / "t.csv") == 3
    assert read_csv(tmp_path / "t.csv") == [
        ["monto", "_id"], ["-0.05", "3"], ["1.10", "1"], ["9999999999999999.99", "2"],
    ]  # fmt: skip
    export(table, replace(query, limit=1, after=3), tmp_path / "t.csv")
    assert read_csv(tmp_path / "t.csv")[1:] == [["1.10", "1"]]


def test_rows_keep_their_order_over_many_row_groups(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("n", "integer")], [(n * 7919 % 5_000,) for n in range(5_000)])
    assert export(table, Query(), tmp_path / "t.csv") == 5_000
    assert read_csv(tmp_path / "t.csv")[1:] == [[str(n * 7919 % 5_000)] for n in range(5_000)]


def test_a_table_without_rows_keeps_its_heads(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("a", "text"), ("b", "json")], [])
    for name in FORMATS:
        assert export(table, Query(), tmp_path / name, format=name) == 0
    assert read_csv(tmp_path / "csv") == [["a", "b"]]
    assert json.loads((tmp_path / "json").read_text()) == []
    assert (tmp_path / "ndjson").read_text() == ""


def test_a_file_that_cannot_be_written_is_a_sentence(table: StoredTable, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        export(table, Query(), tmp_path / "no such folder" / "t.csv")
    assert "folder" not in refusal.value.message


cells = st.none() | st.text(st.one_of(st.sampled_from(",\"\r\n '\\;\t=\x00"), letters), max_size=6)


@given(st.lists(names, min_size=1, max_size=3, unique_by=lambda name: name.encode().lower()), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_hostile_cells_survive_csv_and_json(heads: list[str], data: st.DataObject) -> None:
    heads = [head for head in heads if head.lower() != "_id"] or ["a"]
    rows = data.draw(st.lists(st.tuples(*[cells] * len(heads)), max_size=6))
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder), [(head, "text") for head in heads], rows)
        for name in ("csv", "json"):
            export(table, Query(), Path(folder) / name, format=name)
        assert read_csv(Path(folder) / "csv") == [heads, *([value or "" for value in row] for row in rows)]
        assert json.loads((Path(folder) / "json").read_text("utf-8")) == [
            dict(zip(heads, row, strict=True)) for row in rows
        ]


GROUPED = [("municipio", "text"), ("monto", "number"), ("piezas", "integer"), ("día", "date")]
SPENT: list[tuple[Any, ...]] = [
    ("ñ", Decimal("9999999999999999.99"), 2**62, date(2024, 2, 1)),
    ("=n", Decimal("0.01"), 1, date(2024, 2, 29)),
    ("ñ", Decimal("9999999999999999.99"), 2**62, date(2023, 1, 5)),
    ("ñ", None, None, date(2024, 2, 3)),
]
BY_MONTH = Query(
    group=(Key("municipio"), Key("día", "month")),
    aggregate=(Aggregate("count"), Aggregate("sum", "monto"), Aggregate("sum", "piezas"), Aggregate("avg", "monto")),
    where=(Where("municipio", "ne", "x"),),
    sort=(Sort("count", descending=True),),
    limit=2,
)  # fmt: skip


def test_groups_are_exported_in_every_format(tmp_path: Path) -> None:
    table = write_table(tmp_path, GROUPED, SPENT)
    for name in FORMATS:
        assert export(table, BY_MONTH, tmp_path / f"g.{name}", format=name) == 2
    heads = ["municipio", "día__month", "count", "monto__sum", "piezas__sum", "monto__avg"]
    most, pieces = Decimal("9999999999999999.99"), 2**62
    assert read_csv(tmp_path / "g.csv") == [
        heads,
        ["ñ", "2024-02-01", "2", str(most), str(pieces), "1e+16"],
        ["=n", "2024-02-01", "1", "0.01", "1", "0.01"],
    ]
    assert read_csv(tmp_path / "g.excel.csv")[2][0] == "'=n"
    first = {"municipio": "ñ", "día__month": "2024-02-01", "count": 2, "monto__sum": most, "piezas__sum": pieces,
             "monto__avg": Decimal("1e16")}  # fmt: skip
    assert json.loads((tmp_path / "g.json").read_text("utf-8"), parse_float=Decimal)[0] == first
    lines = (tmp_path / "g.ndjson").read_text("utf-8").splitlines()
    assert json.loads(lines[0], parse_float=Decimal) == first
    frame = polars.read_parquet(tmp_path / "g.parquet")
    assert frame.row(0) == ("ñ", date(2024, 2, 1), 2, most, pieces, 1e16)
    sheet = openpyxl.load_workbook(tmp_path / "g.xlsx").active
    assert list(sheet.iter_rows(values_only=True)) == [
        tuple(heads),
        ("ñ", datetime(2024, 2, 1), 2, str(most), str(pieces), 1e16),
        ("=n", datetime(2024, 2, 1), 1, 0.01, 1, 0.01),
    ]


def test_a_whole_sum_beyond_sixty_four_bits_keeps_its_digits(tmp_path: Path) -> None:
    table = write_table(tmp_path, GROUPED, SPENT)
    query = Query(group=(Key("municipio"),), aggregate=(Aggregate("sum", "piezas"),))
    for name in FORMATS:
        export(table, query, tmp_path / f"g.{name}", format=name)
    assert read_csv(tmp_path / "g.csv")[2] == ["ñ", str(2**63)]
    assert json.loads((tmp_path / "g.json").read_text("utf-8"))[1]["piezas__sum"] == 2**63
    assert int(polars.read_parquet(tmp_path / "g.parquet")["piezas__sum"][1]) == 2**63
    assert openpyxl.load_workbook(tmp_path / "g.xlsx").active["B3"].value == str(2**63)


def test_intervals_nobody_gave_a_width_to_are_exported_as_they_are_shown(tmp_path: Path) -> None:
    table = write_table(tmp_path, GROUPED, SPENT)
    query = Query(
        group=(Key("piezas", "bin"),), aggregate=(Aggregate("count"),), where=(Where("piezas", "lt", 9),)
    )
    export(table, query, tmp_path / "g.csv")
    assert read_csv(tmp_path / "g.csv")[1:] == [["1", "1"]]


@pytest.mark.slow
def test_the_widest_table_that_is_accepted_leaves_in_every_format(tmp_path: Path) -> None:
    heads = [(f"columna {at}", "text" if at % 2 else "number") for at in range(MAX_COLUMNS)]
    row = tuple("=x" if kind == "text" else Decimal("1.50") for _, kind in heads)
    table = write_table(tmp_path, heads, [row, row])
    for name in FORMATS:
        assert export(table, Query(), tmp_path / f"t.{name}", format=name) == 2
    frame = polars.read_parquet(tmp_path / "t.parquet")
    assert frame.row(1) == (2, *row)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [cell.value for cell in sheet[3]] == ["=x" if kind == "text" else 1.5 for _, kind in heads]


def test_what_no_sheet_holds_is_refused_before_it_is_written(tmp_path: Path) -> None:
    columns = [StoredColumn(f"c{at}", "integer") for at in range(16_385)]
    with pytest.raises(Invalid, match="16385"):
        write(
            write_table(tmp_path, [("a", "text")], []), columns, Sql("SELECT 1"), tmp_path / "t.xlsx", "xlsx"
        )
