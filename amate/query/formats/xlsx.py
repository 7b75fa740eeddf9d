"""XLSX: typed cells, no formula ever, nothing that Excel would change.

xlsxwriter makes the workbook (styles, sheets, heads); DuckDB writes the rows as XML, in a sixth of the time and without
holding up the pages that the same process serves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.engines import duckdb
from amate.query.formats.form import Form, Result
from amate.query.formats.xlsx_cells import MOST_ROWS, letters, rows

SHEET = "datos"
MOST_COLUMNS = 16_384
LONGEST = 32_767  # UTF-16 units of a cell
LEVEL = 4  # of deflate: a sixth smaller than at 1, for half as much time again
BLOCK = 1 << 20

# Lines as they are: between rows there is a line feed, and none inside a cell, where it is an entity.
RAW = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ''"

SHEET_FILE = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
SAMPLE = re.compile(rb'<row r="2".*?</row>', re.DOTALL)

NUMBER_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss"}
WIDTHS = {"date": 12, "datetime": 20, "time": 10}  # characters


def write(result: Result, target: Path) -> int:
    _refuse_long_cells(result)
    raw = target.with_name(f"{target.name}.rows")
    try:
        written = duckdb.copy(result.table, rows(result, _styles(result)), raw, RAW)
        with duckdb.refusals(result.table.key), raw.open("rb") as lines:
            _pack(result, written, lines, target)
    finally:
        raw.unlink(missing_ok=True)
    return written


def _refuse_long_cells(result: Result) -> None:
    """Neither cut nor dropped: who asks is told which column does not fit."""
    texts = [column for column in result.columns if column.type in ("text", "json")]
    if not texts:
        return
    counts = [f"count(*) FILTER ({_units(column.sql)} > {LONGEST})" for column in texts]
    asked = result.select(counts)
    (found,) = duckdb.run(result.table, asked, seconds=duckdb.ALL_DAY).rows
    long = {column.name: count for column, count in zip(texts, found, strict=True) if count}
    if long:
        name, count = next(iter(long.items()))
        message = _(
            "La columna «%(name)s» tiene %(count)d celdas de más de 32,767 letras, lo más que admite Excel. "
            "Descarga la tabla en CSV, o en Excel sin esa columna."
        )
        raise Invalid(message % {"name": name, "count": count}, code="too-long-for-excel")


def _units(text: str) -> str:
    """UTF-16 units of a text: letters beyond the basic plane are two."""
    beyond = f"length(regexp_replace({text}, '[^\\x{{10000}}-\\x{{10FFFF}}]', '', 'g'))"
    return f"CASE WHEN length({text}) > {LONGEST // 2} THEN length({text}) + {beyond} ELSE 0 END"


def _pack(result: Result, written: int, lines: BinaryIO, target: Path) -> None:
    """The workbook of xlsxwriter with the rows put into its sheets."""
    sheets = max(1, math.ceil(written / MOST_ROWS))
    with (
        ZipFile(_workbook(result, sheets)) as workbook,
        ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as out,
    ):
        for name in workbook.namelist():
            content = workbook.read(name)
            with out.open(name, "w", force_zip64=written > MOST_ROWS // 2) as part:
                if sheet := SHEET_FILE.fullmatch(name):
                    held = min(MOST_ROWS, written - MOST_ROWS * (int(sheet[1]) - 1))
                    part.writelines(_filled(content, lines, held, len(result.columns)))
                else:
                    part.write(content)


def _filled(content: bytes, lines: BinaryIO, held: int, columns: int) -> Iterator[bytes]:
    """One sheet: what is before its sample row, so many rows, what comes after it."""
    before, after = SAMPLE.split(content, maxsplit=1)
    extent = f'<dimension ref="A1:{letters(columns - 1)}{held + 1}"/>'
    yield re.sub(rb"<dimension [^>]*/>", extent.encode(), before, count=1)
    yield from _lines(lines, held)
    yield after


def _lines(file: BinaryIO, count: int) -> Iterator[bytes]:
    """So many lines of a file in big pieces; it is left at the line that follows."""
    while count and (block := file.read(BLOCK)):
        found = block.count(b"\n")
        if found >= count:
            end = _place(block, count)
            file.seek(end - len(block), 1)
            block, found = block[:end], count
        count -= found
        yield block


def _place(block: bytes, count: int) -> int:
    """Where the line that is the `count`-th ends."""
    end = 0
    for _line in range(count):
        end = block.index(b"\n", end) + 1
    return end


def _styles(result: Result) -> list[str]:
    """The style of each column, as its cells name it, in the workbook that xlsxwriter makes."""
    with ZipFile(_workbook(result, sheets=1)) as workbook:
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    found = dict(re.findall(r'<c r="([A-Z]+)2"( s="\d+")', sheet))
    return [found.get(letters(at), "") for at in range(len(result.columns))]


def _workbook(result: Result, sheets: int) -> BytesIO:
    """Sheets with bold heads that stay in sight, and one sample row each that shows the style of every column."""
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False}) as book:
        bold, usual = book.add_format({"bold": True}), book.add_format()
        formats = {kind: book.add_format({"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
        for number in range(1, sheets + 1):
            sheet = book.add_worksheet(SHEET if number == 1 else f"{SHEET} {number}")
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(result.columns):
                sheet.set_column(at, at, WIDTHS.get(column.type, min(40, max(10, len(column.name) + 2))))
                sheet.write_string(0, at, column.name, bold)
                sheet.write_blank(1, at, None, formats.get(column.type, usual))
    return file


XLSX = Form(
    name="xlsx",
    label="Excel (XLSX)",
    note="Hoja de cálculo: textos, números y fechas, cada uno como es",
    meaning="an Excel workbook of typed cells, without formulas; what Excel would round is text",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write,
    packed=True,
    most_columns=MOST_COLUMNS,
)
