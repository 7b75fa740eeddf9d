"""What an XLSX or XLSM hides, found in the windows of its XML that the guards look through anyway."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

from amate.ingest.readers.hidden.found import Hidden, HiddenInSheet, Trace
from amate.ingest.readers.hidden.looks import PLAIN, Look
from amate.ingest.readers.hidden.parts import (
    parsed,
    plain,
    relations,
    traces_of_parts,
    traces_of_properties,
    with_properties,
)
from amate.ingest.readers.hidden.styles import child, children, looks_of, named

# Narrower than this, in letters, a column is not seen; a row lower than this, in points, neither.
_NARROWEST, _LOWEST = 0.5, 2.0

# Attributes may hold a ">" inside their quotes.
_WITHIN = rb"""([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>"""
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s" + _WITHIN)
_DEFAULTS = re.compile(rb"<(?:\w+:)?sheetFormatPr\s" + _WITHIN)
_BODY = re.compile(rb"<(?:\w+:)?sheetData\b")
_ROW = re.compile(rb"<(?:\w+:)?row\b" + _WITHIN)
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b" + _WITHIN)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
# A cell whose first attribute is not its place.
_UNPLACED = re.compile(rb'<(?:\w+:)?c(?! r=")[\s/>]')
_TEXTS = frozenset(("s", "str", "inlineStr"))
_LAST_COLUMN = 16_383


@dataclass
class Book:
    """What is known of the workbook before its sheets are looked through."""

    parts: Mapping[str, HiddenInSheet]
    looks: Mapping[int, Look]
    heads: Mapping[str, list[range]]
    traces: list[Trace] = field(default_factory=list)

    @classmethod
    def of(cls, pack: zipfile.ZipFile) -> Book:
        book = parsed(pack, "xl/workbook.xml")
        styles = parsed(pack, "xl/styles.xml")
        theme = parsed(pack, "xl/theme/theme1.xml")
        parts = _sheets(pack, book)
        tables = {part: list(_tables(pack, part)) for part in parts}
        traces = [*traces_of_parts(pack, "excel"), *traces_of_properties(pack, with_properties(pack))]
        if names := sum(_holds_values(name) for name in children(book, "definedNames")):
            traces.append(Trace("defined-names", names))
        for part, found in tables.items():
            parts[part].filtered = any(_is_filtered(table) for table in found)
        looks = looks_of(styles, theme) if styles is not None else {}
        return cls(parts, looks, {part: _heads(found) for part, found in tables.items()}, traces)

    def scan(self, part: str) -> SheetScan:
        """What is to be shown the windows of a sheet's part."""
        sheet = self.parts.get(plain(part)) or HiddenInSheet()
        return SheetScan(sheet, self.looks, self.heads.get(plain(part), []), self.traces)

    def found(self) -> Hidden:
        return Hidden({sheet.name: sheet for sheet in self.parts.values()}, tuple(self.traces))


class SheetScan:
    """One sheet, window after window of whole tags."""

    def __init__(
        self, sheet: HiddenInSheet, looks: Mapping[int, Look], heads: list[range], traces: list[Trace]
    ) -> None:
        self.sheet, self.looks, self.heads, self.traces = sheet, looks, heads, traces
        numbers = "|".join(map(str, looks)).encode()
        # Whether a cell has one of these looks; attributes may be written otherwise too, if hardly ever.
        self._looked = re.compile(rb's="[^"]*&|s="0*(?:' + numbers + rb")\"|s(?:\s+=|=\s|=')")
        self._row = self._column = 0
        self._in_body = self._numbered = False

    def see(self, window: bytes) -> None:
        if b"\x00" in window:  # in UTF-16, in which nothing of what follows is seen
            self.traces.append(Trace("unknown-parts"))
        if not self._in_body:
            self._see_columns(window)
        if self.looks and (self._looked.search(window) or _has_unplaced(window)):
            self._see_cells(window)
        else:
            if not self._numbered or b"hidden" in window or b" ht=" in window:
                self._see_rows(window)
            if self.looks:  # the next cell without a place follows the last of these
                self._see_cells(window[max(window.rfind(b"<row "), 0) :])
        self.sheet.filtered = self.sheet.filtered or b"filterColumn" in window
        if b"<scenario " in window:
            self.traces.append(Trace("scenarios", window.count(b"<scenario ")))

    def _see_columns(self, window: bytes) -> None:
        for tag in _DEFAULTS.finditer(window):
            if _real(_attributes(tag[1]).get("defaultColWidth", "")) == 0.0:
                self.sheet.columns.add(0, _LAST_COLUMN)
        for tag in _COLUMNS.finditer(window):
            said = _attributes(tag[1])
            width = _real(said.get("width", ""))
            if _is_true(said.get("hidden")) or (width is not None and width < _NARROWEST):
                first = int(said.get("min", "1")) - 1
                self.sheet.columns.add(
                    first, min(int(said.get("max", said.get("min", "1"))) - 1, _LAST_COLUMN)
                )
        self._in_body = bool(_BODY.search(window))

    def _see_rows(self, window: bytes) -> None:
        for tag in _ROW.finditer(window):
            self._see_row(tag[1])

    def _see_row(self, attributes: bytes) -> None:
        said = _attributes(attributes) if b"hidden" in attributes or b"ht" in attributes else {}
        number = re.search(rb"""\br\s*=\s*["'](\d+)""", attributes)
        # When rows carry no number, each must be seen to count it.
        self._numbered = bool(number)
        self._row = int(number[1]) if number else self._row + 1
        self._column = 0
        height = _real(said.get("ht", ""))
        if _is_true(said.get("hidden")) or (height is not None and height < _LOWEST):
            self.sheet.rows.add(self._row)

    def _see_cells(self, window: bytes) -> None:
        for tag in _ROW_OR_CELL.finditer(window):
            if tag[1] == b"row":
                self._see_row(tag[2])
                continue
            said = _attributes(tag[2])
            row, column = cell_of(said.get("r", "")) or (self._row, self._column)
            self._column = column + 1
            look = self.looks.get(int(said["s"]), PLAIN) if said.get("s", "").isdecimal() else PLAIN
            hides = look.texts if said.get("t") in _TEXTS else look.numbers
            if hides and not any(row in head for head in self.heads):
                self.sheet.mask(row, column)


def _has_unplaced(window: bytes) -> bool:
    """Whether a cell does not say first where it stands; counting letters tells in most cases."""
    may_have = window.count(b"<c") != window.count(b'<c r="') or b":c" in window
    return may_have and bool(_UNPLACED.search(window))


def cell_of(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a reference such as B12."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), _column_of(found[1])) if found else None


@lru_cache(maxsize=1_024)
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _attributes(tag: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    said = {name.decode(): (double or single).decode(errors="replace") for name, double, single in found}
    return {name: html.unescape(value) for name, value in said.items()} if b"&" in tag else said


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() in ("1", "true", "on")


def _real(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _sheets(pack: zipfile.ZipFile, book: Element | None) -> dict[str, HiddenInSheet]:
    """The sheets by the names of their parts."""
    targets = dict(relations(pack, "xl/workbook.xml"))
    found = {}
    for sheet in children(book, "sheets"):
        relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        state = sheet.get("state", "visible")
        part = plain(targets.get(relation, ("", ""))[1])
        found[part] = HiddenInSheet(sheet.get("name", ""), hidden=state != "visible")
    return found


def _tables(pack: zipfile.ZipFile, part: str) -> Iterator[Element]:
    for _, (kind, target) in relations(pack, part):
        if kind == "table" and (table := parsed(pack, target)) is not None:
            yield table


def _heads(tables: list[Element]) -> list[range]:
    """The rows of heads of styled tables: their dark ground is the table's, not the cell's."""
    found = []
    for table in tables:
        first = cell_of(table.get("ref", "").partition(":")[0])
        if first and child(table, "tableStyleInfo") is not None:
            found.append(range(first[0], first[0] + int(table.get("headerRowCount", "1"))))
    return found


def _is_filtered(table: Element) -> bool:
    return any(named(each) == "filterColumn" for each in table.iter())


def _holds_values(name: Element) -> bool:
    """Whether a defined name holds a value, or words about itself, and not only a place in a sheet."""
    said = "".join(name.itertext()).strip()
    if name.get("comment") or name.get("description"):
        return True
    if name.get("name", "").startswith("_xlnm."):
        return False
    without_sheets = re.sub(r"'(?:[^']|'')*'!|[\w.]+!", "", said)
    is_constant = re.fullmatch(r"[-+=]?[\d.,]+%?|\{.*\}|TRUE|FALSE", without_sheets.strip("="))
    return bool(is_constant) or '"' in without_sheets
