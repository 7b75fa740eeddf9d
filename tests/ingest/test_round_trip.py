"""Any table that a program can write comes back cell by cell."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.query.formats import export
from amate.query.language import Query
from tests.ingest.reader import names_of, read_bytes, rows_of

# Says in which encoding the text is, as a page of real Spanish would.
SPANISH = "Niñez, educación pública y «señalización» según el año: ¿cómo están José, Íñigo y Ángela?"
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"))
MARKS = st.sampled_from([*",;\t|\"'\\\n\r \u00a0-=+@#%0123456789.:/", "\r\n", '""', '","'])
SPANISH_LETTERS = st.sampled_from("aeiouáéíóúñüÁÉÍÓÚÑ")


def cells(letters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(letters | MARKS, max_size=8).map("".join)


@st.composite
def tables(draw: st.DrawFn, letters: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(cells(letters), min_size=width, max_size=width), min_size=1, max_size=12))
    filled = [[f"fila {at}", *row] for at, row in enumerate(rows)]
    heads = [f"columna {chr(97 + at)}" for at in range(width + 1)]
    return [heads, ["texto", SPANISH, *[""] * (width - 1)], *filled]


def written(table: list[list[str]], delimiter: str, line_end: str, encoding: str, quoting: int) -> bytes:
    """The table as csv.writer writes it; each row apart, for it quotes only the line end that it was told."""
    lines = []
    for row in table:
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=delimiter, lineterminator="\r\n", quoting=quoting).writerow(row)
        lines.append(line.getvalue()[:-2] + line_end)
    return "".join(lines).encode(encoding)


def read_back(content: bytes, folder: Path) -> list[list[str]]:
    reading = read_bytes(content, "tabla.csv", folder, text_only=True)
    assert reading.refused is None
    (table,) = reading.tables
    return [names_of(table), *([value or "" for value in row] for row in rows_of(table, folder))]


dialects = {
    "delimiter": st.sampled_from(",;\t|"),
    "line_end": st.sampled_from(["\n", "\r\n", "\r"]),
    "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
}
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(table=tables(LETTERS), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), **dialects)
def test_any_table_in_unicode_reads_back_equal(
    table: list[list[str]], encoding: str, delimiter: str, line_end: str, quoting: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = written(table, delimiter, line_end, encoding, quoting)
        assert read_back(content, Path(folder)) == table


@few
@given(table=tables(SPANISH_LETTERS), encoding=st.sampled_from(["cp1252", "mac_roman"]), **dialects)
def test_any_spanish_table_in_one_byte_reads_back_equal(
    table: list[list[str]], encoding: str, delimiter: str, line_end: str, quoting: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = written(table, delimiter, line_end, encoding, quoting)
        assert read_back(content, Path(folder)) == table


# Words, for rows of words over rows of numbers would be heads.
WORDS = st.builds("x{}".format, st.text(st.sampled_from("abcdeñáz0123456789.-"), max_size=9))


@few
@given(rows=st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=4, max_size=30))
def test_any_words_in_columns_of_fixed_width_read_back_equal(rows: list[list[str]]) -> None:
    table = [["clave", "nombre", "nota"], *rows]
    text = "".join("  ".join(cell.ljust(12) for cell in row).rstrip() + "\n" for row in table)
    with tempfile.TemporaryDirectory() as folder:
        assert read_back(text.encode(), Path(folder)) == table


@few
@given(table=tables(LETTERS))
def test_what_is_published_as_csv_reads_back_equal(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading = read_bytes(
            written(table, ",", "\n", "utf-8", csv.QUOTE_MINIMAL), "t.csv", folder, text_only=True
        )
        export(reading.tables[0].stored(folder / "out"), Query(), folder / "tabla.csv", format="csv")
        with (folder / "tabla.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == table
