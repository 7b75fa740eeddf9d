"""What an XLSB hides: the records of its parts (MS-XLSB), as many as say something of looks and of what is hidden."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amate.ingest.limits import MAX_SHEET_CELLS
from amate.ingest.messages import refuse
from amate.ingest.readers.hidden.found import Hidden, HiddenInSheet, Trace
from amate.ingest.readers.hidden.looks import (
    BLACK,
    PLAIN,
    WHITE,
    Colour,
    Look,
    indexed,
    look_of_format,
    look_of_letters,
    tinted,
)
from amate.ingest.readers.hidden.parts import (
    parsed,
    relations,
    traces_of_parts,
    traces_of_properties,
    with_properties,
)
from amate.ingest.readers.hidden.styles import theme_colours

_ROW, _NAME, _FONT, _FORMAT, _FILL, _STYLE, _COLUMN, _SHEET = 0, 39, 43, 44, 45, 47, 60, 156
_FILTER_COLUMN, _BEGIN_CELL_STYLES, _END_CELL_STYLES, _SCENARIO = 163, 617, 618, 502
_CELLS = range(1, 12)
_TEXTS = frozenset((6, 7, 8))
_VALUES = frozenset((0x17, 0x1D, 0x1E, 0x1F, 0x20, 0x40, 0x60))
_HIDDEN_ROW, _LOWEST, _NARROWEST = 0x10, 2 * 20, 0.5 * 256
_LAST_COLUMN = 16_383


def hidden_in_xlsb(pack: zipfile.ZipFile, filename: str) -> Hidden:
    """What the XLSB hides; BadFile when a sheet is sparse and huge."""
    traces = [*traces_of_parts(pack, "excel"), *traces_of_properties(pack, with_properties(pack))]
    targets = dict(relations(pack, "xl/workbook.bin"))
    sheets: dict[str, HiddenInSheet] = {}
    values = 0
    for record, data in _records(pack, "xl/workbook.bin"):
        if record == _SHEET:
            (state,) = struct.unpack_from("<I", data)
            relation, rest = _text(data[8:])
            part = targets.get(relation, ("", ""))[1]
            sheets[part] = HiddenInSheet(_text(rest)[0], hidden=state != 0)
        elif record == _NAME:
            values += _is_value(data)
    traces += [Trace("defined-names", values)] if values else []
    looks = _looks(pack)
    for part, sheet in sheets.items():
        traces += _look_through(pack, part, sheet, looks, filename)
    return Hidden({sheet.name: sheet for sheet in sheets.values()}, tuple(traces))


def _records(pack: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    try:
        body = pack.read(part)
    except KeyError:
        return
    at, end = 0, len(body)
    while at + 1 < end:
        record = body[at]
        at += 1
        if record & 0x80:
            record = (record & 0x7F) | (body[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = body[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield record, body[at : at + size]
        at += size


@dataclass
class _Styles:
    fonts: list[tuple[float, Colour | None]] = field(default_factory=list)
    fills: list[Colour | None] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, int]] = field(default_factory=list)


def _looks(pack: zipfile.ZipFile) -> dict[int, Look]:
    theme = theme_colours(parsed(pack, "xl/theme/theme1.xml"))
    found, of_cells = _Styles(), False
    for record, data in _records(pack, "xl/styles.bin"):
        if record == _FONT:
            (height,) = struct.unpack_from("<H", data)
            found.fonts.append((height / 20, _colour(data[12:20], theme, BLACK)))
        elif record == _FILL:
            (pattern,) = struct.unpack_from("<I", data)
            ground = WHITE if pattern == 0 else _colour(data[4:12], theme, BLACK) if pattern == 1 else None
            found.fills.append(ground)
        elif record == _FORMAT:
            found.formats[struct.unpack_from("<H", data)[0]] = _text(data[2:])[0]
        elif record in (_BEGIN_CELL_STYLES, _END_CELL_STYLES):
            of_cells = record == _BEGIN_CELL_STYLES
        elif record == _STYLE and of_cells:
            format_, font, fill = struct.unpack_from("<HHH", data, 2)
            found.styles.append((format_, font, fill))
    looks = {number: _look(found, *style) for number, style in enumerate(found.styles)}
    return {number: look for number, look in looks.items() if look != PLAIN}


def _look(found: _Styles, format_: int, font: int, fill: int) -> Look:
    size, letters = found.fonts[font] if font < len(found.fonts) else (11.0, BLACK)
    ground = found.fills[fill] if fill < len(found.fills) else WHITE
    return look_of_format(found.formats.get(format_, "")) | look_of_letters(letters, ground, size)


def _colour(data: bytes, theme: Mapping[int, Colour], otherwise: Colour) -> Colour | None:
    """A BrtColor: by number, by its own parts or by the theme."""
    if len(data) < 8:
        return otherwise
    kind, number = data[0] >> 1, data[1]
    (tint,) = struct.unpack_from("<h", data, 2)
    base = {0: otherwise, 1: indexed(number), 2: (data[4], data[5], data[6]), 3: theme.get(number)}.get(kind)
    return tinted(base, tint / 32767)


def _look_through(
    pack: zipfile.ZipFile, part: str, sheet: HiddenInSheet, looks: Mapping[int, Look], filename: str
) -> list[Trace]:
    row = last_column = scenarios = 0
    for record, data in _records(pack, part):
        if record == _ROW:
            (row,), (height,) = struct.unpack_from("<I", data), struct.unpack_from("<H", data, 8)
            if data[11] & _HIDDEN_ROW or height < _LOWEST:
                sheet.rows.add(row + 1)
        elif record in _CELLS:
            (column,) = struct.unpack_from("<I", data)
            last_column = max(last_column, column)
            if looks:
                look = looks.get(int.from_bytes(data[4:7], "little"), PLAIN)
                if look.texts if record in _TEXTS else look.numbers:
                    sheet.mask(row + 1, column)
        elif record == _COLUMN:
            first, last, width, _, flags = struct.unpack_from("<IIIIH", data)
            if flags & 1 or width < _NARROWEST:
                sheet.columns.add(first, min(last, _LAST_COLUMN))
        elif record == _FILTER_COLUMN:
            sheet.filtered = True
        elif record == _SCENARIO:
            scenarios += 1
    if (row + 1) * (last_column + 1) > MAX_SHEET_CELLS:
        raise refuse(
            "too-many-cells", sheet=sheet.name, rows=row + 1, columns=last_column + 1, limit=MAX_SHEET_CELLS
        )
    return [Trace("scenarios", scenarios)] if scenarios else []


def _text(data: bytes) -> tuple[str, bytes]:
    """The text that begins here, and what follows it."""
    if len(data) < 4:
        return "", b""
    (length,) = struct.unpack_from("<I", data)
    length = 0 if length == 0xFFFFFFFF else length
    return data[4 : 4 + 2 * length].decode("utf-16-le", errors="replace"), data[4 + 2 * length :]


def _is_value(data: bytes) -> bool:
    """Whether a defined name holds a value, and not a place."""
    if len(data) < 13 or struct.unpack_from("<I", data)[0] & 0x20:
        return False
    _, formula = _text(data[9:])
    return len(formula) > 4 and formula[4] in _VALUES
