"""Pages that are tables: what systems export as `.xls`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of

ROWS = "<tr><td>01</td><td>$1,234.50</td></tr><tr><td>02</td><td>$20.00</td></tr>"
TABLE = f"<table><tr><th>cve</th><th>monto</th></tr>{ROWS}</table>"


@pytest.mark.parametrize("name", ["ventas.xls", "ventas.csv", "ventas.html", "ventas"])
@pytest.mark.parametrize(
    "page",
    [
        TABLE,
        f"<html><head><meta charset='utf-8'><style>td {{}}</style></head><body>{TABLE}</body></html>",
        f"<!DOCTYPE html>\n<html><body><table><tr><td>{TABLE}</td></tr></table></body></html>",
        TABLE.upper().replace("CVE", "cve").replace("MONTO", "monto"),
        TABLE.replace("</td>", "").replace("</tr>", ""),
        f"\ufeff<div><script>var x = '<table>';</script>{TABLE}</div>",
    ],
)
def test_the_table_of_a_page_is_read(page: str, name: str, tmp_path: Path) -> None:
    reading = read_bytes(page.encode(), name, tmp_path)
    (table,) = reading.tables
    assert (reading.format, table.name, names_of(table)) == ("html", "ventas", ["cve", "monto"])
    assert [(cve, float(amount)) for cve, amount in rows_of(table, tmp_path)] == [("01", 1234.5), ("02", 20)]
    assert ("wrong-extension" in notes_of(table)) == (name in ("ventas.xls", "ventas.csv"))


def test_cells_over_rows_are_said_in_each_and_over_columns_once(tmp_path: Path) -> None:
    page = """<table><tr><th>zona</th><th>calle</th><th>n</th></tr>
    <tr><td rowspan="2">Centro</td><td>Juárez&nbsp;</td><td>1</td></tr><tr><td>Hidalgo<br>norte</td><td>2</td></tr>
    <tr><td>Sur</td><td>A &amp; B</td><td>3</td></tr></table>"""
    (table,) = read_bytes(page.encode(), "calles.xls", tmp_path).tables
    assert rows_of(table, tmp_path) == [
        *(("Centro", "Juárez", 1), ("Centro", "Hidalgo\nnorte", 2), ("Sur", "A & B", 3)),
    ]


def test_each_data_table_is_one_and_layout_is_none(tmp_path: Path) -> None:
    menu = "<table><tr><td>Inicio</td></tr><tr><td>Contacto</td></tr></table>"
    captioned = TABLE.replace("<table>", "<table><caption>Gastos  2024</caption>")
    page = f"<html><table><tr><td>{menu}</td><td>{captioned}</td></tr><tr><td></td><td>{TABLE}</td></tr></table></html>"
    reading = read_bytes(page.encode(), "pagina.html", tmp_path)
    assert [(table.name, table.rows) for table in reading.tables] == [("Gastos 2024", 2), ("Tabla 2", 2)]


def test_what_a_page_does_not_show_is_not_published(tmp_path: Path) -> None:
    page = (
        "<table><col><col style='display:none'><col><tr><th>cve</th><th>rfc</th><th>n</th></tr>"
        "<tr><td>01</td><td>CANARIO</td><td>1</td></tr>"
        "<tr style='DISPLAY: none'><td>02</td><td></td><td>CANARIO</td></tr>"
        "<tr><td>03</td><td></td><td>3<script>CANARIO</script></td></tr></table>"
    )
    (table,) = read_bytes(page.encode(), "t.xls", tmp_path).tables
    assert (names_of(table), rows_of(table, tmp_path)) == (["cve", "n"], [("01", 1), ("03", 3)])
    assert {"hidden-rows", "hidden-columns", "page-code"} <= notes_of(table).keys()
    assert b"CANARIO" not in (tmp_path / "out" / table.parquet).read_bytes()


def test_letters_of_windows_are_read(tmp_path: Path) -> None:
    page = TABLE.replace("monto", "monto según año").encode("cp1252")
    (table,) = read_bytes(page, "t.xls", tmp_path).tables
    assert names_of(table) == ["cve", "monto según año"]


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><body><h1>404</h1></body></html>",
        "<html><table><tr><td>1</td></tr></table></html>",
        "<html><table>" + "<tr><td>menú</td></tr>" * 9 + "</table></html>",
        "<html>" + "<table><tr><td>" * 3000,
    ],
)
def test_a_page_without_data_is_refused_by_name(page: str, tmp_path: Path) -> None:
    reading = read_bytes(page.encode(), "t.xls", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "html"
    assert "«t.xls»" in reading.refused.message


@pytest.mark.parametrize("mark", ["<![if !IE]>", "<![x", "<![", "<![%", "<![CDATA[y]]>", "<![x[y]]>"])
def test_marked_sections_are_comments_as_for_any_browser(mark: str, tmp_path: Path) -> None:
    page = f"<table><tr><td>a<td>b<tr><td>1<td>2{mark}</table>"
    reading = read_bytes(page.encode(), "a.html", tmp_path)
    assert reading.refused is None
    (table,) = reading.tables
    assert (names_of(table), rows_of(table, tmp_path)) == (["a", "b"], [(1, 2)])


def test_what_stands_around_a_table_is_left_out_as_in_workbooks(tmp_path: Path) -> None:
    def row(*cells: object) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    towns = ["Acatic", "Ameca", "Arandas", "Chapala"]
    page = (
        "<table>"
        + row("Cuadro 1. Robos")
        + row("Municipio", "Robos")
        + "".join(row(town, at + 1) for at, town in enumerate(towns))
        + row("TOTAL", 10)
        + row("Fuente: Fiscalía del Estado.")
        + row("", "")
        + row("Cuadro 2. Fraudes")
        + row("Municipio", "Fraudes")
        + "".join(row(town, at + 5) for at, town in enumerate(towns))
        + "</table>"
    )
    robberies, frauds = read_bytes(page.encode(), "delitos.xls", tmp_path).tables
    assert [robberies.name, frauds.name] == ["Cuadro 1. Robos", "Cuadro 2. Fraudes"]
    assert rows_of(robberies, tmp_path) == [(town, at + 1) for at, town in enumerate(towns)]
    assert rows_of(frauds, tmp_path) == [(town, at + 5) for at, town in enumerate(towns)]
    assert {"several-tables", "total-row", "footer-rows"} <= {note.code for note in robberies.notes}


def test_a_head_of_two_rows_is_joined_with_the_groups_beside_it(tmp_path: Path) -> None:
    page = (
        "<table><tr><th rowspan=2>Municipio</th><th colspan=2>Hombres</th><th rowspan=2>Total</th></tr>"
        "<tr><th>Niños</th><th>Adultos</th></tr>"
        "<tr><td>Ameca</td><td>1</td><td>2</td><td>3</td></tr>"
        "<tr><td>Tala</td><td>4</td><td>5</td><td>9</td></tr></table>"
    )
    (table,) = read_bytes(page.encode(), "poblacion.html", tmp_path).tables
    assert [column.name for column in table.columns] == ["Municipio", "Niños", "Adultos", "Total"]
    assert [note.code for note in table.notes if note.code != "title-rows"] == ["joined-heads"]


@pytest.mark.parametrize(
    ("begun", "code"), [("<a ", None), ("<!-- ", None), ("<script>" + "x" * 17_000_000, "damaged")]
)
def test_what_nobody_ended_is_not_looked_at_again_and_again(
    begun: str, code: str | None, tmp_path: Path
) -> None:
    page = "<table><tr><td>a<td>b<tr><td>1<td>2<tr><td>3<td>4</table>" + begun * (1 if code else 100_000)
    reading = read_bytes(page.encode(), "a.html", tmp_path)
    assert (reading.refused and reading.refused.code) == code
    assert [table.rows for table in reading.tables] == ([] if code else [2])


def test_cells_that_span_more_columns_than_any_table_has_are_not_spread_out(tmp_path: Path) -> None:
    page = "<table>" + "<tr><td rowspan=1000 colspan=1000>x<td>y" * 4 + "</table>"
    reading = read_bytes(page.encode(), "a.html", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "too-many-columns"
    assert (
        "2001" in reading.refused.message
    )  # the second row is one too many, and nobody went on to the fourth
