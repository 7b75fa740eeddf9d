"""How far the cells of a sheet reach, told by its XML before any library unfolds it."""

from __future__ import annotations

import re

from amate.ingest.limits import MAX_SHEET_CELLS
from amate.ingest.readers.hidden.showing import letters_of

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


class XlsxBound:
    """A rectangle from A1 that no cell of a sheet stands outside of: at most twice as high as the cells reach.

    Only what stands outside of what is known is looked at, which nearly no cell does.
    """

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._beyond = re.compile(rb'r="')

    def see(self, window: bytes) -> None:
        if self._beyond.search(window):
            seen = XlsxExtent()
            seen.see(window)
            self.rows = max(self.rows, _rounded_up(seen.rows))
            self.columns = max(self.columns, seen.columns)
            self._beyond = _reference_beyond(self.rows, self.columns)


def _rounded_up(number: int) -> int:
    """The greatest number with as many digits and the same first one."""
    digits = str(number)
    return int(digits[0] + "9" * (len(digits) - 1))


def _reference_beyond(rows: int, columns: int) -> re.Pattern[bytes]:
    """What finds a reference beyond this row or this column; it may find more, such as one in small letters."""
    digits, first = len(str(rows)), str(rows)[0]
    row = rf"(?:\d{{1,{digits - 1}}}|[0-{first}]\d{{{digits - 1}}})" if digits > 1 else rf"[0-{first}]"
    column = f"(?:{'|'.join(_columns_up_to(columns))})?" if columns else ""
    return re.compile(rf'r="(?!{column}{row}")'.encode())


def _columns_up_to(columns: int) -> list[str]:
    """Patterns of the letters of the first so many columns: up to AC they are [A-Z] and A[A-C]."""
    *before, last = [*letters_of(columns - 1)]
    patterns = [f"[A-Z]{{{length}}}" for length in range(1, len(before) + 1)]
    for at, letter in enumerate(before):
        if letter > "A":
            patterns.append(f"{''.join(before[:at])}[A-{chr(ord(letter) - 1)}][A-Z]{{{len(before) - at}}}")
    return [*patterns, f"{''.join(before)}[A-{last}]"]


class XlsxExtent:
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


class OdsExtent:
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
