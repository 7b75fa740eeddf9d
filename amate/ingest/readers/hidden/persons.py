"""Personal data in what a workbook does not show: hidden sheets, rows and columns, comments, caches of pivot tables."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from amate.ingest.limits import MIB
from amate.ingest.messages import PERSONAL, note
from amate.ingest.recognise.personal import personal_data_in
from amate.ingest.report import Note

# What the sheets show, or what holds no text of anybody.
_SHOWN = re.compile(
    r"xl/(work|chart)sheets/.*|xl/sharedStrings.*|xl/styles.*|xl/theme/.*|xl/calcChain.*|xl/media/.*|"
    r".*_rels/.*|xl/printerSettings/.*|\[Content_Types\]\.xml|Thumbnails/.*|Pictures/.*|mimetype|.*/",
    re.IGNORECASE,
)
_ANNOTATION = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*?(?:\bv=\"([^\"]*)\"[^<>]*)?>")
# Of each part, and of all: more than people write in comments.
MOST_OF_PART, MOST_OF_ALL = 16 * MIB, 64 * MIB
# Cells that nobody sees, of one sheet.
MOST_CELLS = 2_000_000


def notes_on_persons(texts: Iterable[str]) -> list[Note]:
    """One note a kind of personal data in texts that are not shown."""
    return [
        replace(
            note(
                "hidden-personal-data",
                count=one.count,
                called=PERSONAL[one.kind][one.count > 1],
                example=", ".join(one.examples),
            ),
            code=f"personal-data:{one.kind}",
        )
        for one in personal_data_in(texts)
    ]


def texts_of_rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The texts of the cells of a sheet, and its long numbers."""
    cells = (str(cell) for row in rows for cell in row if isinstance(cell, str | int) and cell != "")
    return islice(cells, MOST_CELLS)


def texts_beside(path: Path) -> Iterator[str]:
    """The texts of the parts of a zipped workbook that its sheets do not show."""
    left = MOST_OF_ALL
    with zipfile.ZipFile(path) as pack:
        for member in pack.infolist():
            if _SHOWN.fullmatch(member.filename) or left <= 0:
                continue
            with pack.open(member) as part:
                content = part.read(min(MOST_OF_PART, left))
            left -= len(content)
            yield from _texts(member.filename, content)


def _texts(name: str, content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", errors="replace")
    if name == "content.xml":
        yield from (_bare(found[0]) for found in _ANNOTATION.finditer(text))
    elif name.lower().endswith((".xml", ".vml", ".rdf")):
        yield _bare(text)
    else:
        yield text
        yield content.decode("utf-16-le", errors="replace")


def _bare(xml: str) -> str:
    """The text of XML, and the values that pivot caches keep in attributes, apart from each other."""
    return _TAG.sub(lambda tag: f" {tag[1] or ''} ", xml)
