"""What stands below a table and is none of its rows: sources, notes, signatures, dates of print, and the total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amate.base.text import fold
from amate.ingest.cells import Cells, filled, is_blank, is_number, is_word
from amate.ingest.messages import note, shown
from amate.ingest.recipe import NO_WISHES, TableRecipe
from amate.ingest.report import Note

# How a line below a table begins, without accents.
_WORDS = "|".join(
    (
        *(
            "fuentes?",
            "source",
            r"elabor[oa]\w*",
            "notas?",
            r"autoriz\w*",
            r"revis[oa]\w*",
            r"valido",
            "atentamente",
        ),
        *(
            "cifras",
            r"datos (?:al|a|preliminares|actualizados|sujetos)\b",
            "incluye",
            "no incluye",
            "excluye",
            "nb",
        ),
        *(
            r"informacion (?:al|preliminar|actualizada|proporcionada)\b",
            r"se (?:refiere|incluye|excluye|considera)\w*",
        ),
        *(
            "(?:fecha|dia|hora) de (?:impresion|corte|elaboracion|actualizacion|consulta)",
            "fecha:",
            "ultima actualizacion",
        ),
        *(
            "actualizado",
            "impreso",
            "generado",
            "consultado",
            r"pagina \d",
            "firma",
            "simbologia",
            "abreviaturas",
        ),
        *(
            r"(?:los|las|el|la) (?:datos|cifras|informacion|suma|sumas|totales|total|parciales) ",
            "por razones de",
        ),
        *("debido al? ", "comprende", "a partir de", "bajo protesta de decir verdad"),
    )
)
_FOOT = re.compile(
    rf"(?:{_WORDS})\b.*"
    # Keys of symbols: "n.d.: no disponible", "p/ cifras preliminares", "* incluye…", "1/ …", "(a) …".
    r"|(?:vo\.? ?bo|n\.?d|n\.?a|n\.?e|s\.?d|n\.?s|p|r|e)\.?\s*[/:=].*"
    r"|\(?\*+\)?.*|\(?\d{1,2}(?:[)]|/ ?)\s*[a-z].*|\(?[a-z][)/] .*|[¹²³⁴⁵⁶⁷⁸⁹†‡§©].*|[-_=]{3,}",
    re.DOTALL,
)
_GRAND_TOTAL = re.compile(
    r"(?:totales|total|sumas?|gran total|total general|suma total|sumatoria|t o t a l)\W*"
)
# A text longer than this, alone in its row, is a sentence.
_SENTENCE = 40


@dataclass(frozen=True)
class Foot:
    """start: the first row of the tail that is no data, as many as there are when all are; texts: each row below it
    that says something, and what; total: the last row of data, when it says that it is the total.
    """

    start: int
    texts: tuple[tuple[int, str], ...] = ()
    total: int | None = None

    def notes_for(self, lines: Sequence[int]) -> list[Note]:
        """What is told of the rows left out; lines: the source line of each row of the tail."""
        if not self.texts:
            return []
        told = [(text, "") for _, text in self.texts]
        at = [lines[row] for row, _ in self.texts]
        return [note("footer-rows", at, count=len(at), examples=told, example=shown(self.texts[0][1]))]


def find_foot(tail: Sequence[Cells], width: int, wish: TableRecipe = NO_WISHES) -> Foot:
    """Where the data end in the last rows of a table of so many columns.

    A row is below the table when it says little, looks like a note and no row of data follows.
    """
    end = len(tail)
    start = _first_below(tail, width) if wish.on("footer-rows") else end
    while start and is_blank(tail[start - 1]):
        start -= 1
    texts = tuple((at, _text(tail[at])) for at in range(start, end) if not is_blank(tail[at]))
    last = start - 1
    total = last if last >= 0 and is_total(tail[last]) else None
    return Foot(start if texts else end, texts, total)


def is_note(text: str) -> bool:
    """Whether a text begins as sources, notes and signatures do."""
    return bool(_FOOT.fullmatch(fold(text).strip()))


def is_total(row: Cells) -> bool:
    """Whether the first words of a row say that it is the total of all."""
    word = next((cell for cell in row if is_word(cell)), "")
    return bool(_GRAND_TOTAL.fullmatch(" ".join(fold(word).split()))) and any(is_number(cell) for cell in row)


def _first_below(tail: Sequence[Cells], width: int) -> int:
    fills = sorted(len(filled(row)) for row in tail if not is_blank(row))
    if not fills or width < 2:
        return _first_note_of_one_column(tail) if width == 1 else len(tail)
    usual = fills[int(len(fills) * 0.8)]
    numeric = _numeric_columns(tail, usual)
    start = len(tail)
    while start and not _is_data(tail[start - 1], usual, numeric):
        start -= 1
    for at in range(start, len(tail)):
        if not is_blank(tail[at]) and _is_below(tail, at, start):
            return at
    return len(tail)


def _first_note_of_one_column(tail: Sequence[Cells]) -> int:
    start = len(tail)
    while start and (is_blank(tail[start - 1]) or is_note(_text(tail[start - 1]))):
        start -= 1
    after_a_gap = 0 < start < len(tail) and is_blank(tail[start])
    return start if after_a_gap else len(tail)


def _numeric_columns(tail: Sequence[Cells], usual: int) -> set[int]:
    """The columns whose full rows mostly hold numbers."""
    full = [row for row in tail if len(filled(row)) * 2 >= usual and len(filled(row)) > 1]
    columns = set()
    for at in range(max((len(row) for row in full), default=0)):
        cells = [row[at] for row in full if at < len(row) and row[at].strip()]
        if cells and sum(is_number(cell) for cell in cells) * 2 > len(cells):
            columns.add(at)
    return columns


def _is_data(row: Cells, usual: int, numeric: set[int]) -> bool:
    """Whether a row is surely one of the table: as full as the others, or with a number where numbers are."""
    places = filled(row)
    if not places:
        return False
    if is_note(row[places[0]]) and len(places) * 2 <= max(usual, 2):
        return False
    beside = len(places) > 1 and any(is_number(row[at]) for at in places if at in numeric)
    return len(places) * 2 > usual or beside


def _is_below(tail: Sequence[Cells], at: int, start: int) -> bool:
    """Whether the rows from here on are no data: a note, a sentence, or anything after a gap."""
    text = _text(tail[at])
    after_a_gap = at > 0 and is_blank(tail[at - 1])
    return is_note(text) or len(text) > _SENTENCE or (after_a_gap and not is_number(text))


def _text(row: Cells) -> str:
    return " ".join(" ".join(row[at].split()) for at in filled(row))
