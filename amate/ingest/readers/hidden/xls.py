"""What an XLS hides or leaves unsaid: the records of its stream, walked without being understood whole."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import olefile

from amate.ingest.messages import refuse
from amate.ingest.readers.hidden.found import Hidden, HiddenInSheet, Trace
from amate.ingest.readers.hidden.looks import (
    PLAIN,
    WHITE,
    Colour,
    Look,
    indexed,
    look_of_format,
    look_of_letters,
)
from amate.ingest.readers.hidden.parts import is_said_by_people
from amate.ingest.readers.unsaid import Seen, Unsaid, digits_of

# Records by number (MS-XLS 2.3).
_NAME, _FILEPASS, _NOTE, _FONT, _COLINFO, _BOUNDSHEET = 0x18, 0x2F, 0x1C, 0x31, 0x7D, 0x85
_CRN, _PALETTE, _FILTERMODE, _XF, _ROW, _FORMAT, _BOF, _EOF = (
    0x5A,
    0x92,
    0x9B,
    0xE0,
    0x208,
    0x41E,
    0x809,
    0x0A,
)
_NUMBERS = frozenset((0x203, 0x27E, 0x205))
_TEXTS = frozenset((0xFD, 0x204, 0xD6))
_MULRK, _FORMULA = 0xBD, 0x06
_BOOLERR = 0x205
_ONE_CELL, _SHORTEST = _NUMBERS | {_FORMULA}, 8
# A formula whose result is no number says what it is: a text of its own record, or an error.
_NO_NUMBER, _ERROR_RESULT = b"\xff\xff", 2
_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"},
    0x2A: "#N/A",
}
_UNKNOWN_ERROR = "#ERROR!"
# First tokens of a defined name that is a value: text, logical, whole number, number, array.
_VALUES = frozenset((0x17, 0x1D, 0x1E, 0x1F, 0x20, 0x40, 0x60))
_LOWEST, _NARROWEST = 2.0 * 20, 0.5 * 256  # twentieths of a point, 256ths of a letter
_SOLID = 1

# The first pattern in the path of a stream that says what it carries.
_STREAMS = (
    ("_VBA_PROJECT", "macros"),
    ("VBA", "macros"),
    ("_SX_DB_CUR", "pivot-cache"),
    ("MBD", "embedded-objects"),
    ("LNK", "embedded-objects"),
    ("Ctls", "embedded-objects"),
    ("Revision Log", "revisions"),
    ("User Names", "revisions"),
    ("MsoDataStore", "properties"),
)
_SUMMARY = "\x05DocumentSummaryInformation"
_KNOWN = ("Workbook", "Book", "\x05SummaryInformation", _SUMMARY, "\x01CompObj", "\x01Ole")
_PROPERTIES = {
    **dict.fromkeys(("author", "last_saved_by", "title", "manager", "company"), "author"),
    **dict.fromkeys(("subject", "comments", "keywords", "category"), "properties"),
}


def seen_in_xls(path: Path, filename: str) -> Seen:
    """What the XLS hides, and what its reader leaves out; BadFile when it has a password."""
    with olefile.OleFileIO(str(path)) as ole:
        streams = ["/".join(parts) for parts in ole.listdir()]
        name = next(each for each in ("Workbook", "Book") if ole.exists(each))
        body = ole.openstream(name).read()
        traces = Counter(_code(stream) for stream in streams)
        traces += _said_by_people(ole)
        traces["properties"] += _has_own(ole)
    book = _Book()
    for at, record, data in _records(body):
        if record == _FILEPASS:
            raise refuse("encrypted", file=filename)
        if record == _EOF:
            break
        book.see(at, record, data)
    looks, digits = book.looks(), book.digits()
    unsaid = {sheet.name: Unsaid() for _, sheet in book.sheets}
    for offset, sheet in book.sheets:
        _look_through(body, offset, sheet, looks, book.traces)
        _listen(body, offset, unsaid[sheet.name], digits)
    found = traces + book.traces
    found.pop("", None)
    sheets = {sheet.name: sheet for _, sheet in book.sheets}
    hidden = Hidden(sheets, tuple(Trace(code, count) for code, count in sorted(found.items())))
    return Seen(hidden, unsaid)


def _records(body: bytes, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(position, number, content) of the records from `start` on."""
    at = start
    while at + 4 <= len(body):
        record, size = struct.unpack_from("<HH", body, at)
        yield at, record, body[at + 4 : at + 4 + size]
        at += 4 + size


@dataclass
class _Book:
    """The records before the sheets: their names, their states, and the looks of cells."""

    wide: bool = True  # BIFF8: text in two bytes
    sheets: list[tuple[int, HiddenInSheet]] = field(default_factory=list)
    fonts: list[tuple[float, int]] = field(default_factory=list)
    styles: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    palette: dict[int, Colour] = field(default_factory=dict)
    traces: Counter[str] = field(default_factory=Counter)

    def see(self, at: int, record: int, data: bytes) -> None:
        if record == _BOF and at == 0:
            self.wide = data[:2] == b"\x00\x06"
        elif record == _BOUNDSHEET:
            (offset,), state = struct.unpack_from("<I", data), data[4]
            self.sheets.append((offset, HiddenInSheet(self._text(data[6:], 1), hidden=bool(state & 3))))
        elif record == _FONT:
            height, _, colour = struct.unpack_from("<HHH", data)
            self.fonts.append((height / 20, colour))
        elif record == _FORMAT:
            (number,) = struct.unpack_from("<H", data)
            self.formats[number] = self._text(data[2:], 2 if self.wide else 1)
        elif record == _PALETTE:
            colours = struct.iter_unpack("<BBBx", data[2 : 2 + 4 * (len(data[2:]) // 4)])
            self.palette = {8 + place: colour for place, colour in enumerate(colours)}
        elif record == _XF and len(data) >= 20:
            font, format_ = struct.unpack_from("<HH", data)
            (fill,), (ground,) = struct.unpack_from("<I", data, 14), struct.unpack_from("<H", data, 18)
            self.styles.append((font, format_, fill >> 26, ground & 0x7F))
        elif record == _XF:
            self.styles.append((0, 0, 0, 65))
        elif record == _CRN:
            self.traces["external-links"] += 1
        elif record == _NAME:
            self.traces["defined-names"] += self._is_value(data)

    def looks(self) -> dict[int, Look]:
        found = {}
        for number, (font, format_, pattern, ground) in enumerate(self.styles):
            size, colour = self._font(font)
            under = indexed(ground, self.palette) if pattern == _SOLID else None if pattern else WHITE
            look = look_of_format(self.formats.get(format_, ""))
            look |= look_of_letters(indexed(colour, self.palette), under, size)
            if look != PLAIN:
                found[number] = look
        return found

    def digits(self) -> dict[int, int]:
        """How many digits each style shows, of those whose format is a code's."""
        shown = {
            number: digits_of(self.formats.get(format_, ""))
            for number, (_, format_, *_) in enumerate(self.styles)
        }
        return {number: digits for number, digits in shown.items() if digits}

    def _font(self, number: int) -> tuple[float, int]:
        """There is no fourth font: what is numbered above it stands one place before."""
        at = number - 1 if number > 4 else number
        return self.fonts[at] if at < len(self.fonts) else (11.0, 0x7FFF)

    def _text(self, data: bytes, length_size: int) -> str:
        length = int.from_bytes(data[:length_size], "little")
        if not self.wide:
            return data[length_size : length_size + length].decode("cp1252", errors="replace")
        is_wide, chars = data[length_size] & 1, data[length_size + 1 :]
        return (
            chars[: 2 * length].decode("utf-16-le", "replace")
            if is_wide
            else chars[:length].decode("latin-1")
        )

    def _is_value(self, data: bytes) -> bool:
        """Whether a defined name holds a value, and not a place."""
        if len(data) < 15:
            return False
        (flags,), length = struct.unpack_from("<H", data), data[3]
        if flags & 0x20:  # built in
            return False
        begin = 14 + (1 if self.wide else 0) + length * (2 if self.wide and data[14] & 1 else 1)
        return len(data) > begin and data[begin] in _VALUES


def _look_through(
    body: bytes, offset: int, sheet: HiddenInSheet, looks: Mapping[int, Look], traces: Counter[str]
) -> None:
    depth = 0
    for _, record, data in _records(body, offset):
        depth += (record == _BOF) - (record == _EOF)
        if depth <= 0:
            return
        if depth > 1:  # a chart inside the sheet
            continue
        if record == _ROW and len(data) >= 14:
            number, height, flags = *struct.unpack_from("<H4xH", data), data[12]
            if flags & 0x20 or height < _LOWEST:  # its highest bit says that the height is the usual one
                sheet.rows.add(number + 1)
        elif record == _COLINFO and len(data) >= 10:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", data)
            if flags & 1 or width < _NARROWEST:
                sheet.columns.add(first, last)
        elif record == _FILTERMODE:
            sheet.filtered = True
        elif record == _NOTE:
            traces["comments"] += 1
        elif looks:
            _see_cell(record, data, sheet, looks)


def _listen(body: bytes, offset: int, unsaid: Unsaid, digits: Mapping[int, int]) -> None:
    """Find the errors of a sheet, and the numbers that are shown with zeros before them."""
    depth = 0
    for _, record, data in _records(body, offset):
        depth += (record == _BOF) - (record == _EOF)
        if depth <= 0:
            return
        if depth > 1:
            continue
        if record in _ONE_CELL and len(data) >= _SHORTEST:
            row, column, style = struct.unpack_from("<HHH", data)
            if error := _error(record, data):
                unsaid.errors[row + 1][column] = error
            elif style in digits:
                unsaid.codes[column, digits[style]].add(row + 1)
        elif record == _MULRK and digits:
            row, first, styles = _many_numbers(data)
            for at, style in enumerate(styles):
                if style in digits:
                    unsaid.codes[first + at, digits[style]].add(row + 1)


def _error(record: int, data: bytes) -> str:
    """What a cell says instead of a value, "" when it has one."""
    if record == _BOOLERR and data[7]:
        return _ERRORS.get(data[6], _UNKNOWN_ERROR)
    if record == _FORMULA and data[6] == _ERROR_RESULT and data[12:14] == _NO_NUMBER:
        return _ERRORS.get(data[8], _UNKNOWN_ERROR)
    return ""


def _many_numbers(data: bytes) -> tuple[int, int, list[int]]:
    """The row, the first column and the styles of numbers that stand side by side."""
    row, first = struct.unpack_from("<HH", data)
    return (
        row,
        first,
        [style for (style,) in struct.iter_unpack("<H4x", data[4 : 4 + 6 * ((len(data) - 6) // 6)])],
    )


def _see_cell(record: int, data: bytes, sheet: HiddenInSheet, looks: Mapping[int, Look]) -> None:
    if record == _MULRK:
        row, first, styles = _many_numbers(data)
        for at, style in enumerate(styles):
            if looks.get(style, PLAIN).numbers:
                sheet.mask(row + 1, first + at)
        return
    of_text = record in _TEXTS or (record == _FORMULA and data[6] == 0 and data[12:14] == _NO_NUMBER)
    if of_text or record in _NUMBERS or record == _FORMULA:
        row, column, style = struct.unpack_from("<HHH", data)
        look = looks.get(style, PLAIN)
        if look.texts if of_text else look.numbers:
            sheet.mask(row + 1, column)


def _code(stream: str) -> str:
    known = next((code for mark, code in _STREAMS if mark in stream), None)
    return known or ("" if stream in _KNOWN else "unknown-parts")


def _said_by_people(ole: olefile.OleFileIO) -> Counter[str]:
    try:
        said = ole.get_metadata()
    except (OSError, ValueError, IndexError, struct.error):
        return Counter(["properties"])  # nobody can tell what they say
    values = ((code, getattr(said, name, None)) for name, code in _PROPERTIES.items())
    return Counter(code for code, value in values if value and is_said_by_people(_decoded(value)))


def _has_own(ole: olefile.OleFileIO) -> bool:
    """Whether people made up properties of their own: they are a second section of the summary."""
    if not ole.exists(_SUMMARY):
        return False
    return int.from_bytes(ole.openstream(_SUMMARY).read(28)[24:], "little") > 1


def _decoded(value: object) -> str:
    return value.decode("cp1252", errors="replace") if isinstance(value, bytes) else str(value)
