"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): the tables of each sheet that is shown."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from amate.ingest.blocks import is_table
from amate.ingest.cells import first_text, is_blank
from amate.ingest.limits import MAX_SHEET_CELLS, MAX_TABLES
from amate.ingest.messages import note, refuse
from amate.ingest.readers.compound import check_chains
from amate.ingest.readers.guards import guard_workbook
from amate.ingest.readers.hidden.found import HiddenInSheet
from amate.ingest.readers.hidden.persons import notes_on_persons, texts_beside, texts_of_rows
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.hidden.telling import notes_on_file, told_of_file
from amate.ingest.readers.hidden.xls import seen_in_xls
from amate.ingest.readers.page import Page
from amate.ingest.readers.paged import read_page
from amate.ingest.readers.unsaid import Seen, Unsaid
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.kinds import KINDS

_BROKEN = (
    RecursionError,  # olefile, of a directory that points at itself
    *(CalamineError, ZipError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError),
    *(struct.error, IndexError, StopIteration, KeyError, NotImplementedError, ExpatError),
)


def read_workbook(path: Path, filename: str, kind: str, shop: Shop) -> list[Raw]:
    """The tables of a workbook, in the order of its sheets; BadFile when it is encrypted, damaged or a trap."""
    try:
        if kind == "xls":
            check_chains(path)
        seen = seen_in_xls(path, filename) if kind == "xls" else guard_workbook(path, filename, kind)
        book = CalamineWorkbook.from_path(str(path))
        beside = notes_on_persons(texts_beside(path)) if kind != "xls" else []
        return told_of_file(_tables(book, filename, seen, shop), beside, shop)
    except PasswordError as error:
        raise refuse("encrypted", file=filename) from error
    except _BROKEN as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error
    except BaseException as error:
        # calamine is written in Rust, whose panics are no Exception and have no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error


def _tables(book: CalamineWorkbook, filename: str, seen: Seen, shop: Shop) -> list[Raw]:
    sheets, hidden = book.sheets_metadata, seen.hidden
    if len(sheets) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(sheets), limit=MAX_TABLES)
    hides = [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible or hidden.of(s.name).hidden]
    left = hides if all(table.on("hidden-sheet") for table in shop.recipe.tables) else []
    shown = [s.name for s in sheets if s.name not in left and s.typ != SheetTypeEnum.ChartSheet]
    pages = [
        page
        for name in shown
        if (
            page := _page(
                book.get_sheet_by_name(name), hidden.of(name), seen.unsaid.get(name) or Unsaid(), shop
            )
        )
    ]
    bare = [p for p in pages if p.sheet.name not in hides and not is_table([row for _, row in p.top])]
    # A lone list or note is what the file is about.
    bare = bare if len(bare) < len(pages) else []
    raws = [raw for page in pages if page not in bare for raw in _read(page, filename, shop)]
    unseen = (row for name in left for row in book.get_sheet_by_name(name).iter_rows())
    persons = notes_on_persons((*left, *texts_of_rows(unseen)) if left else ())
    notes = [*notes_on_file(hidden, left), *persons, *_notes_on_bare(bare)]
    return told_of_file(raws, notes, shop)


def _page(sheet: CalamineSheet, hidden: HiddenInSheet, unsaid: Unsaid, shop: Shop) -> Page | None:
    """What a sheet shows, if it shows anything."""
    if not sheet.height or not sheet.width:
        return None
    if sheet.height * sheet.width > MAX_SHEET_CELLS:
        raise refuse(
            "too-many-cells", sheet=sheet.name, rows=sheet.height, columns=sheet.width, limit=MAX_SHEET_CELLS
        )
    wish = shop.recipe.of(sheet.name)
    page = Page(sheet, Showing(hidden, sheet.start[1] if sheet.start else 0, wish), unsaid)
    return None if all(is_blank(row) for _, row in page.top) else page


def _read(page: Page, filename: str, shop: Shop) -> list[Raw]:
    return read_page(
        page,
        page.sheet.name,
        filename,
        shop,
        lambda: [*page.showing.notes(), *notes_on_persons(texts_of_rows(page.showing.unseen))],
    )


def _notes_on_bare(pages: Sequence[Page]) -> list[Note]:
    """On sheets that are a cover or hold notes only."""
    if not pages:
        return []
    said = [
        (page.sheet.name, next(first_text(row) for _, row in page.top if not is_blank(row))) for page in pages
    ]
    names = ", ".join(f"«{name}»" for name, _ in said)
    plural = "trae" if len(said) == 1 else "traen"
    return [note("no-tables", count=len(said), examples=said, sheets=names, plural=plural)]
