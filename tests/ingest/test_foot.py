"""What stands below a table is left out and listed; what is merely sparse stays."""

from __future__ import annotations

import pytest

from amate.ingest.foot import find_foot, is_note
from tests.ingest.test_head import grid

BODY = "001|Tala|30|40\n002|Ameca|31|41\n003|Etzatlán|32|42\n004|Tequila|33|43\n"

FEET = (
    ("nothing", "", 4),
    ("who made it", "|||\n|||\n|ELABORÓ:  UNIDAD DE ESTADÍSTICAS||", 4),
    ("its source, at once", "Fuente: INEGI. Censo 2020.|||", 4),
    ("notes of two lines", "Nota: las cifras son|||\npreliminares y pueden cambiar|||\nFuente: SSJ|||", 4),
    ("asterisks and numbers", "* Incluye a quien no dijo su edad|||\n1/ Cifras preliminares|||", 4),
    ("signatures side by side", "|||\nLic. Ana Ruiz||Ing. Eva Soto|\nDirectora||Jefa de área|", 4),
    ("when it was printed", "|||\nFecha de impresión:|12/03/2024||", 4),
    ("a key of symbols", "n.d.: no disponible|||\n- : cero|||", 4),
    ("a sentence of its own", "Los municipios no listados no reportaron casos en el periodo.|||", 4),
    ("a row that only lacks its numbers", "005|Magdalena||", 5),
    ("a name alone, without a gap", "|Magdalena||", 5),
)


@pytest.mark.parametrize(("below", "start"), [foot[1:] for foot in FEET], ids=[foot[0] for foot in FEET])
def test_data_end_where_notes_begin(below: str, start: int) -> None:
    assert find_foot(grid(BODY + below), 4).start == start


def test_notes_are_listed_with_their_text_and_line() -> None:
    foot = find_foot(grid(BODY + "|||\nFuente: INEGI|||\n* preliminar|||"), 4)
    (told,) = foot.notes_for([7, 8, 9, 10, 11, 12, 13])
    assert (told.code, told.rows, told.count) == ("footer-rows", (12, 13), 2)
    assert told.examples == (("Fuente: INEGI", ""), ("* preliminar", ""))


def test_a_total_at_the_bottom_is_pointed_at() -> None:
    assert find_foot(grid(BODY + "|TOTAL|126|166\n|||\nFuente: INEGI|||"), 4).total == 4
    assert find_foot(grid(BODY), 4).total is None
    assert find_foot(grid(BODY + "|Total de mujeres|126|166"), 4).total is None


@pytest.mark.parametrize(
    "name", ["Pagina", "Notaría 5", "1/2 hora", "Autlán", "R", "Revolución", "E. Zapata"]
)
def test_names_are_no_notes(name: str) -> None:
    assert not is_note(name)
