"""Excel 2003's XML workbooks, which systems still write and call `.xls`: what is seen of each sheet is a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from amate.ingest.limits import MAX_SHEET_CELLS, MAX_TABLES
from amate.ingest.messages import refuse
from amate.ingest.readers.grids import Cell, grid_tables
from amate.ingest.readers.hidden.found import NOTHING, HiddenInSheet
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.hidden.telling import notes_on_file, told_of_file
from amate.ingest.readers.rendering import rendered
from amate.ingest.readers.xml_stream import Event, events, utf8_of
from amate.ingest.shop import Raw, Shop

# A format that fills with zeros makes a code of a number: 00000.
_CODE = re.compile(r"0{2,}")
EMPTY: Cell = ("", "")
# What Excel itself can hold.
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


@dataclass
class _Sheet:
    """A sheet: cells by row and column from 1, and what of it is not to be seen."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden: HiddenInSheet = field(default_factory=HiddenInSheet)

    def grid(self, showing: Showing) -> Iterator[tuple[int, list[Cell]]]:
        """(row, cells) of the rows that are shown."""
        width = max((at for row in self.rows.values() for at in row), default=0)
        every = range(1, max(self.rows, default=0) + 1)
        rows = ([self.rows.get(number, {}).get(at, "") for at in range(1, width + 1)] for number in every)
        for number, cells in showing.rows(rows):
            yield number, [cell or EMPTY for cell in cells]


@dataclass
class _Reader:
    """Where in the workbook one is."""

    filename: str
    sheets: list[_Sheet] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    style: str = ""
    row: int = 0
    row_style: str = ""
    column: int = 0
    columns: int = 0
    cell_style: str = ""
    kind: str = ""
    text: list[str] = field(default_factory=list)
    merged: int = 0
    cells: int = 0
    in_comment: bool = False
    in_visible: bool = False

    def see(self, event: Event) -> None:
        if event.what == "text":
            if self.kind or self.in_visible:
                self.text.append(event.name)
        elif event.what == "start":
            self._start(event.name, event.attributes)
        else:
            self._end(event.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "Style":
                self.style = attributes.get("ID", "")
            case "NumberFormat" if _CODE.fullmatch(attributes.get("Format", "")):
                self.codes[self.style] = len(attributes["Format"])
            case "Worksheet":
                self.sheets.append(_Sheet(attributes.get("Name", f"Hoja{len(self.sheets) + 1}")))
                self.row = self.columns = 0
            case "Column" if self.sheets:
                self._column(attributes)
            case "Row" if self.sheets:
                self._row(attributes)
            case "Cell" if self.sheets:
                self.column = _number(attributes, "Index", self.column + 1)
                self.cell_style = attributes.get("StyleID", "") or self.row_style
                self._spread(_number(attributes, "MergeAcross", 0))
            case "Comment":
                self.in_comment = True
            case "Data" if self.sheets and not self.in_comment:
                self.kind, self.text = attributes.get("Type", "String"), []
            case "Visible" if self.sheets:
                self.in_visible, self.text = True, []

    def _end(self, name: str) -> None:
        match name:
            case "Data" if self.kind:
                cell = self._cell("".join(self.text))
                if cell[0]:
                    self._count()
                    self.sheets[-1].rows.setdefault(self.row, {})[self.column] = cell
                self.kind = ""
            case "Cell":
                self.column += self.merged
                self.merged = 0
            case "Comment":
                self.in_comment = False
            case "Visible" if self.in_visible:
                self.sheets[-1].hidden.hidden = "Hidden" in "".join(self.text)
                self.in_visible = False

    def _count(self) -> None:
        self.cells += 1
        if self.cells > MAX_SHEET_CELLS:
            self._spread(_MOST_COLUMNS)

    def _spread(self, across: int) -> None:
        self.merged = across
        if self.row > _MOST_ROWS or self.column + across > _MOST_COLUMNS:
            raise refuse(
                "too-many-cells",
                sheet=self.sheets[-1].name,
                rows=self.row,
                columns=self.column,
                limit=MAX_SHEET_CELLS,
            )

    def _column(self, attributes: dict[str, str]) -> None:
        first = _number(attributes, "Index", self.columns + 1)
        self.columns = min(first + _number(attributes, "Span", 0), _MOST_COLUMNS)
        if attributes.get("Hidden") == "1":
            self.sheets[-1].hidden.columns.add(first - 1, self.columns - 1)

    def _row(self, attributes: dict[str, str]) -> None:
        first = _number(attributes, "Index", self.row + 1)
        self.row, self.column = first, 0
        self.row_style = attributes.get("StyleID", "")
        self.row += _number(attributes, "Span", 0)
        if attributes.get("Hidden") == "1":
            self.sheets[-1].hidden.rows.add(first, self.row)

    def _cell(self, text: str) -> Cell:
        match self.kind:
            case "Number":
                return self._quantity(text)
            case "DateTime":
                return _moment(text)
            case "Boolean":
                return rendered(text.strip() == "1")
            case "Error":
                return "", ""
            case _:
                return rendered(text) if text else EMPTY

    def _quantity(self, text: str) -> Cell:
        try:
            shown = rendered(float(text))
        except ValueError:
            return text, "text"
        if width := self.codes.get(self.cell_style):
            return shown[0].zfill(width), "text"
        return shown


def _moment(text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text, "text"
    # Times of day are written as times of Excel's day zero.
    return rendered(moment.time() if moment.date().isoformat() == "1899-12-31" else moment)


def _number(attributes: dict[str, str], name: str, default: int) -> int:
    text = attributes.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def read_spreadsheet_xml(path: Path, filename: str, shop: Shop) -> tuple[list[Raw], str]:
    """The tables of a workbook in XML, in the order of its sheets, and its encoding."""
    path, encoding = utf8_of(path, shop)
    reader = _Reader(filename)
    for event in events(path, filename, "xmlss"):
        reader.see(event)
    if len(reader.sheets) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(reader.sheets), limit=MAX_TABLES)
    unseen = [sheet.name for sheet in reader.sheets if sheet.hidden.hidden]
    left = unseen if all(table.on("hidden-sheet") for table in shop.recipe.tables) else []
    shown = [sheet for sheet in reader.sheets if sheet.name not in left]
    found = [raw for sheet in shown for raw in _tables(sheet, filename, shop)]
    return told_of_file(found, notes_on_file(NOTHING, left), shop), encoding


def _tables(sheet: _Sheet, filename: str, shop: Shop) -> list[Raw]:
    showing = Showing(sheet.hidden, 0, shop.recipe.of(sheet.name))
    return grid_tables(sheet.name, filename, lambda: sheet.grid(showing), shop, showing.notes)
