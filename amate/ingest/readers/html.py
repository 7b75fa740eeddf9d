"""HTML tables: what many systems call `.xls` when they export. Only the text of cells is taken; nothing runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from amate.ingest.limits import KIB, MAX_COLUMNS, MAX_SHEET_CELLS, MAX_TABLES, MIB
from amate.ingest.messages import note, refuse
from amate.ingest.readers.grids import Cell, grid_tables
from amate.ingest.readers.hidden.found import HiddenInSheet
from amate.ingest.readers.hidden.showing import Showing
from amate.ingest.readers.hidden.telling import told_of_file
from amate.ingest.readers.xml_stream import utf8_of
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.kinds import KINDS

_UNSEEN = ("script", "style", "template", "noscript", "textarea", "select")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPAN = 1_000
# A page nested deeper than this is no page, and nothing in it is longer than this: neither a tag nor a script.
_DEEPEST = 50
_LONGEST = 16 * MIB
# What is left at the end of a page is the beginning of a tag that nobody ended; longer ones are not looked at again.
_MOST_LEFT = 64 * KIB


@dataclass
class _Cell:
    text: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    holds_table: bool = False

    @property
    def said(self) -> str:
        lines = (" ".join(line.split(" ")).strip() for line in "".join(self.text).split("\n"))
        return "\n".join(line for line in lines if line).strip("\xa0 ")


@dataclass
class _Table:
    """A table as it is met: rows of cells; caption: what it is called."""

    caption: str = ""
    rows: list[list[_Cell]] = field(default_factory=list)
    columns: int = 0
    hidden: HiddenInSheet = field(default_factory=HiddenInSheet)
    cell: _Cell | None = None
    row_open: bool = False

    @property
    def holds_table(self) -> bool:
        return any(cell.holds_table for row in self.rows for cell in row)

    def grid(self, showing: Showing, filename: str) -> Iterator[tuple[int, list[Cell]]]:
        """(row, cells) of the rows that are shown."""
        for number, texts in showing.rows(self._rows(filename)):
            yield number, [(text, "") for text in texts]

    def _rows(self, filename: str) -> Iterator[list[str]]:
        """The texts of each row by column: a cell of several rows is said in each, of several columns in the first."""
        below: dict[int, tuple[int, str]] = {}
        for row in self.rows:
            cells: dict[int, str] = {}
            going_on = {at: (left - 1, text) for at, (left, text) in below.items() if left}
            cells.update({at: text for at, (_, text) in going_on.items()})
            below, at = going_on, 0
            for cell in row:
                while at in cells:
                    at += 1
                if at + cell.columns > MAX_COLUMNS:
                    raise refuse(
                        "too-many-columns", file=filename, count=at + cell.columns, limit=MAX_COLUMNS
                    )
                for more in range(cell.columns):
                    said = cell.said if not more else ""
                    cells[at + more] = said
                    if cell.rows > 1:
                        below[at + more] = (cell.rows - 1, said)
                at += cell.columns
            yield [cells.get(at, "") for at in range(max(cells, default=-1) + 1)]


class _Page(HTMLParser):
    """The tables of a page, innermost first."""

    def __init__(self, filename: str) -> None:
        super().__init__(convert_charrefs=True)
        self.filename = filename
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen = 0
        self.cells = 0
        self.in_caption = False
        self.has_code = False

    def handle_comment(self, data: str) -> None:
        self.has_code = True

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![if !IE]>` and its like: for every browser a comment, for Python's own reader sometimes an error."""
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
            self.has_code = self.has_code or tag == "script"
        elif tag == "table" and len(self.open) < _DEEPEST:
            self.open.append(_Table())
        elif self.open:
            self._inside(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "caption":
            self.in_caption = False
        elif self.open and tag in ("td", "th", "tr"):
            self.open[-1].cell = None
            self.open[-1].row_open = self.open[-1].row_open and tag != "tr"
        elif self.open and tag == "table":
            self.close_table()

    def handle_data(self, data: str) -> None:
        if self.unseen or not self.open:
            return
        table = self.open[-1]
        if self.in_caption:
            table.caption += data
        elif table.cell:
            table.cell.text.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        table = self.open[-1]
        if tag == "tr":
            table.rows.append([])
            table.cell, table.row_open = None, True
            if _HIDDEN.search(attributes.get("style", "")):
                table.hidden.rows.add(len(table.rows))
        elif tag == "col":
            last = min(table.columns + _span(attributes.get("span")), MAX_COLUMNS)
            if _HIDDEN.search(attributes.get("style", "")) and last > table.columns:
                table.hidden.columns.add(table.columns, last - 1)
            table.columns = last
        elif tag in ("td", "th"):
            self._open_cell(table, attributes)
        elif tag in ("br", "p", "div", "li") and table.cell:
            table.cell.text.append("\n")
        elif tag == "caption":
            self.in_caption = True

    def _open_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        cell = _Cell(columns=_span(attributes.get("colspan")), rows=_span(attributes.get("rowspan")))
        self.cells += cell.columns
        if self.cells > MAX_SHEET_CELLS:
            raise refuse(
                "too-many-cells",
                sheet=self.filename,
                rows=len(table.rows),
                columns=cell.columns,
                limit=MAX_SHEET_CELLS,
            )
        if not table.row_open:
            table.rows.append([])
            table.row_open = True
        table.rows[-1].append(cell)
        table.cell = cell

    def close_table(self) -> None:
        """The innermost open table ends; the cell around it, if any, is layout when it is a real one."""
        table = self.open.pop()
        if not is_data(table):
            return
        self.tables.append(table)
        if self.open and self.open[-1].cell:
            self.open[-1].cell.holds_table = True


def read_html(path: Path, filename: str, name: str, shop: Shop) -> tuple[list[Raw], str]:
    """The data tables of a page, and its encoding; BadFile when it has none."""
    path, encoding = utf8_of(path, shop)
    page = _Page(filename)
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        while text := file.read(MIB):
            page.feed(text)
            if len(page.rawdata) > _LONGEST:
                raise refuse("damaged", file=filename, kind=KINDS["html"].called)
    if len(page.rawdata) > _MOST_LEFT and page.rawdata.startswith("<"):
        page.rawdata = ""  # as browsers do; html.parser would look for its end at each "<" of it
    page.close()
    while page.open:
        page.close_table()
    if not page.tables:
        raise refuse("html", file=filename)
    if len(page.tables) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(page.tables), limit=MAX_TABLES)
    called = (
        [name] if len(page.tables) == 1 else [_called(table, at) for at, table in enumerate(page.tables, 1)]
    )
    found = [
        raw
        for own, table in zip(called, page.tables, strict=True)
        for raw in _tables(own, table, filename, shop)
    ]
    notes = [note("page-code")] if page.has_code else []
    return told_of_file(found, notes, shop), encoding


def _tables(name: str, table: _Table, filename: str, shop: Shop) -> list[Raw]:
    showing = Showing(table.hidden, 0, shop.recipe.of(name))
    return grid_tables(name, filename, lambda: table.grid(showing, filename), shop, showing.notes)


def is_data(table: _Table) -> bool:
    """Whether a table holds data: at least two rows that say something, most of one width, in two columns or more."""
    if table.holds_table:
        return False
    widths = Counter(
        sum(cell.columns for cell in row) for row in table.rows if sum(bool(c.said) for c in row) > 1
    )
    if not widths:
        return False
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return width > 1 and count > 1 and count * 2 >= widths.total()


def _called(table: _Table, at: int) -> str:
    return " ".join(table.caption.split()) or f"Tabla {at}"


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) or 1 if text and text.isascii() and text.isdigit() else 1
