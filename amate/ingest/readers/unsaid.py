"""What the cells of an XLSX say that its reader leaves out: errors, formulas without result, zeros of a code."""

from __future__ import annotations

import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from amate.ingest.limits import LONGEST_TAG
from amate.ingest.readers.hidden.found import Hidden, Spans
from amate.ingest.readers.hidden.parts import parsed
from amate.ingest.readers.hidden.styles import children
from amate.ingest.readers.hidden.xlsx import cell_of

_ERROR = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_FORMULA = re.compile(rb"<c\s([^>]*)><f[^>]*>([^<]+)</f>(?:<v\s*/>|<v></v>)?</c>")
_REFERENCE = re.compile(rb'\br="([A-Za-z]{1,3}\d{1,7})"')
_NO_RESULT = re.compile(rb"</f>(?:<v\s*/>|<v></v>)?</c>")
_END = b"</c>"
# "00000", perhaps with its text part: a number shown with so many digits.
_CODE = re.compile(r"(0{2,})(?:;-?0+)?(?:;0+)?(?:;@)?")


@dataclass
class Unsaid:
    """Of one sheet, by row from 1 and column from 0: errors, formulas without result, and by column and number of
    digits the rows whose numbers are shown with zeros before them.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    formulas: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    codes: dict[tuple[int, int], Spans] = field(default_factory=lambda: defaultdict(Spans))


@dataclass(frozen=True)
class Seen:
    """What a look through a workbook found: what it hides and, by sheet, what the reader of its cells leaves out."""

    hidden: Hidden
    unsaid: Mapping[str, Unsaid] = field(default_factory=dict)


def digits_of(code: str) -> int:
    """How many digits a number format shows, zeros before the number included; 0 when it is no code's."""
    found = _CODE.fullmatch(code)
    return len(found[1]) if found else 0


def code_styles(pack: zipfile.ZipFile) -> Mapping[bytes, int]:
    """How many digits each style of cells shows, of those whose format is a code's."""
    styles = parsed(pack, "xl/styles.xml")
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in children(styles, "numFmts")}
    digits = {}
    for number, style in enumerate(children(styles, "cellXfs")):
        if shown := digits_of(formats.get(style.get("numFmtId"), "")):
            digits[str(number).encode()] = shown
    return digits


class UnsaidScan:
    """One sheet, window after window of whole tags; digits: what `code_styles` gives."""

    def __init__(self, digits: Mapping[bytes, int]) -> None:
        self.unsaid, self._digits, self._rest = Unsaid(), digits, b""
        self._coded = re.compile(rb'\ss="(' + b"|".join(digits) + rb')"')

    def see(self, window: bytes) -> None:
        for found in self._coded.finditer(window) if self._digits else ():
            tag = window[window.rfind(b"<", 0, found.start()) : window.find(b">", found.end())]
            if tag.startswith(b"<c ") and not tag.endswith(b"/") and (b't="' not in tag or b't="n"' in tag):
                self._see_code(tag, self._digits[found[1]])
        end = window.rfind(_END)
        if (
            b"<f" in self._rest
            or b't="e"' in self._rest
            or end < 0
            or b't="e"' in window
            or _NO_RESULT.search(window)
        ):
            window = self._rest + window
            end = window.rfind(_END)
            self._see_cells(window[: end + len(_END)])
        self._rest = window[end + len(_END) if end >= 0 else 0 :][-LONGEST_TAG:]

    def _see_cells(self, cells: bytes) -> None:
        if b't="e"' in cells:
            for tag, text in _ERROR.findall(cells):
                if at := _place(tag):
                    self.unsaid.errors[at[0]][at[1]] = text.decode(errors="replace")
        if b"</f>" in cells:
            for tag, text in _FORMULA.findall(cells):
                if at := _place(tag):
                    self.unsaid.formulas[at[0]][at[1]] = "=" + html.unescape(text.decode(errors="replace"))

    def _see_code(self, tag: bytes, digits: int) -> None:
        if at := _place(tag):
            self.unsaid.codes[at[1], digits].add(at[0])


def _place(tag: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(tag)
    return cell_of(reference[1].decode()) if reference else None
