"""Workbooks (XLSX, XLSM, XLS, ODS): each visible sheet that is not empty is a table."""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    ZipError,
)

from amate.ingest.head import find_head, notes_on
from amate.ingest.limits import MAX_COLUMNS, MAX_SHEET_CELLS, MAX_TABLES
from amate.ingest.messages import note, refuse
from amate.ingest.readers.guards import guard_workbook
from amate.ingest.repairs import MISSING
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows
from amate.ingest.sniff.kinds import KINDS

HEAD_ROWS = 200


def read_workbook(path: Path, filename: str, kind: str, shop: Shop) -> list[Raw]:
    """The tables of a workbook, in the order of its sheets; BadFile when it is encrypted, damaged or a trap."""
    try:
        if kind != "xls":
            guard_workbook(path, filename, kind)
        book = CalamineWorkbook.from_path(str(path))
        return _tables(book, filename, kind, shop)
    except PasswordError as error:
        raise refuse("encrypted", file=filename) from error
    except (CalamineError, ZipError, zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error


def _tables(book: CalamineWorkbook, filename: str, kind: str, shop: Shop) -> list[Raw]:
    sheets = book.sheets_metadata
    if len(sheets) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(sheets), limit=MAX_TABLES)
    notes = [note("macros")] if kind == "xlsm" else []
    notes += [note("hidden-sheet", sheet=s.name) for s in sheets if s.visible != SheetVisibleEnum.Visible]
    visible = (book.get_sheet_by_name(s.name) for s in sheets if s.visible == SheetVisibleEnum.Visible)
    return [raw for sheet in visible if (raw := _table(sheet, filename, notes, shop))]


def _table(sheet: CalamineSheet, filename: str, notes: list[Note], shop: Shop) -> Raw | None:
    if not sheet.height or not sheet.width:
        return None
    if sheet.height * sheet.width > MAX_SHEET_CELLS:
        raise refuse(
            "too-many-cells", sheet=sheet.name, rows=sheet.height, columns=sheet.width, limit=MAX_SHEET_CELLS
        )
    rows = iter(sheet.iter_rows())
    first = [[rendered(cell)[0] for cell in row] for row in islice(rows, HEAD_ROWS)]
    if not any(any(row) for row in first):
        return None
    head = find_head(first, shop.recipe.of(sheet.name))
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=head.width, limit=MAX_COLUMNS)
    cells = Cells(sheet, head.start, head.width)
    relation = staged_rows(shop, cells.rows(), head.width)
    columns = tuple(
        RawColumn(name, f"c{at}", frozenset(cells.kinds[at])) for at, name in enumerate(head.names)
    )
    above = enumerate(first[: max(head.index, 0)], start=1)
    titles = [(number, next(filter(None, row))) for number, row in above if any(row)]
    return Raw(
        sheet.name,
        relation,
        columns,
        head.index + 1,
        "line::BIGINT",
        (*notes, *notes_on(head, titles)),
    )


class Cells:
    """The cells of a sheet below its heads, as text, and the kinds of cells seen in each column."""

    def __init__(self, sheet: CalamineSheet, start: int, width: int) -> None:
        self.sheet, self.start, self.width = sheet, start, width
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(sheet row, cells) of each row that is not blank."""
        for number, row in enumerate(self.sheet.iter_rows(), start=1):
            if number <= self.start:
                continue
            cells = [""] * self.width
            for at, value in enumerate(row[: self.width]):
                if value != "":
                    cells[at], kind = rendered(value)
                    self.kinds[at].add(kind)
            if any(cells):
                yield number, cells


def rendered(value: object) -> tuple[str, str]:
    """A cell's text without any loss, and its kind: text number boolean date datetime time missing."""
    return RENDERERS[type(value)](value)


def _text(value: str) -> tuple[str, str]:
    return value, "missing" if value.strip().casefold() in MISSING or not value.strip() else "text"


def _float(value: float) -> tuple[str, str]:
    # 2**53: below it a double is the integer that was typed.
    return (str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)), "number"


def _timedelta(value: timedelta) -> tuple[str, str]:
    hours, rest = divmod(int(value.total_seconds()), 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}", "time" if hours < 24 else "text"


RENDERERS: dict[type, Callable[..., tuple[str, str]]] = {
    str: _text,
    float: _float,
    int: lambda value: (str(value), "number"),
    bool: lambda value: ("true" if value else "false", "boolean"),
    datetime: lambda value: (
        value.isoformat(sep=" "),
        "date" if (value.hour, value.minute, value.second) == (0, 0, 0) else "datetime",
    ),
    date: lambda value: (value.isoformat(), "date"),
    time: lambda value: (value.isoformat(), "time"),
    timedelta: _timedelta,
}
