"""Texts as offices export, mail and mangle them: what comes out, and what is told of each mending."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from amate.ingest.reading import read
from amate.ingest.recipe import Recipe, TableRecipe
from amate.ingest.sniff.records import Dialect, Lines, records
from tests.ingest.pollution import (
    Expected,
    file_pollutions,
    lines_of,
    persons,
    reports,
    row_pollutions,
    score,
)
from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of

ROWS = "\n".join(f"{at},Obra {at},{at * 10}.50,0{at}/02/2024" for at in range(1, 8))
WORKS = f"id,obra,monto,fecha\n{ROWS}\n"


def texts(content: bytes | str, folder: Path, name: str = "datos.csv") -> list[Expected]:
    """The tables of a text, every cell as it was read."""
    content = content.encode() if isinstance(content, str) else content
    reading = read_bytes(content, name, folder, text_only=True)
    assert reading.refused is None
    return [
        Expected(names_of(table), [[cell or "" for cell in row] for row in rows_of(table, folder)])
        for table in reading.tables
    ]


WHOLE = [
    pytest.param(polluted, id=f"{polluted.name}-{number}")
    for number, tables in enumerate([(reports(), persons()), (persons(), reports())])
    for polluted in file_pollutions(*tables)
    if polluted.kind != "no_payload"
]


@pytest.mark.parametrize("polluted", WHOLE)
def test_a_file_spoilt_as_a_whole_is_read_whole(polluted, tmp_path: Path) -> None:
    assert score(polluted.tables, texts(polluted.content, tmp_path)) == 10


@pytest.mark.parametrize("table", [reports(12), persons(12)], ids=["reports", "persons"])
def test_a_spoilt_row_costs_nothing_but_itself(table: Expected, tmp_path: Path) -> None:
    for polluted in list(row_pollutions(table))[::3]:
        (found,) = texts(polluted.content, tmp_path)
        (expected,) = polluted.tables
        wrong = [row for row in found.rows if row not in expected.rows]
        assert (polluted.name, len(found.rows), len(wrong) <= 1) == (polluted.name, len(expected.rows), True)
        heads = [head for head in found.heads if head not in expected.heads]
        assert (polluted.name, heads if "row0" not in polluted.name else []) == (polluted.name, [])


def spoilt(line: int, text: str) -> str:
    lines = WORKS.splitlines()
    lines[line - 1] = text
    return "\n".join(lines) + "\n"


MENDED = (
    ("other-delimiter", "3;Obra 2;20.50;02/02/2024", ["3", "Obra 2", "20.50", "02/02/2024"]),
    ("stray-quotes", '3,"Obra "nueva" 2",20.50,02/02/2024', ["3", 'Obra "nueva" 2', "20.50", "02/02/2024"]),
    ("stray-quotes", '3,"Obra 2,20.50,02/02/2024', ["3", '"Obra 2', "20.50", "02/02/2024"]),
    (
        "backslash-quotes",
        '3,"Obra \\"nueva\\", 2",20.50,02/02/2024',
        ["3", 'Obra "nueva", 2', "20.50", "02/02/2024"],
    ),
    ("short-rows", "3,Obra 2,02/02/2024", ["3", "Obra 2", "", "02/02/2024"]),
    ("surplus-cells", "3,Obra 2,,20.50,02/02/2024", ["3", "Obra 2", "20.50", "02/02/2024"]),
    ("surplus-cells", "3,Obra, 2,20.50,02/02/2024", ["3", "Obra, 2", "20.50", "02/02/2024"]),
)


@pytest.mark.parametrize(("code", "line", "cells"), MENDED)
def test_a_damaged_row_is_mended_told_and_left_out_when_the_step_is_off(
    code: str, line: str, cells: list[str], tmp_path: Path
) -> None:
    (table,) = read_bytes(spoilt(4, line).encode(), "obras.csv", tmp_path, text_only=True).tables
    assert [cell or "" for cell in rows_of(table, tmp_path)[2]] == cells
    (told,) = [note for note in table.notes if note.code == code]
    assert (told.rows, told.count, told.examples) == ((4,), 1, ((line, ",".join(cells)),))

    off = Recipe((TableRecipe(source="obras", steps={code: False}),))
    (table,) = read(tmp_path / "upload", "obras.csv", tmp_path / "out", recipe=off, text_only=True).tables
    assert (table.rows, notes_of(table)["broken-rows"]) == (6, (4,))


def test_a_row_that_fits_nowhere_stays_out_and_is_listed(tmp_path: Path) -> None:
    (table,) = read_bytes(spoilt(4, "perdido").encode(), "obras.csv", tmp_path).tables
    assert (table.rows, notes_of(table)["broken-rows"]) == (6, (4,))


def test_repeated_heads_are_left_out_and_told(tmp_path: Path) -> None:
    (table,) = read_bytes((WORKS + WORKS).encode(), "obras.csv", tmp_path, text_only=True).tables
    assert (table.rows, notes_of(table)["repeated-heads"]) == (14, (9,))


def test_files_pasted_together_lose_their_inner_marks(tmp_path: Path) -> None:
    content = WORKS.encode("utf-8-sig") * 2
    (found,) = texts(content, tmp_path)
    assert (found.heads[0], len(found.rows), found.rows[7][0]) == ("id", 14, "1")


def test_one_mark_goes_however_often_its_line_is_taken() -> None:
    """A quote that nobody closes has the lines below it taken again."""
    found = [*records(Lines(io.StringIO('a,b\n1,"2\n\ufeff\ufeff3,4\n', newline="")), Dialect())]
    assert [(one.cells, one.text) for one in found[2:]] == [(["\ufeff3", "4"], "\ufeff3,4\n")]


@pytest.mark.parametrize("gap", ["\n", ""])
@pytest.mark.parametrize(
    "foot", ["Fuente: INEGI, 2024", "FUENTE: SESNSP.", "* Cifras preliminares", "Nota: a, b, c"]
)
def test_sources_and_notes_below_are_left_out_and_told(foot: str, gap: str, tmp_path: Path) -> None:
    (table,) = read_bytes(f"{WORKS}{gap}{foot}\n".encode(), "obras.csv", tmp_path).tables
    assert (table.rows, notes_of(table)["footer-rows"]) == (7, (9 + bool(gap),))


def test_a_first_line_for_excel_says_the_delimiter(tmp_path: Path) -> None:
    (found,) = texts("sep=;\n" + WORKS.replace(",", ";"), tmp_path)
    assert (found.heads, len(found.rows)) == (["id", "obra", "monto", "fecha"], 7)


def test_decimal_commas_are_no_delimiters(tmp_path: Path) -> None:
    rows = "".join(f"Jalisco;{at},25;1.{at}00,10\n" for at in range(100, 140))
    (found,) = texts(f"estado;tasa;monto\n{rows}", tmp_path)
    assert (found.heads, found.rows[0]) == (["estado", "tasa", "monto"], ["Jalisco", "100,25", "1.10000,10"])


def test_a_list_of_names_is_one_column(tmp_path: Path) -> None:
    (found,) = texts("Nombre completo\nAna Ruiz\nJosé Peña\nEva Luna\n", tmp_path)
    assert (found.heads, found.rows[0]) == (["Nombre completo"], ["Ana Ruiz"])


FIXED = """\
CLAVE  MUNICIPIO            POBLACION
14039  Guadalajara            1385629
14120  Zapopan                1476491
14097  Tlajomulco de Zúñiga    727750
14101  Tonalá                  569913
"""
RULED = """\
CLAVE MUNICIPIO            POBLACION
----- -------------------- ---------
14039 Guadalajara            1385629
14097 Tlajomulco de Zúñiga    727750

(2 rows affected)
"""


@pytest.mark.parametrize("text", [FIXED, RULED])
def test_columns_of_fixed_width_are_cut_where_they_align(text: str, tmp_path: Path) -> None:
    (found,) = texts(text, tmp_path, "municipios.txt")
    assert found.heads == ["CLAVE", "MUNICIPIO", "POBLACION"]
    assert ["14097", "Tlajomulco de Zúñiga", "727750"] in found.rows
    assert all(len(row) == 3 for row in found.rows)


def test_text_of_several_lines_in_quotes_is_one_cell(tmp_path: Path) -> None:
    text = WORKS.replace("Obra 3", '"Obra 3\nsegunda etapa, tramo ""norte"""')
    (found,) = texts(text, tmp_path)
    assert (len(found.rows), found.rows[2][1]) == (7, 'Obra 3\nsegunda etapa, tramo "norte"')


def test_lines_that_end_in_three_ways_are_all_lines(tmp_path: Path) -> None:
    lines = lines_of(persons())
    ends = ["\r\n", "\n", "\r"]
    content = "".join(line + ends[at % 3] for at, line in enumerate(lines))
    assert texts(content, tmp_path) == [persons()]


SPANISH = "Año,Municipio,Descripción\n" + "".join(
    f"20{at},{place},{what}\n"
    for at in range(10, 24)
    for place, what in (
        ("Tlajomulco de Zúñiga", "Pavimentación ¿cuándo?"),
        ("Jesús María", "Íñigo Ángel Ñandú"),
    )
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "latin-1",
    "cp1252",
    "mac_roman",
    "cp850",
)


@pytest.mark.parametrize("is_upper", [False, True])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_spanish_is_read_in_the_encoding_that_it_was_written_in(
    encoding: str, is_upper: bool, tmp_path: Path
) -> None:
    text = SPANISH.upper() if is_upper else SPANISH
    (found,) = texts(text.encode(encoding), tmp_path)
    assert [found.heads, *found.rows] == [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize("table", ["cp1252", "latin-1", "mac_roman"])
def test_a_file_encoded_twice_is_put_right_heads_and_all(table: str, tmp_path: Path) -> None:
    twice = "".join(bytes([b]).decode(table, errors="ignore") or chr(b) for b in SPANISH.encode()).encode()
    reading = read_bytes(twice, "t.csv", tmp_path, text_only=True)
    assert names_of(reading.tables[0]) == ["Año", "Municipio", "Descripción"]
    assert rows_of(reading.tables[0], tmp_path)[1] == ("2010", "Jesús María", "Íñigo Ángel Ñandú")
    (told,) = [note for note in reading.tables[0].notes if note.code == "encoded-twice"]
    assert told.count == sum(letter > "\x7f" for letter in SPANISH)

    off = Recipe((TableRecipe(source="t", steps={"encoded-twice": False}),))
    (table_read,) = read(tmp_path / "upload", "t.csv", tmp_path / "out", recipe=off, text_only=True).tables
    assert names_of(table_read)[0] != "Año"


def test_a_second_row_of_heads_filled_from_end_to_end_is_joined_and_told(tmp_path: Path) -> None:
    text = WORKS.replace("fecha\n", "fecha\nclave,texto,pesos,dd/mm/aaaa\n")
    (table,) = read_bytes(text.encode(), "obras.csv", tmp_path).tables
    assert names_of(table) == ["id clave", "obra texto", "monto pesos", "fecha dd/mm/aaaa"]
    assert (table.rows, notes_of(table)["joined-heads"]) == (7, (1, 2))
    assert [column.type for column in table.columns] == ["integer", "text", "number", "date"]


def test_rows_put_between_quotes_whole_are_unwrapped_and_told(tmp_path: Path) -> None:
    rows = "".join(f'"{at},""Obra {at}, tramo norte"",{at * 2}"\n' for at in range(1, 6))
    (table,) = read_bytes(f"id,obra,monto\n{rows}".encode(), "obras.csv", tmp_path, text_only=True).tables
    assert rows_of(table, tmp_path)[0] == ("1", "Obra 1, tramo norte", "2")
    assert (table.rows, notes_of(table)["stray-quotes"]) == (5, (2, 3, 4, 5, 6))


def test_row_numbers_without_a_head_do_not_move_the_other_heads(tmp_path: Path) -> None:
    rows = "".join(f'"{at}" "Municipio {at}" {at * 2}\n' for at in range(1, 8))
    (found,) = texts('"nombre" "casos"\n' + rows, tmp_path, "tabla.txt")
    assert (found.heads[1:], found.rows[0]) == (["nombre", "casos"], ["1", "Municipio 1", "2"])


def test_a_wider_table_of_words_after_a_blank_line_is_another(tmp_path: Path) -> None:
    first, second = texts("id,obra\na,b\nc,d\ne,f\n\nclave,nombre,tipo\nx,y,z\nu,v,w\n", tmp_path)
    assert (len(first.rows), second.rows) == (3, [["x", "y", "z"], ["u", "v", "w"]])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_windows_letters_pasted_into_utf8_are_read_and_told(mark: bytes, tmp_path: Path) -> None:
    content = mark + ("nombre,edad\n" + "Zúñiga,3\n" * 40).encode() + "Peña,4\n".encode("cp1252")
    (table,) = read_bytes(content, "datos.csv", tmp_path).tables
    assert rows_of(table, tmp_path)[-1] == ("Peña", 4)
    assert "broken-characters" in notes_of(table)


def test_names_and_quoted_addresses_are_not_parted_at_their_blanks(tmp_path: Path) -> None:
    rows = "".join(f'Rosa García López,"Morelos {n}, Col. Centro"\n' for n in range(40))
    reading = read_bytes(f"paciente,domicilio\n{rows}".encode(), "datos.csv", tmp_path)
    assert names_of(reading.tables[0]) == ["paciente", "domicilio"]
