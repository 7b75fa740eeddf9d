"""DBF (dBase, FoxPro): fields of fixed width behind a header that may say in which page its letters are.

Our own, for dbfread, of 2016, takes no page from a `.cpg`, tells deleted records apart only by leaving them out, and
gives empty numbers, overflows and FoxPro's nulls as it can; what it does right is one page of `struct`.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import BinaryIO

from amate.ingest.limits import MIB
from amate.ingest.messages import listed, note, refuse
from amate.ingest.readers.fitting import Tally
from amate.ingest.readers.named import Number, named_table
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.encoding import likeliest
from amate.ingest.sniff.kinds import KINDS

# Language drivers, by the page that they mean. 0x00 and 0x57 ("ANSI") say nothing.
PAGES: dict[int, str] = {
    **dict.fromkeys((0x01, 0x09, 0x0B, 0x0D, 0x0F, 0x11, 0x15, 0x18, 0x19, 0x1B), "cp437"),
    **dict.fromkeys((0x02, 0x0A, 0x0E, 0x10, 0x12, 0x14, 0x16, 0x1A, 0x1D, 0x25, 0x37), "cp850"),
    **dict.fromkeys((0x03, 0x58, 0x59), "cp1252"),
    0x04: "mac_roman",
    **dict.fromkeys((0x08, 0x17, 0x66), "cp865"),
    **dict.fromkeys((0x1F, 0x22, 0x23, 0x40, 0x64, 0x87), "cp852"),
    0x24: "cp860",
    **dict.fromkeys((0x1C, 0x6C), "cp863"),
    0xC8: "cp1250",
    0xC9: "cp1251",
}
LIKELY = ("cp1252", "cp850", "mac_roman", "latin-1")
_MOST_TEXT = MIB

# Kinds of fields that live in another file (.dbt, .fpt) or are no data.
_ELSEWHERE = "MGPWQ"
_SYSTEM = "0"
_DELETED = b"*"
_END = 0x0D


@dataclass(frozen=True)
class Field:
    """A field of a DBF; bits: where FoxPro keeps that it is null, and that a text is shorter than its width."""

    name: bytes
    type: str
    width: int
    decimals: int
    null_bit: int | None = None
    short_bit: int | None = None


@dataclass(frozen=True)
class Header:
    records: int
    start: int
    record_size: int
    page: str | None
    fields: tuple[Field, ...]

    @property
    def layout(self) -> struct.Struct:
        """One record: its mark of deletion, then each field."""
        return struct.Struct("<1s" + "".join(f"{field.width}s" for field in self.fields))


@dataclass
class Records:
    """The records of a DBF, and an account of what does not become a row."""

    path: Path
    header: Header
    encoding: str
    with_deleted: bool = False
    deleted: Tally = field(default_factory=Tally)
    overflows: Tally = field(default_factory=Tally)

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """(record, values) of each record that is not marked as deleted."""
        fields = self.header.fields
        shown = [(at, one, self._reader(one)) for at, one in enumerate(fields) if is_shown(one)]
        flags_at = next((at for at, one in enumerate(fields) if one.type == _SYSTEM), None)
        for number, (mark, *cells) in enumerate(records(self.path, self.header), start=1):
            if mark == _DELETED and not self.with_deleted:
                self.deleted.add(
                    number, " ".join(cell.decode(self.encoding, "replace").strip() for cell in cells)
                )
                continue
            flags = int.from_bytes(cells[flags_at], "little") if flags_at is not None else 0
            yield number, [self._value(number, one, read, cells[at], flags) for at, one, read in shown]

    def _value(
        self, number: int, one: Field, read: Callable[[bytes], object], cell: bytes, flags: int
    ) -> object:
        if one.null_bit is not None and flags >> one.null_bit & 1:
            return None
        if one.short_bit is not None and flags >> one.short_bit & 1:
            cell = cell[: cell[-1]]
        if b"*" in cell and one.type in "NF" and not cell.strip(b" *\x00"):
            self.overflows.add(number, cell.decode("ascii"))
            return None
        return read(cell)

    def _reader(self, one: Field) -> Callable[[bytes], object]:
        if one.type in READERS and not (one.type in "BIY@O+T" and one.width not in (4, 8)):
            return READERS[one.type]
        return partial(_text, self.encoding)


def read_dbf(path: Path, filename: str, name: str, shop: Shop, code_page: str = "") -> tuple[Raw, str]:
    """The table of a DBF and its encoding; code_page: what a `.cpg` beside it says. BadFile when it is damaged."""
    try:
        header = header_of(path)
        if header.start + header.records * header.record_size > path.stat().st_size + 1:
            raise ValueError
        encoding = _encoding(path, header, code_page)
        found = Records(path, header, encoding, not shop.recipe.of(name).on("deleted-records"))
        heads = [_text(encoding, one.name) or "" for one in header.fields if is_shown(one)]
        raw = named_table(name, filename, heads, found.rows(), shop)
    except (ValueError, struct.error, IndexError, OverflowError) as error:
        raise refuse("damaged", file=filename, kind=KINDS["dbf"].called) from error
    notes = found.deleted.note("deleted-records") + found.overflows.note("overflows")
    if lost := [one for one in header.fields if one.type in _ELSEWHERE]:
        columns = listed(_text(encoding, one.name) or "" for one in lost)
        notes.append(note("memo-fields", count=len(lost), columns=columns))
    return replace(raw, notes=(*raw.notes, *notes)), encoding


def header_of(path: Path) -> Header:
    """What the header of a DBF says; ValueError when it is none."""
    with path.open("rb") as file:
        first = file.read(32)
        count, start, size = struct.unpack_from("<IHH", first, 4)
        body = file.read(max(start, 32) - 32)
    fields = tuple(_fields(body))
    if not fields or not any(map(is_shown, fields)):
        raise ValueError
    if sum(one.width for one in fields) + 1 != size:
        # Clipper and FoxPro keep the high byte of the width of long texts where decimals stand.
        fields = tuple(
            replace(one, width=one.width + 256 * one.decimals) if one.type == "C" else one for one in fields
        )
    if sum(one.width for one in fields) + 1 != size:
        raise ValueError
    # A program that died before it wrote the count leaves none.
    in_file = max(path.stat().st_size - start, 0) // size
    return Header(count or in_file, start, size, PAGES.get(first[29]), fields)


def _fields(body: bytes) -> Iterator[Field]:
    bit = 0
    for at in range(0, len(body) - 31, 32):
        if body[at] == _END:
            return
        name, kind, width, decimals, flags = struct.unpack_from("<11sc4xBBB", body, at)
        type_ = kind.decode("ascii")
        short_bit, bit = (bit, bit + 1) if type_ in "VQ" else (None, bit)
        null_bit, bit = (bit, bit + 1) if flags & 2 and type_ != _SYSTEM else (None, bit)
        yield Field(name.split(b"\x00")[0], type_, width, decimals, null_bit, short_bit)


def is_shown(one: Field) -> bool:
    """Whether a field holds its values itself."""
    return one.type not in _ELSEWHERE + _SYSTEM and not (one.type == "B" and one.width != 8)


def records(path: Path, header: Header) -> Iterator[tuple[bytes, ...]]:
    """(mark of deletion, bytes of each field) of every record; ValueError when the last is cut."""
    layout, left = header.layout, header.records
    with path.open("rb") as file:
        file.seek(header.start)
        while left > 0:
            yield from layout.iter_unpack(_block(file, header.record_size, left))
            left -= max(1, MIB // header.record_size)


def _block(file: BinaryIO, size: int, left: int) -> bytes:
    wanted = size * min(left, max(1, MIB // size))
    return file.read(wanted)


def _encoding(path: Path, header: Header, code_page: str) -> str:
    """What a `.cpg` says; else UTF-8 when all of the text is; else what the header says, unless its letters make no
    words; else the likeliest.
    """
    if named := _page_called(code_page):
        return named
    texts = [at for at, one in enumerate(header.fields, start=1) if one.type in "CV"]
    strange: list[bytes] = []
    size = 0
    for record in records(path, header):
        cells = [cell for at in texts if not (cell := record[at]).isascii()]
        strange += cells
        size += sum(map(len, cells))
        if size > _MOST_TEXT:
            break
    names = [one.name for one in header.fields if not one.name.isascii()]
    sample = [cell.strip(b" \x00") for cell in (*strange, *names)]
    if not sample:
        return header.page or "ascii"
    if all(map(_is_utf8, sample)):
        return "utf-8"
    return likeliest(sample, LIKELY, header.page)


def _is_utf8(cell: bytes) -> bool:
    """Whether a cell is UTF-8, but for a last letter that did not fit."""
    try:
        cell.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(cell) and error.reason == "unexpected end of data"
    return True


def _page_called(text: str) -> str | None:
    """The encoding that a `.cpg` names: "UTF-8", "ISO 88591", "ANSI 1252", "1252"."""
    words = re.sub(r"[\s_-]", "", text.casefold())
    if "utf8" in words or words == "65001":
        return "utf-8"
    if found := re.search(r"(?:iso)?8859(\d{1,2})$", words):
        return "cp1252" if found[1] == "1" else _page_of_iso(found[1])
    found = re.search(r"(437|850|852|1250|1252)$", words)
    return f"cp{found[1]}" if found else None


def _page_of_iso(part: str) -> str | None:
    try:
        return codecs.lookup(f"iso8859-{part}").name
    except LookupError:  # there is no part 12
        return None


def _text(encoding: str, cell: bytes) -> str | None:
    return cell.rstrip(b" \x00").decode(encoding, errors="replace") or None


def _number(cell: bytes) -> object:
    text = cell.strip(b" \x00").decode("latin-1")
    return Number(text.removesuffix(".") or "0") if text else None


def _date(cell: bytes) -> object:
    text = cell.strip(b" \x00").decode("latin-1")
    if not text.strip("0"):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return text


def _logical(cell: bytes) -> object:
    return {b"T": True, b"Y": True, b"S": True, b"V": True, b"F": False, b"N": False}.get(
        cell.strip().upper()
    )


def _moment(cell: bytes) -> object:
    """A Julian day and milliseconds of that day."""
    day, milliseconds = struct.unpack("<ii", cell)
    if not day:
        return None
    moment = datetime(1, 1, 1) + timedelta(days=day - 1_721_426, milliseconds=milliseconds)
    return moment.replace(microsecond=0)


READERS: dict[str, Callable[[bytes], object]] = {
    "N": _number,
    "F": _number,
    "D": _date,
    "L": _logical,
    "T": _moment,
    "@": _moment,
    "I": lambda cell: int.from_bytes(cell, "little", signed=True),
    "+": lambda cell: int.from_bytes(cell, "little", signed=True),
    "Y": lambda cell: Decimal(int.from_bytes(cell, "little", signed=True)).scaleb(-4),
    "B": lambda cell: struct.unpack("<d", cell)[0],
    "O": lambda cell: struct.unpack("<d", cell)[0],
}
