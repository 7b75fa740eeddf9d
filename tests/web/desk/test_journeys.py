"""Two journeys of offices with the files that they really have, in a browser, as somebody new to it makes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from amate.catalog.models import Licence, Table, Theme, Version
from amate.people.models import Person
from tests.web.conftest import faults
from tests.web.desk.test_browser import choose, describe, enter, write
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COLUMNS = ["FECHA", "CALLE", "CRUCE", "COLONIA", "X", "Y", "DELITO", "TIPO", "FUENTE"]
REPAIRS = ["Saltar los títulos", "Juntar los renglones de encabezados", "Dejar fuera las notas al pie"]
APRIL = "INCIDENCIA DE FALTAS ADMINISTRATIVAS Y DELITOS COMETIDOS EN LOS MESES DE ABRIL, MAYO Y JUNIO DE 2014"


def next_quarter(book: Path, folder: Path) -> Path:
    """A workbook of the same shape: another title, every date 91 days later, a tenth of the rows gone."""
    workbook = openpyxl.load_workbook(book)
    for sheet in workbook:
        sheet["B1"] = APRIL
        sheet.delete_rows(4, 490)
        for (cell,) in sheet.iter_rows(min_row=4, max_col=1):
            if isinstance(cell.value, datetime):
                cell.value += timedelta(days=91)
    path = folder / book.name
    workbook.save(path)
    return path


def dated_rows(book: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The rows that openpyxl finds with a date in their first cell."""
    rows = openpyxl.load_workbook(book, read_only=True)[sheet].iter_rows(
        min_row=4, max_col=9, values_only=True
    )
    return [row for row in rows if isinstance(row[0], datetime)]


def stored_rows(table: Table) -> list[tuple[Any, ...]]:
    import polars

    return polars.read_parquet(table.parquet).drop("_id").rows()


def same(stored: list[tuple[Any, ...]], original: list[tuple[Any, ...]]) -> bool:
    """Cell by cell, but for the outer white space that the repairs took away."""
    plain = [
        tuple((cell.strip() or None) if isinstance(cell, str) else cell for cell in row) for row in original
    ]
    return [
        (datetime.combine(row[0], datetime.min.time()), *row[1:4], *map(float, row[4:6]), *row[6:])
        for row in stored
    ] == [(*row[:4], *map(float, row[4:6]), *row[6:]) for row in plain]


@pytest.mark.parametrize(
    "script",
    [pytest.param(True, id="with JavaScript"), pytest.param(False, id="without", marks=pytest.mark.campaign)],
)
def test_a_police_office_publishes_its_workbook_and_the_next_one_needs_no_click(
    visit: Visit,
    ana: Person,
    environment: Theme,
    licence: Licence,
    tmp_path: Path,
    axe: str,
    *,
    real: Path,
    script: bool,
) -> None:
    book = real / "zapopan_delitos_faltas_2014.xlsx"
    page = enter(visit, ana, script=script)
    choose(page, book, "Subir archivo")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    run_waiting_jobs()
    page.get_by_text("Entendimos 2 tablas").wait_for()
    assert page.get_by_text("4,906 filas · 9 columnas").is_visible()
    assert page.get_by_text("4,936 filas · 9 columnas").is_visible()
    tables = {table.name: table for table in Table.objects.all()}
    for name in ("HECHOS", "DETENIDOS"):
        assert [column.name.split()[-1] for column in tables[name].columns.all()] == COLUMNS
        assert same(stored_rows(tables[name]), dated_rows(book, name))

    page.get_by_role("link", name="cómo se leyó").click()
    page.get_by_role("heading", name="Cómo se leyó tu archivo").wait_for()
    repairs = page.locator(".repair")
    assert repairs.locator("strong").all_inner_texts() == REPAIRS
    assert repairs.locator(".count").all_inner_texts() == ["1", "7", "1"]
    joined = repairs.nth(1).get_by_role("row", name="UBICACIÓN DEL HECHO / CALLE CALLE")
    assert joined.is_visible()
    if script:
        assert faults(page, axe) == []
    for on, told, rows in ((False, "Ya no se hizo", 4907), (True, "Se hizo", 4906)):
        page.get_by_role("checkbox", name=REPAIRS[2]).set_checked(on)
        page.get_by_role("button", name="Aplicar los cambios").click()
        page.locator(".reading").wait_for()
        run_waiting_jobs()
        page.get_by_text(f"{told}: dejar fuera").wait_for()
        assert Table.objects.get(name="HECHOS").rows == rows
    page.get_by_role("link", name="Seguir y publicar").click()
    describe(page)
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()

    later = next_quarter(book, tmp_path)
    choose(page, later, "Subir")
    page.locator(".reading").wait_for()
    run_waiting_jobs()
    page.get_by_role("button", name="Publicar la versión 2").click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    for name in ("HECHOS", "DETENIDOS"):
        table = Table.objects.current().get(name=name)
        assert table.public_id == tables[name].public_id
        assert same(stored_rows(table), dated_rows(later, name))
    assert list(Version.objects.values_list("number", "questions")) == [(2, []), (1, [])]


def test_a_municipality_publishes_two_old_texts_and_is_told_what_the_third_one_is(
    visit: Visit,
    ana: Person,
    environment: Theme,
    licence: Licence,
    tmp_path: Path,
    *,
    real: Path,
) -> None:
    page = enter(visit, ana)
    for name, sentence in (
        ("zapopan_parques.csv", "51 filas · 8 columnas"),
        ("zapopan_eventos.csv", "106 filas · 13 columnas"),
    ):
        page.goto(page.url.split("/mesa/")[0] + "/mesa/")
        choose(page, real / name, "Subir archivo")
        page.get_by_text("Estamos leyendo tu archivo").wait_for()
        run_waiting_jobs()
        page.get_by_text(sentence).wait_for()
        describe(page)
        page.get_by_role("button", name="Publicar", exact=True).click()
        page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    events = Table.objects.get(name="zapopan_eventos")
    dates = {column.name: column.type for column in events.columns.all()}
    assert (dates["Autorizacion"], dates["Vencimiento"]) == ("date", "date")

    page.goto(page.url.split("/mesa/")[0] + "/mesa/")
    choose(page, write(tmp_path, "presupuesto.csv", PDF), "Subir archivo")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    run_waiting_jobs()
    page.get_by_text("«presupuesto.csv» pero en realidad es un PDF").wait_for()
    assert Version.objects.latest("pk").state == "refused"
