"""What the cells of an XLSX say that its reader leaves out: errors, formulas without result, zeros of a code."""

from __future__ import annotations

import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from amate.ingest.limits import CHUNK
from amate.ingest.readers.hidden.found import Spans
from amate.ingest.readers.hidden.parts import parsed, relations
from amate.ingest.readers.hidden.styles import children
from amate.ingest.readers.hidden.xlsx import cell_of

_ERROR = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_FORMULA = re.compile(rb"<c\s([^>]*)><f[^>]*>([^<]+)</f>(?:<v\s*/>|<v></v>)?</c>")
_STYLED = re.compile(rb'<c\s([^>]*\bs="(\d+)"[^>/]*)><')
_REFERENCE = re.compile(rb'\br="([A-Za-z]{1,3}\d{1,7})"')
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


def unsaid_in_xlsx(path: Path) -> dict[str, Unsaid]:
    """What is left out of each sheet, by its name."""
    found = {}
    with zipfile.ZipFile(path) as pack:
        digits = _code_styles(pack)
        targets = dict(relations(pack, "xl/workbook.xml"))
        for sheet in children(parsed(pack, "xl/workbook.xml"), "sheets"):
            relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            part = targets.get(relation, ("", ""))[1]
            if part in pack.namelist():
                found[sheet.get("name", "")] = _seen(pack, part, digits)
    return found


def _code_styles(pack: zipfile.ZipFile) -> Mapping[bytes, int]:
    """How many digits each style of cells shows, of those whose format is a code's."""
    styles = parsed(pack, "xl/styles.xml")
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in children(styles, "numFmts")}
    digits = {}
    for number, style in enumerate(children(styles, "cellXfs")):
        if code := _CODE.fullmatch(formats.get(style.get("numFmtId"), "")):
            digits[str(number).encode()] = len(code[1])
    return digits


def _seen(pack: zipfile.ZipFile, part: str, digits: Mapping[bytes, int]) -> Unsaid:
    unsaid = Unsaid()
    for window in _cells(pack, part):
        if b't="e"' in window:
            for tag, text in _ERROR.findall(window):
                if at := _place(tag):
                    unsaid.errors[at[0]][at[1]] = text.decode(errors="replace")
        if b"</f><" in window:
            for tag, text in _FORMULA.findall(window):
                if at := _place(tag):
                    unsaid.formulas[at[0]][at[1]] = "=" + html.unescape(text.decode(errors="replace"))
        if digits:
            for tag, style in _STYLED.findall(window):
                if style in digits and (b't="' not in tag or b't="n"' in tag) and (at := _place(tag)):
                    unsaid.codes[at[1], digits[style]].add(at[0])
    return unsaid


def _place(tag: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(tag)
    return cell_of(reference[1].decode()) if reference else None


def _cells(pack: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in chunks that end at the end of a row."""
    rest = b""
    with pack.open(part) as file:
        while chunk := file.read(CHUNK):
            window = rest + chunk
            cut = window.rfind(b"</row>") + 1
            rest = window[cut:]
            yield window[:cut]
    yield rest
