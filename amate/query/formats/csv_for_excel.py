"""CSV for those who open it with a double click: Excel takes it for UTF-8, runs nothing, and keeps codes whole.

What is changed can be told apart and undone: text that a spreadsheet would run has an apostrophe before it, and text
that Excel would take for a number, a date or a truth (0012, 3-4, true) is written ="0012", which Excel shows as 0012.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from amate.engines.sql import literal
from amate.query.formats import csv
from amate.query.formats.form import Column, Form, Result, copy, plain

BOM = b"\xef\xbb\xbf"
LONGEST = 255  # characters of a text inside a formula

# OWASP's beginnings of a formula, after blanks too, and their wide forms. Apostrophes count as blanks, so that no
# two texts are written alike.
RUNS = "^[' \t\r\n\f\v\u00a0]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
MONTH = "(ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)[a-z]*"
CONVERTED = "(?i)" + "|".join(
    (
        r"[$€( ]*[0-9.,]*[0-9][0-9., ]*(e[+-]?[0-9]+)?[%$€) ]*",  # 0012, 1e5, 14 01 0001
        r"[0-9]{1,4}([-/.: t]{1,2}[0-9]{1,9})+ ?([ap]\.? ?m?\.?)?",  # 3-4, 2024/1/5, 8:30 pm
        r"[0-9]{1,2} ?[ap]\.? ?m?\.?",  # 8 am
        rf"[0-9]{{1,4}}[-/. ]*{MONTH}\.?([-/. ]*[0-9]{{1,4}})?",  # 5-mar
        rf"{MONTH}\.?[-/. ]*[0-9]{{1,4}}",  # mar1
        "true|false|verdadero|falso",
    )
)


def write(result: Result, target: Path) -> int:
    rows = target.with_name(f"{target.name}.rows")
    written = copy(result, csv.cells(result, cell), rows, csv.OPTIONS, heads=defused)
    with rows.open("rb") as source, target.open("wb") as file:
        file.write(BOM)
        shutil.copyfileobj(source, file, 1 << 20)
    rows.unlink()
    return written


def cell(column: Column) -> str:
    if column.type in ("text", "json"):
        return _text(column.sql)
    return plain(column) if column.type == "number" else column.sql  # a date with hour needs its space here


def defused(text: str) -> str:
    """A head that no spreadsheet runs."""
    return f"'{text}" if re.match(RUNS, text) else text


def _text(column: str) -> str:
    return (
        f"CASE WHEN regexp_matches({column}, {literal(RUNS)}) THEN concat('''', {column}) "
        f"WHEN length({column}) <= {LONGEST} AND regexp_full_match({column}, {literal(CONVERTED)}) "
        f"""THEN concat('="', {column}, '"') ELSE {column} END"""
    )


CSV_FOR_EXCEL = Form(
    name="excel.csv",
    label="CSV para Excel",
    note="Se abre bien con doble clic: acentos y códigos completos, fórmulas desactivadas",
    meaning='CSV with a byte order mark whose texts a spreadsheet neither runs (`\'=1+1`) nor converts (`="0012"`)',
    media_type="text/csv; charset=utf-8; header=present",
    write=write,
)
