"""Any table, in every format, read by a reader that knows nothing of us, is the same table."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.base.errors import Invalid
from amate.engines.stored import StoredTable
from amate.query.formats import FORMATS, export
from amate.query.formats.xlsx_cells import MOST_ROWS
from amate.query.language import Query
from tests.ingest.reader import read_file, rows_of
from tests.query.strategies import VALUES, columns, letters
from tests.query.tables import write_table

HOSTILE = {
    "codes": ["0012", "14039", "01000", "000", "007.10", "12345678901234567890", "032180000118359719"],
    "formulas": ["=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "==", "＝1+1", " =1+1", "\u00a0=2"],
    "plus": ["+52 33 1234", "+", "＋1", "+1+cmd|'!A1"],
    "minus": ["-5", "-", "--", "－1", "-2+3"],
    "at": ["@SUM(A1)", "@", "＠x"],
    "tabs": ["\t", "\t=1", "a\tb", "\tx\t"],
    "newlines": ["\n", "\r", "\r\n", "dos\nlíneas", "a\r\nb", "a\rb", "\n=1", "\r=1", "fin\n"],
    "quotes": ['"', '""', "'", "''", "'=1", "''=1", 'dice "hola", dos', "'0012", '="0012"', ",", ";"],
    "controls": ["\x00", "\x01\x1f", "a\x0bb", "\x08", "\x7f", "\x85", "\ufffe", "a\uffff", "\u2028", "\ufeffbom"],
    "escapes": ["_x000D_", "_x005F_", "_x0041_x0042_", "_X000d_", "_x", "__x0009__", "_xZZZZ_", "_x000d_\r"],
    "xml": ["<b>&amp;</b>", "]]>", "&#10;", "<!--", "</t></is></c></row>", "<![CDATA[x]]>"],
    "emoji": ["🙂", "👩‍👩‍👧", "e\u0301", "日本", "\u202eabc", "ñandú", "İ"],
    "blanks": [" ", "  x ", " x", "x ", "\u00a0", "\u3000"],
    "words": ["NaN", "nan", "NULL", "null", "None", "inf", "-inf", "N/A", "true", "FALSE", "verdadero", "#N/A"],
    "likely": ["1e5", "1E-5", "3-4", "1/2", "2024-01-05", "05/01/2024", "8:30", "8:30 pm", "5-mar", "SEP2", "(5)",
               "12%", "$1,000", "1,234", "3 1/2", "8 am", ".5", "2024-01-05T10:00:00", "mar-24", "€5"],
    "long": ["x" * 254, "9" * 255, "0" * 256, "ñ" * 32_767, "🙂" * 16_383],
    "empty": ["", None],
}  # fmt: skip
CELLS = [cell for cells in HOSTILE.values() for cell in cells]
MOST_CELLS = 60_000  # of a real table: openpyxl reads some 50,000 a second
Table = list[list[Any]]


@dataclass(frozen=True)
class Written:
    """A table as it was, and the folder in which it was written in every format."""

    heads: list[tuple[str, str]]
    rows: list[tuple[Any, ...]]
    folder: Path


def written(folder: Path, heads: list[tuple[str, str]], rows: list[tuple[Any, ...]]) -> Written:
    return exported(write_table(folder, heads, rows), heads, rows, folder)


def exported(
    table: StoredTable, heads: list[tuple[str, str]], rows: list[tuple[Any, ...]], folder: Path
) -> Written:
    for name in FORMATS:
        assert export(table, Query(), folder / f"t.{name}", format=name) == len(rows)
    return Written(heads, rows, folder)


# How each format is read, and how a value looks to its reader.


def read_csv(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return [list(row) for row in csv.reader(file, strict=True)]


def read_csv_for_excel(path: Path) -> Table:
    """As a program would that knows the two changes."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
    return [[undone(cell) for cell in row] for row in rows]


def undone(cell: str) -> str:
    if re.fullmatch(r'="[^"]*"', cell):
        return cell[2:-1]
    return cell[1:] if re.match("'[' \t\r\n\f\v\u00a0]*[=+\\-@\t\r\n＝＋－＠]", cell) else cell


def read_json(path: Path) -> Table:
    found = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_constant=pytest.fail)
    return [list(row.items()) for row in found]


def read_ndjson(path: Path) -> Table:
    lines = path.read_bytes().split(b"\n")[:-1]
    return [list(json.loads(line, parse_float=Decimal).items()) for line in lines]


def read_xlsx(path: Path) -> Table:
    sheet = openpyxl.load_workbook(path).active
    return [[unescaped(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def unescaped(cell: Any) -> Any:
    """ECMA-376's escapes, which openpyxl leaves as they are."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), cell)


def as_csv(kind: str, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return value
    return iso(value) if isinstance(value, date | time) else str(value)


def as_json(kind: str, value: Any) -> Any:
    if kind == "json" and value is not None:
        return json.loads(value, parse_float=Decimal)
    if isinstance(value, float):
        return Decimal(repr(value))
    return iso(value) if isinstance(value, date | time) else value


def iso(value: date | time) -> str:
    text = value.isoformat()
    return text.rstrip("0") if "." in text else text


def as_xlsx(kind: str, value: Any) -> Any:
    """What Excel cannot hold as it is stands as text."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return as_number(value)
    if isinstance(value, datetime):
        fits = value >= datetime(1900, 3, 1) and value.microsecond % 1000 == 0
        return value if fits else iso(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day) if value >= date(1900, 3, 1) else iso(value)
    if isinstance(value, time):
        return value if value.microsecond % 1000 == 0 else iso(value)
    return value


def as_number(value: int | Decimal) -> Any:
    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    if abs(value) >= 10 ** (15 - places):
        return str(value)
    return float(value) if places else value


def same(found: Any, value: Any) -> bool:
    if isinstance(value, float):
        return float(found) == value
    if isinstance(value, datetime) and isinstance(found, datetime):
        return abs(found - value).total_seconds() < 0.0005
    return bool(found == value) and (isinstance(found, bool) == isinstance(value, bool))


def expect(found: Table, table: Written, how: Callable[[str, Any], Any]) -> None:
    assert len(found) == len(table.rows)
    for there, row in zip(found, table.rows, strict=True):
        for cell, (_head, kind), value in zip(there, table.heads, row, strict=True):
            assert same(cell, how(kind, value)), (kind, cell, value)


def expect_everywhere(table: Written) -> None:
    heads = [head for head, _kind in table.heads]
    for name, reader in (("csv", read_csv), ("excel.csv", read_csv_for_excel)):
        first, *rest = reader(table.folder / f"t.{name}")
        assert first == heads
        spaced = [
            [spaced_as_iso(kind, cell) for (_, kind), cell in zip(table.heads, row, strict=True)]
            for row in rest
        ]
        expect(spaced, table, as_csv)
    for name, reader in (("json", read_json), ("ndjson", read_ndjson)):
        rows = reader(table.folder / f"t.{name}")
        assert all([head for head, _ in row] == heads for row in rows)
        expect([[value for _, value in row] for row in rows], table, as_json)
    first, *rest = read_xlsx(table.folder / "t.xlsx")
    assert first == heads
    expect(rest, table, as_xlsx)
    frame = polars.read_parquet(table.folder / "t.parquet")
    assert frame.columns == ["_id", *heads]
    assert frame["_id"].to_list() == list(range(1, len(table.rows) + 1))
    assert frame.rows() == [(number, *row) for number, row in enumerate(table.rows, 1)]


def spaced_as_iso(kind: str, cell: str) -> str:
    """Excel wants a space where ISO 8601 has a T."""
    return cell.replace(" ", "T") if kind == "datetime" else cell


def test_two_hundred_hostile_cells_come_back(tmp_path: Path) -> None:
    rows = [(cell, *CELLS[at + 1 : at + 2], at) for at, cell in enumerate(CELLS[:-1])]
    assert len(rows) * 2 >= 200
    expect_everywhere(written(tmp_path, [("=celda", "text"), ("+otra", "text"), ("n", "integer")], rows))


def test_a_lone_column_keeps_its_empty_cells(tmp_path: Path) -> None:
    expect_everywhere(written(tmp_path, [("única", "text")], [(cell,) for cell in CELLS]))


def test_numbers_dates_and_hours_keep_every_digit(tmp_path: Path) -> None:
    heads = [
        ("n", "integer"),
        ("m", "number"),
        ("d", "double"),
        ("f", "date"),
        ("v", "datetime"),
        ("h", "time"),
    ]
    rows: list[tuple[Any, ...]] = [
        (2**53 + 1, Decimal("9999999999999999.99"), 0.1, date(1900, 2, 28), datetime(1899, 12, 31, 5), time(0)),
        (-(2**63), Decimal("-0.05"), 1e300, date(1900, 3, 1), datetime(1900, 3, 1), time(23, 59, 59, 999000)),
        (2**63 - 1, Decimal("1234567890123.45"), 5e-324, date(1, 1, 1), datetime(2024, 2, 29, 8, 0, 0, 1), time(6, 5)),
        (999_999_999_999_999, Decimal("12345678901234.55"), -2.5, date(9999, 12, 31), datetime(2024, 1, 1), None),
        (0, Decimal("0.00"), 1e15, date(1904, 1, 1), datetime(9999, 12, 31, 23, 59, 59), time(12, 0, 0, 5)),
        (None, None, None, None, None, None),
    ]  # fmt: skip
    expect_everywhere(written(tmp_path, heads, rows))


def test_a_table_of_no_rows_keeps_its_heads(tmp_path: Path) -> None:
    expect_everywhere(written(tmp_path, [("=a", "text"), ("b", "date"), ("c", "json")], []))


cells = (
    st.none()
    | st.sampled_from(CELLS)
    | st.text(st.one_of(st.sampled_from("=+-@'\"\t\r\n _x0012\x00"), letters))
)


@given(columns(), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_comes_back(heads: list[tuple[str, str]], data: st.DataObject) -> None:
    kinds = [cells if kind == "text" else st.none() | VALUES[kind] for _, kind in heads]
    rows = data.draw(st.lists(st.tuples(*kinds), max_size=6))
    with tempfile.TemporaryDirectory() as folder:
        expect_everywhere(written(Path(folder), heads, rows))


def test_nothing_in_a_workbook_is_a_formula_and_excel_reads_its_escapes(tmp_path: Path) -> None:
    table = written(tmp_path, [("celda", "text")], [(cell,) for cell in CELLS if cell])
    with zipfile.ZipFile(table.folder / "t.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert [name for name in book.namelist() if "externalLink" in name or "hyperlink" in name] == []
    assert b"<f" not in sheet
    found = python_calamine.load_workbook(table.folder / "t.xlsx").get_sheet_by_index(0).to_python()
    # calamine undoes the escapes as Excel does, but for the two letters that are none.
    theirs = [re.sub("_x(FFF[EF])_", lambda one: chr(int(one[1], 16)), row[0]) for row in found[1:]]
    assert theirs == [cell for cell in CELLS if cell]


def test_csv_for_excel_runs_nothing_and_keeps_codes(tmp_path: Path) -> None:
    table = written(tmp_path, [("=celda", "text"), ("n", "integer")], [(cell, -5) for cell in CELLS if cell])
    raw = list(csv.reader(io.StringIO((table.folder / "t.excel.csv").read_text("utf-8-sig"), newline="")))
    assert all(re.fullmatch(r'="[^"=+@]*"', cell) for cell, _ in raw if cell[0] in "=+-@\t\r\n＝＋－＠")
    said = {cell: found for cell, (found, _) in zip([cell for cell in CELLS if cell], raw[1:], strict=True)}
    assert (said["0012"], said["=1+1"], said["+52 33 1234"]) == ('="0012"', "'=1+1", "'+52 33 1234")
    assert all(said[cell] == f'="{cell}"' for cell in HOSTILE["likely"])
    assert raw[0] == ["'=celda", "n"]
    assert {number for _, number in raw[1:]} == {"-5"}


def test_a_cell_that_excel_would_cut_is_refused_with_its_column(tmp_path: Path) -> None:
    for long in ("x" * 32_768, "🙂" * 16_384):
        table = write_table(tmp_path, [("corta", "text"), ("notas", "text")], [("a", long), ("b", None)])
        with pytest.raises(Invalid, match="«notas» tiene 1 celda"):
            export(table, Query(), tmp_path / "t.xlsx", format="xlsx")
        assert export(table, Query(columns=("corta",)), tmp_path / "t.xlsx", format="xlsx") == 2


@pytest.mark.campaign
def test_every_table_of_the_real_files_comes_back(real: Path, tmp_path: Path) -> None:
    compared = 0
    for number, path in enumerate(sorted(path for path in real.iterdir() if path.is_file())):
        folder = tmp_path / str(number)
        folder.mkdir()
        for read in read_file(path, path.name, folder).tables:
            if 0 < read.rows * len(read.columns) <= MOST_CELLS:
                heads = [(column.name, column.type) for column in read.columns]
                expect_everywhere(exported(read.stored(folder / "out"), heads, rows_of(read, folder), folder))
                compared += 1
    assert compared > 40


@pytest.mark.slow
def test_what_does_not_fit_in_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("n", "integer")], [])
    rows = MOST_ROWS + 2
    import duckdb

    duckdb.sql(f"SELECT i AS _id, i AS n FROM range(1, {rows} + 1) r(i)").write_parquet(str(table.parquet))
    assert export(table, Query(), tmp_path / "t.xlsx", format="xlsx") == rows
    book = python_calamine.load_workbook(tmp_path / "t.xlsx")
    first, second = (book.get_sheet_by_name(name).to_python() for name in ("datos", "datos 2"))
    assert (len(first), first[0], first[1], first[-1]) == (MOST_ROWS + 1, ["n"], [1.0], [float(MOST_ROWS)])
    assert second == [["n"], [float(MOST_ROWS + 1)], [float(MOST_ROWS + 2)]]
