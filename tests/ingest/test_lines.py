"""Where each row of a table was in its file, though lines are skipped and cells hold line ends."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from amate.ingest.lines import line_of
from tests.ingest.reader import read_bytes, rows_of


def lines_told(content: bytes, name: str, folder: Path) -> dict[str, int | None]:
    """By the first cell of each row."""
    table = read_bytes(content, name, folder).tables[0]
    return {str(row[0]): line_of(at, table.lines) for at, row in enumerate(rows_of(table, folder), start=1)}


@pytest.mark.parametrize(
    "content",
    [
        b"clave,obra\na1,uno\na2,dos\na3,tres\n",
        b"Obras de 2024\n\nclave,obra\na1,uno\n\n\na2,dos\na3,tres\n",
        b'clave,obra\na1,"uno\nen dos renglones"\na2,dos\n,\na3,tres\n',
        b"clave,obra\na1,uno\na2,dos\nroto\na3,tres\n",
    ],
    ids=["sound", "blank lines", "lines in cells", "a broken row"],
)
def test_the_line_of_a_row_is_where_an_editor_shows_it_or_not_known(content: bytes, tmp_path: Path) -> None:
    told = lines_told(content, "obras.csv", tmp_path)
    lines = content.decode().split("\n")
    assert {cell: lines[line - 1].partition(",")[0] if line else None for cell, line in told.items()} in (
        {"a1": "a1", "a2": "a2", "a3": "a3"},
        {"a1": None, "a2": None, "a3": None},
    )


def test_the_lines_of_a_sound_file_are_known(tmp_path: Path) -> None:
    content = b"Obras\nclave,obra\n" + b"".join(b"a%d,x\n" % at for at in range(3_000))
    table = read_bytes(content, "obras.csv", tmp_path).tables[0]
    assert table.lines == ((1, 3),)


def test_the_line_of_a_row_is_the_row_of_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["clave", "monto"], ["a1", 1], [], ["a2", 2], ["a3", 3]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert lines_told(file.getvalue(), "obras.xlsx", tmp_path) == {"a1": 2, "a2": 4, "a3": 5}
