"""What an ODS hides: its XML is walked once, element by element."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from amate.ingest.readers.hidden.found import Hidden, HiddenInSheet, Trace
from amate.ingest.readers.hidden.looks import (
    BLACK,
    PLAIN,
    WHITE,
    Colour,
    Look,
    look_of_letters,
    rgb,
)
from amate.ingest.readers.hidden.parts import traces_of_parts, traces_of_properties

# What tells itself by being there.
_TRACES = {
    "office:annotation": "comments",
    "table:tracked-changes": "revisions",
    "table:scenario": "scenarios",
    "script:event-listener": "macros",
}
_MEASURE = re.compile(r"([\d.]+)(in|cm|mm|pt|pc|px)?")
_POINTS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "pc": 12.0, "px": 0.75}
_LOWEST = 2.0  # points of height, or of width, below which nothing is seen
_DEEPEST = 20  # styles that stand on each other
_LAST_COLUMN = 16_383


@dataclass
class _Style:
    """A style as it is written: what it stands on, and what it says itself."""

    parent: str = ""
    data: str = ""
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class _Format:
    """How a data style shows a value."""

    of_text: bool = False
    shows: bool = False
    others: list[str] = field(default_factory=list)


def hidden_in_ods(pack: zipfile.ZipFile) -> Hidden:
    """What the ODS hides. Its parts were guarded before: no entities, no bombs."""
    walk = _Walk()
    names = set(pack.namelist())
    for part in ("styles.xml", "content.xml"):
        if part in names:
            with pack.open(part) as file:
                walk.through(file)
    traces = [
        *traces_of_parts(pack, "ods"),
        *traces_of_properties(pack, [n for n in names if n == "meta.xml"]),
    ]
    traces += [Trace(code, count) for code, count in sorted(walk.traces.items())]
    return Hidden({sheet.name: sheet for sheet in walk.sheets}, tuple(traces))


class _Walk:
    """Elements as they come. Names keep the prefixes that every writer of ODS gives them."""

    def __init__(self) -> None:
        self.styles: dict[tuple[str, str], _Style] = {}
        self.formats: dict[str, _Format] = {}
        self.sheets: list[HiddenInSheet] = []
        self.traces: Counter[str] = Counter()
        self._style = _Style()
        self._format: _Format | None = None
        self._closed_groups: list[bool] = []
        self._defaults: dict[int, str] = {}
        self._row = self._rows = self._column = self._columns = 0
        self._row_default = ""
        self._letters: list[str] | None = None
        self._looks: dict[str, Look] = {}

    def through(self, file: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ParseFile(file)

    def _start(self, name: str, said: dict[str, str]) -> None:
        if code := _TRACES.get(name):
            self.traces[code] += 1
        if begin := _BEGIN.get(name):
            begin(self, said)
        elif self._format is not None and name.startswith("number:"):
            self._format.shows = self._format.shows or name != "number:text"
            self._letters = [] if name == "number:text" else None
        elif name.startswith("number:") and name.endswith("-style"):
            self._format = _Format(of_text=name == "number:text-style")
            self.formats[said.get("style:name", "")] = self._format
        elif name.startswith("style:") and name.endswith("-properties"):
            self._style.said |= said

    def _end(self, name: str) -> None:
        if name == "number:text" and self._format is not None:
            shows = any(letter.isalnum() for letter in "".join(self._letters or ()))
            self._format.shows, self._letters = self._format.shows or shows, None
        elif name.startswith("number:") and name.endswith("-style"):
            self._format = None
        elif name in ("table:table-row-group", "table:table-column-group") and self._closed_groups:
            self._closed_groups.pop()
        elif name == "table:table-row":
            self._row += self._rows

    def _text(self, text: str) -> None:
        if self._letters is not None:
            self._letters.append(text)

    def style(self, said: dict[str, str]) -> None:
        self._style = _Style(said.get("style:parent-style-name", ""), said.get("style:data-style-name", ""))
        self.styles[said.get("style:family", ""), said.get("style:name", "")] = self._style

    def default_style(self, said: dict[str, str]) -> None:
        self.style(said | {"style:name": ""})

    def map(self, said: dict[str, str]) -> None:
        if self._format is not None:
            self._format.others.append(said.get("style:apply-style-name", ""))

    def sheet(self, said: dict[str, str]) -> None:
        display = self._said("table", said.get("table:style-name", ""), "table:display")
        self.sheets.append(HiddenInSheet(said.get("table:name", ""), hidden=display == "false"))
        self._row = self._columns = 0
        self._defaults, self._closed_groups = {}, []

    def group(self, said: dict[str, str]) -> None:
        self._closed_groups.append(said.get("table:display") == "false")

    def column(self, said: dict[str, str]) -> None:
        first, count = self._columns, _times(said, "table:number-columns-repeated")
        self._columns += count
        last = min(self._columns - 1, _LAST_COLUMN)
        width = _points(self._said("table-column", said.get("table:style-name", ""), "style:column-width"))
        if not self.sheets or first > last:
            return
        if _is_collapsed(said) or any(self._closed_groups) or width < _LOWEST:
            self.sheets[-1].columns.add(first, last)
        if default := said.get("table:default-cell-style-name"):
            self._defaults |= dict.fromkeys(range(first, last + 1), default)

    def row(self, said: dict[str, str]) -> None:
        self._rows, self._column = _times(said, "table:number-rows-repeated"), 0
        self._row_default = said.get("table:default-cell-style-name", "")
        height = _points(self._said("table-row", said.get("table:style-name", ""), "style:row-height"))
        if self.sheets and (_is_collapsed(said) or any(self._closed_groups) or height < _LOWEST):
            self.sheets[-1].rows.add(self._row + 1, self._row + self._rows)
            self.sheets[-1].filtered |= said.get("table:visibility") == "filter"

    def cell(self, said: dict[str, str]) -> None:
        first, count = self._column, _times(said, "table:number-columns-repeated")
        self._column += count
        kind = said.get("office:value-type", "")
        if not kind or not self.sheets:
            return
        style = said.get("table:style-name") or self._row_default or self._defaults.get(first, "Default")
        look = self._look(style)
        if look.texts if kind == "string" else look.numbers:
            last = min(first + count - 1, _LAST_COLUMN)
            self.sheets[-1].mask(self._row + 1, first, last, last_row=self._row + self._rows)

    def named_expression(self, said: dict[str, str]) -> None:
        expression = said.get("table:expression", "")
        if '"' in expression or re.fullmatch(r"[-+=]?[\d.,]+%?", expression.removeprefix("of:=")):
            self.traces["defined-names"] += 1

    def _look(self, style: str) -> Look:
        if style not in self._looks:
            self._looks[style] = self._look_of_format(style) | self._look_of_letters(style)
        return self._looks[style]

    def _look_of_format(self, style: str) -> Look:
        name = next((each.data for each in self._line("table-cell", style) if each.data), "")
        format_ = self.formats.get(name)
        if format_ is None:
            return PLAIN
        others = [self.formats[other] for other in format_.others if other in self.formats]
        for_numbers = [each for each in (format_, *others) if not each.of_text]
        numbers = bool(for_numbers) and not any(each.shows for each in for_numbers)
        return Look(numbers, format_.of_text and not format_.shows)

    def _look_of_letters(self, style: str) -> Look:
        letters = self._said("table-cell", style, "fo:color")
        ground = self._said("table-cell", style, "fo:background-color")
        size = _points(self._said("table-cell", style, "fo:font-size"))
        return look_of_letters(_colour(letters, BLACK), _colour(ground, WHITE), min(size, 11.0))

    def _said(self, family: str, style: str, name: str) -> str:
        """What a style, or those that it stands on, say of one property."""
        return next((each.said[name] for each in self._line(family, style) if name in each.said), "")

    def _line(self, family: str, style: str) -> list[_Style]:
        line: list[_Style] = []
        name: str | None = style
        while name is not None and len(line) < _DEEPEST:
            found = self.styles.get((family, name))
            line += [found] if found else []
            name = (found.parent if found else "") if name else None
        return line


_BEGIN = {
    "style:style": _Walk.style,
    "style:default-style": _Walk.default_style,
    "style:map": _Walk.map,
    "table:table": _Walk.sheet,
    "table:table-row-group": _Walk.group,
    "table:table-column-group": _Walk.group,
    "table:table-column": _Walk.column,
    "table:table-row": _Walk.row,
    "table:table-cell": _Walk.cell,
    "table:covered-table-cell": _Walk.cell,
    "table:named-expression": _Walk.named_expression,
}


def _times(said: dict[str, str], name: str) -> int:
    text = said.get(name, "1")
    return max(1, int(text)) if text.isdecimal() else 1


def _is_collapsed(said: dict[str, str]) -> bool:
    return said.get("table:visibility") in ("collapse", "filter")


def _points(measure: str) -> float:
    """A length in points; what says none is long enough."""
    found = _MEASURE.fullmatch(measure.strip())
    try:
        return float(found[1]) * _POINTS.get(found[2] or "pt", 1.0) if found else float("inf")
    except ValueError:
        return float("inf")


def _colour(text: str, otherwise: Colour) -> Colour | None:
    if not text or text == "transparent":
        return otherwise
    return rgb(text.removeprefix("#")) if text.startswith("#") else None
