"""What is looked at in a workbook before any library opens it: its size, its sheets' extent, its XML, what it hides."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from amate.ingest.containers import check_pack
from amate.ingest.limits import CHUNK, LONGEST_TAG, MAX_SHEET_CELLS
from amate.ingest.messages import refuse
from amate.ingest.readers.extents import OdsExtent, XlsxBound, XlsxExtent
from amate.ingest.readers.hidden.ods import hidden_in_ods
from amate.ingest.readers.hidden.parts import plain
from amate.ingest.readers.hidden.xlsb import hidden_in_xlsb
from amate.ingest.readers.hidden.xlsx import Book, SheetScan
from amate.ingest.readers.unsaid import Seen, UnsaidScan, code_styles
from amate.ingest.sniff.kinds import KINDS

_XML = (".xml", ".rels", ".vml")


def guard_workbook(path: Path, filename: str, kind: str) -> Seen:
    """Refuse (BadFile) a zipped workbook that is a bomb, is encrypted, declares entities or is sparse and huge.

    Gives what the same look finds on the way.
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
            return Seen(hidden_in_xlsb(pack, filename))
        if kind == "ods":
            for member in sheets:
                _guard_sheet(pack, member, filename, OdsExtent(), ())
            return Seen(hidden_in_ods(pack))
        return _look_through(pack, filename, sheets)


def _parted(pack: zipfile.ZipFile, kind: str) -> tuple[list[zipfile.ZipInfo], list[zipfile.ZipInfo]]:
    """The XML of the sheets, as they are usually called, and all the rest of the XML."""
    xml = [member for member in pack.infolist() if member.filename.lower().endswith(_XML)]
    of_sheet = [
        member.filename == "content.xml" if kind == "ods" else "worksheets/sheet" in member.filename
        for member in xml
    ]
    sheets = [member for member, is_sheet in zip(xml, of_sheet, strict=True) if is_sheet]
    return sheets, [member for member, is_sheet in zip(xml, of_sheet, strict=True) if not is_sheet]


def _look_through(pack: zipfile.ZipFile, filename: str, sheets: Sequence[zipfile.ZipInfo]) -> Seen:
    """An XLSX whose other parts are in order."""
    book, digits = Book.of(pack), code_styles(pack)
    unsaid = {}
    # A sheet's part may have any name.
    own = [one for one in pack.infolist() if plain(one.filename) in book.parts]
    for member in dict.fromkeys([*sheets, *own]):
        scan = UnsaidScan(digits)
        _guard_sheet(pack, member, filename, XlsxBound(), (book.scan(member.filename), scan))
        if sheet := book.parts.get(plain(member.filename)):
            unsaid[sheet.name] = scan.unsaid
    return Seen(book.found(), unsaid)


def _guard_sheet(
    pack: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    filename: str,
    bound: XlsxBound | OdsExtent,
    scans: Sequence[SheetScan | UnsaidScan],
) -> None:
    is_measured = False
    for window in _windows(pack, member):
        _refuse_entities(window, filename)
        bound.see(window)
        if bound.rows * bound.columns > MAX_SHEET_CELLS and not is_measured:
            _refuse_too_many_cells(
                pack, member, OdsExtent() if isinstance(bound, OdsExtent) else XlsxExtent()
            )
            is_measured = True
        for scan in scans:
            scan.see(window)


def _refuse_too_many_cells(
    pack: zipfile.ZipFile, member: zipfile.ZipInfo, extent: XlsxExtent | OdsExtent
) -> None:
    """Measure a sheet that may reach too far."""
    for window in _windows(pack, member):
        extent.see(window)
        if extent.rows * extent.columns > MAX_SHEET_CELLS:
            raise refuse(
                "too-many-cells",
                sheet=Path(member.filename).stem,
                rows=extent.rows,
                columns=extent.columns,
                limit=MAX_SHEET_CELLS,
            )


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
            tail = window[cut:][-LONGEST_TAG:]
            yield window[:cut]
    yield tail
