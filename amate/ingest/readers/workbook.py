"""Workbooks (XLSX, XLSM, XLS, ODS): each visible sheet that is not empty is a table."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from xml.parsers.expat import ExpatError

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
from amate.ingest.messages import refuse
from amate.ingest.preview import preview
from amate.ingest.readers.guards import guard_workbook
from amate.ingest.readers.hidden.found import Hidden, HiddenInSheet
from amate.ingest.readers.hidden.persons import notes_on_persons, texts_beside, texts_of_rows
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.hidden.telling import notes_on_file, told_of_file
from amate.ingest.readers.hidden.xls import hidden_in_xls
from amate.ingest.repairs import MISSING
from amate.ingest.report import Note
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows
from amate.ingest.sniff.kinds import KINDS

HEAD_ROWS = 200
_BROKEN = (
    *(CalamineError, ZipError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError),
    *(struct.error, IndexError, StopIteration, KeyError, NotImplementedError, ExpatError),
)


def read_workbook(path: Path, filename: str, kind: str, shop: Shop) -> list[Raw]:
    """The tables of a workbook, in the order of its sheets; BadFile when it is encrypted, damaged or a trap."""
    try:
        hidden = hidden_in_xls(path, filename) if kind == "xls" else guard_workbook(path, filename, kind)
        book = CalamineWorkbook.from_path(str(path))
        beside = notes_on_persons(texts_beside(path)) if kind != "xls" else []
        return _tables(book, filename, hidden, beside, shop)
    except PasswordError as error:
        raise refuse("encrypted", file=filename) from error
    except _BROKEN as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error


def _tables(
    book: CalamineWorkbook, filename: str, hidden: Hidden, beside: list[Note], shop: Shop
) -> list[Raw]:
    sheets = book.sheets_metadata
    if len(sheets) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(sheets), limit=MAX_TABLES)
    hides = [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible or hidden.of(s.name).hidden]
    left = hides if all(table.on("hidden-sheet") for table in shop.recipe.tables) else []
    shown = (book.get_sheet_by_name(s.name) for s in sheets if s.name not in left)
    raws = [raw for sheet in shown if (raw := _table(sheet, filename, hidden.of(sheet.name), shop))]
    unseen = (row for name in left for row in book.get_sheet_by_name(name).iter_rows())
    persons = notes_on_persons((*left, *texts_of_rows(unseen)) if left else ())
    return told_of_file(raws, [*notes_on_file(hidden, left), *persons, *beside], shop)


def _table(sheet: CalamineSheet, filename: str, hidden: HiddenInSheet, shop: Shop) -> Raw | None:
    if not sheet.height or not sheet.width:
        return None
    if sheet.height * sheet.width > MAX_SHEET_CELLS:
        raise refuse(
            "too-many-cells", sheet=sheet.name, rows=sheet.height, columns=sheet.width, limit=MAX_SHEET_CELLS
        )
    wish = shop.recipe.of(sheet.name)
    showing = Showing(hidden, sheet.start[1] if sheet.start else 0, wish)
    top = [
        (number, [rendered(cell)[0] for cell in row])
        for number, row in islice(showing.rows(sheet.iter_rows()), HEAD_ROWS)
    ]
    numbers, first = [number for number, _ in top], [row for _, row in top]
    if not any(any(row) for row in first):
        return None
    head = find_head(first, wish, numbers)
    if head.width > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=head.width, limit=MAX_COLUMNS)
    cells = Cells(sheet, showing, numbers[: head.start], head.width)
    relation = staged_rows(shop, cells.rows(), head.width)
    columns = tuple(
        RawColumn(name, f"c{at}", frozenset(cells.kinds[at])) for at, name in enumerate(head.names)
    )
    titles = [(number, next(filter(None, row))) for number, row in top[: max(head.index, 0)] if any(row)]
    return Raw(
        sheet.name,
        relation,
        columns,
        numbers[head.index] if head.index >= 0 else 0,
        "line::BIGINT",
        (*showing.notes(), *notes_on_persons(texts_of_rows(showing.unseen)), *notes_on(head, titles)),
        preview(top, [numbers[at] for at in head.rows], cells.start + 1),
    )


class Cells:
    """The cells of a sheet below its heads, as text, and the kinds of cells seen in each column."""

    def __init__(self, sheet: CalamineSheet, showing: Showing, above: list[int], width: int) -> None:
        """above: the numbers of the rows down to the heads."""
        self.sheet, self.showing, self.start, self.width = sheet, showing, max(above, default=0), width
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(sheet row, cells) of each row that is not blank."""
        for number, row in self.showing.rows(self.sheet.iter_rows()):
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
