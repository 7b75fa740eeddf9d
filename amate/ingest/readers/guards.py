"""What is looked at in a workbook before any library opens it: its size, its sheets' extent, its XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from amate.ingest.containers import check_pack
from amate.ingest.limits import CHUNK, MAX_SHEET_CELLS
from amate.ingest.messages import refuse

# Attributes may hold a ">" inside their quotes.
_ATTRIBUTES = rb'(?:[^>"]|"[^"]*")*'
_CELL = re.compile(rb"<(?:\w+:)?c\s" + _ATTRIBUTES + rb'?\br="([A-Za-z]{1,7})(\d{1,10})"')
_ROW = re.compile(rb"<(?:\w+:)?row\s" + _ATTRIBUTES + rb'?\br="(\d{1,10})"')
_ODS_TAG = re.compile(
    rb"<(table:table|table:table-row|table:(?:covered-)?table-cell|/table:table-row)(?=[\s/>])("
    + _ATTRIBUTES
    + rb")>"
)
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,12})"')
_HAS_VALUE = re.compile(rb"office:(?:value|value-type|string-value|date-value)=")
# A tag cut by the end of a chunk is seen whole in the next; real tags are shorter than this.
_OVERLAP = 4096


def guard_workbook(path: Path, filename: str, kind: str) -> None:
    """Refuse (BadFile) a zipped workbook that is a bomb, is encrypted, declares entities or is sparse and huge."""
    with zipfile.ZipFile(path) as pack:
        check_pack(pack, path, filename)
        for member in pack.infolist():
            if member.filename == "META-INF/manifest.xml" and b"encryption-data" in pack.read(member):
                raise refuse("encrypted", file=filename)
            if member.filename.endswith((".xml", ".rels", ".vml")):
                _guard_part(pack, member, filename, kind)


def _guard_part(pack: zipfile.ZipFile, member: zipfile.ZipInfo, filename: str, kind: str) -> None:
    extent = _OdsExtent() if kind == "ods" else _XlsxExtent()
    is_sheet = member.filename == "content.xml" if kind == "ods" else "worksheets/" in member.filename
    for window in _windows(pack, member):
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise refuse("entities", file=filename)
        if is_sheet:
            extent.see(window)
            if extent.rows * extent.columns > MAX_SHEET_CELLS:
                sheet = Path(member.filename).stem
                raise refuse(
                    "too-many-cells",
                    sheet=sheet,
                    rows=extent.rows,
                    columns=extent.columns,
                    limit=MAX_SHEET_CELLS,
                )


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
        cells = _CELL.findall(window)
        letters = {letters.upper() for letters, _ in cells} - self._letters
        self._letters |= letters
        self.columns = max([self.columns, *(_column_number(found) for found in letters)])
        self.rows = max([self.rows, *(int(row) for _, row in cells), *(int(r) for r in _ROW.findall(window))])


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
