"""What is looked at in a workbook before any library opens it: its size, its sheets' extent, its XML, what it hides."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from amate.ingest.containers import check_pack
from amate.ingest.limits import CHUNK, MAX_SHEET_CELLS
from amate.ingest.messages import refuse
from amate.ingest.readers.hidden.found import Hidden
from amate.ingest.readers.hidden.ods import hidden_in_ods
from amate.ingest.readers.hidden.parts import plain
from amate.ingest.readers.hidden.xlsb import hidden_in_xlsb
from amate.ingest.readers.hidden.xlsx import Book
from amate.ingest.sniff.kinds import KINDS

# Attributes may hold a ">" inside their quotes.
_ATTRIBUTES = rb'(?:[^>"]|"[^"]*")*'
_CELL = re.compile(rb"<(?:\w+:)?c\s" + _ATTRIBUTES + rb'?\br="([A-Za-z]{1,7})(\d{1,20})"')
_ROW = re.compile(rb"<(?:\w+:)?row\s" + _ATTRIBUTES + rb'?\br="(\d{1,20})"')
# The same without looking whose attribute it is, in a third of the time.
_ANY_COLUMN = re.compile(rb'\sr="([A-Za-z]{1,7})\d{1,20}"')
_ANY_ROW = re.compile(rb'\sr="[A-Za-z]{0,7}(\d{1,20})"')
_ODS_TAG = re.compile(
    rb"<(table:table|table:table-row|table:(?:covered-)?table-cell|/table:table-row)(?=[\s/>])("
    + _ATTRIBUTES
    + rb")>"
)
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,12})"')
_HAS_VALUE = re.compile(rb"office:(?:value|value-type|string-value|date-value)=")
# A tag cut by the end of a chunk is seen whole in the next; real tags are shorter than this.
_OVERLAP = 4096
_XML = (".xml", ".rels", ".vml")


def guard_workbook(path: Path, filename: str, kind: str) -> Hidden:
    """Refuse (BadFile) a zipped workbook that is a bomb, is encrypted, declares entities or is sparse and huge.

    Gives what it hides: the same look finds it.
    """
    with zipfile.ZipFile(path) as pack:
        check_pack(pack, path, filename)
        _refuse_twins(pack, filename, kind)
        sheets, others = _parted(pack, kind)
        for member in others:
            if member.filename == "META-INF/manifest.xml" and b"encryption-data" in pack.read(member):
                raise refuse("encrypted", file=filename)
            for window in _windows(pack, member):
                _refuse_entities(window, filename)
        if kind == "xlsb":
            return hidden_in_xlsb(pack, filename)
        book = Book.of(pack) if kind != "ods" else None
        # A sheet's part may have any name.
        own = [one for one in pack.infolist() if book and plain(one.filename) in book.parts]
        for member in dict.fromkeys([*sheets, *own]):
            _guard_sheet(pack, member, filename, book)
        return book.found() if book else hidden_in_ods(pack)


def _parted(pack: zipfile.ZipFile, kind: str) -> tuple[list[zipfile.ZipInfo], list[zipfile.ZipInfo]]:
    """The XML of the sheets, and all the rest of the XML."""
    xml = [member for member in pack.infolist() if member.filename.lower().endswith(_XML)]
    of_sheet = [
        member.filename == "content.xml" if kind == "ods" else "worksheets/sheet" in member.filename
        for member in xml
    ]
    sheets = [member for member, is_sheet in zip(xml, of_sheet, strict=True) if is_sheet]
    return sheets, [member for member, is_sheet in zip(xml, of_sheet, strict=True) if not is_sheet]


def _guard_sheet(pack: zipfile.ZipFile, member: zipfile.ZipInfo, filename: str, book: Book | None) -> None:
    extent = _XlsxExtent() if book else _OdsExtent()
    scan = book.scan(member.filename) if book else None
    for window in _windows(pack, member):
        _refuse_entities(window, filename)
        extent.see(window)
        if extent.rows * extent.columns > MAX_SHEET_CELLS:
            raise refuse(
                "too-many-cells",
                sheet=Path(member.filename).stem,
                rows=extent.rows,
                columns=extent.columns,
                limit=MAX_SHEET_CELLS,
            )
        if scan:
            scan.see(window)


def _refuse_entities(window: bytes, filename: str) -> None:
    text = window.replace(b"\x00", b"") if b"\x00" in window else window  # XML may come in UTF-16
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refuse("entities", file=filename)


def _refuse_twins(pack: zipfile.ZipFile, filename: str, kind: str) -> None:
    """Of two parts of one name, one reader would take the first and another the last."""
    names = [member.filename.replace("\\", "/").lower() for member in pack.infolist()]
    if len(set(names)) < len(names):
        raise refuse("damaged", file=filename, kind=KINDS[kind].called)


def _windows(pack: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in chunks that end at the end of a tag."""
    tail = b""
    with pack.open(member) as file:
        while chunk := file.read(CHUNK):
            window = tail + chunk
            cut = window.rfind(b">") + 1 or len(window)
            tail = window[cut:][-_OVERLAP:]
            yield window[:cut]
    yield tail


class _XlsxExtent:
    """The rectangle from A1 to the last cell that a sheet names."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._letters: set[bytes] = set()

    def see(self, window: bytes) -> None:
        rows, letters = self._at_a_glance(window)
        if rows * self._widest(letters) > MAX_SHEET_CELLS:
            # A text may look like a cell's reference: only then is it worth telling them apart.
            rows, letters = self._exactly(window)
        self.rows, self.columns = rows, self._widest(letters)
        self._letters |= letters

    def _at_a_glance(self, window: bytes) -> tuple[int, set[bytes]]:
        rows = max(map(int, set(_ANY_ROW.findall(window))), default=0)
        return max(self.rows, rows), set(_ANY_COLUMN.findall(window))

    def _exactly(self, window: bytes) -> tuple[int, set[bytes]]:
        cells = _CELL.findall(window)
        rows = max([self.rows, *(int(row) for _, row in cells), *(int(r) for r in _ROW.findall(window))])
        return rows, {letters for letters, _ in cells}

    def _widest(self, letters: set[bytes]) -> int:
        return max([self.columns, *(_column_number(found.upper()) for found in letters - self._letters)])


class _OdsExtent:
    """The rectangle that the repeated rows and cells of the greatest sheet unfold to, up to its last value."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._above = self._repeat = self._cells = self._filled = 0

    def see(self, window: bytes) -> None:
        for tag, attributes in _ODS_TAG.findall(window):
            repeated = int(found[1]) if (found := _REPEATED.search(attributes)) else 1
            if tag == b"table:table":
                self._above = 0
            elif tag == b"table:table-row":
                self._repeat, self._cells, self._filled = repeated, 0, 0
            elif tag.endswith(b"cell"):
                self._cells += repeated
                self._filled = self._cells if _HAS_VALUE.search(attributes) else self._filled
            if tag == b"/table:table-row" or (tag == b"table:table-row" and attributes.endswith(b"/")):
                self._end_row()

    def _end_row(self) -> None:
        self._above += self._repeat
        if self._filled:
            self.rows = max(self.rows, self._above)
            self.columns = max(self.columns, self._filled)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
