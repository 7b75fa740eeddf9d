"""A journalist asks a table in a real browser, with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from amate.catalog.models import Table
from tests.web.conftest import faults, on_screens
from tests.web.explore.conftest import Publish

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]

MUNICIPALITIES = ("Zapopan", "Guadalajara", "Tlaquepaque")
PROGRAMMES = ("Becas", "Apoyo al campo", "Vivienda")


def payments() -> str:
    lines = ["municipio,programa,monto,fecha,pagado"]
    for number in range(300):
        day = f"{2022 + number // 9 % 3}-{1 + number % 12:02}-{1 + number % 28:02}"
        amount = "" if number % 10 == 0 else str(10 * (number % 97))
        lines.append(
            f"{MUNICIPALITIES[number % 3]},{PROGRAMMES[number // 3 % 3]},{amount},{day},{str(number % 4 > 0).lower()}"
        )
    return "\n".join(lines) + "\n"


ROWS = [line.split(",") for line in payments().splitlines()[1:]]


@pytest.fixture
def table(published: Publish) -> Table:
    return published(payments(), "pagos.csv")


def count(page: Any) -> str:
    return str(page.locator("#cuenta strong").inner_text())


def settled(page: Any) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling", state="detached")


def journey(page: Any) -> None:
    """Three filters, groups by two keys, a figure followed to its rows."""
    page.get_by_role("link", name=re.compile("^Zapopan")).first.click()
    settled(page)
    assert count(page) == "100 filas"
    page.get_by_role("link", name="Filtrar monto").click()
    page.get_by_label("Desde").fill("100")
    page.get_by_role("button", name="Filtrar").click()
    settled(page)
    page.get_by_role("link", name="Filtrar fecha").click()
    page.get_by_role("link", name="2023", exact=True).click()
    settled(page)
    kept = [
        row
        for row in ROWS
        if row[0] == "Zapopan" and row[2] and int(row[2]) >= 100 and row[3].startswith("2023")
    ]
    assert count(page) == ("1 fila" if len(kept) == 1 else f"{len(kept)} filas")
    page.get_by_role("link", name="Quitar todos").click()
    settled(page)
    page.get_by_role("link", name="Agrupar").click()
    page.get_by_label("Columna 1").select_option("municipio")
    page.get_by_label("Columna 2").select_option("fecha__year")
    page.get_by_label("Cálculo 1").select_option("sum")
    page.get_by_label("De la columna").first.select_option("monto")
    page.get_by_role("button", name="Agrupar").click()
    settled(page)
    assert page.get_by_text("Suma de «monto» por «municipio» y año de «fecha»").first.is_visible()
    page.get_by_role("link", name="año de «fecha»").click()
    settled(page)
    page.get_by_role("link", name=re.compile("^Ver filas de Guadalajara 2022")).click()
    settled(page)
    expected = [row for row in ROWS if row[0] == "Guadalajara" and row[3].startswith("2022")]
    assert count(page) == f"{len(expected)} filas"


@on_screens
def test_the_journey_with_javascript(visit: Visit, axe: str, table: Table, width: int, dark: bool) -> None:
    page = visit(table.get_absolute_url(), width=width, dark=dark)
    page.evaluate("window.stayed = true")
    journey(page)
    assert page.evaluate("window.stayed")
    assert page.locator("#anuncio").inner_text().strip().startswith(count(page))
    assert faults(page, axe) == []
    rows = page.locator("#_tabla tbody").inner_text()
    page.go_back()
    page.get_by_text("Suma de «monto»").first.wait_for()
    page.go_forward()
    page.get_by_text("municipio es igual a «Guadalajara»").wait_for()
    assert page.locator("#_tabla tbody").inner_text() == rows


def test_the_journey_without_javascript(visit: Visit, table: Table) -> None:
    page = visit(table.get_absolute_url(), width=375, script=False)
    journey(page)


def test_the_keyboard_opens_and_leaves_a_panel_where_it_was(visit: Visit, table: Table) -> None:
    page = visit(table.get_absolute_url())
    opener = page.get_by_role("link", name="Filtrar monto")
    opener.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.textContent").strip() == "Filtrar monto"


def test_sorting_keeps_focus_and_where_one_looks(visit: Visit, table: Table) -> None:
    page = visit(table.get_absolute_url(), width=375)
    page.evaluate("document.getElementById('_tabla').scrollLeft = 200")
    page.get_by_role("link", name="monto", exact=True).focus()
    across = page.evaluate("document.getElementById('_tabla').scrollLeft")
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=ascending]").wait_for()
    settled(page)
    assert page.evaluate("document.getElementById('_tabla').scrollLeft") == across
    assert page.evaluate("document.activeElement.title") == "monto"


def test_what_was_typed_wrong_is_said_in_the_panel(visit: Visit, axe: str, table: Table) -> None:
    page = visit(table.get_absolute_url())
    page.get_by_role("link", name="Filtrar monto").click()
    page.get_by_label("Desde").fill("muchos")
    page.get_by_role("button", name="Filtrar").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("«muchos» no es un número").wait_for()
    assert page.get_by_label("Desde").input_value() == "muchos"
    assert faults(page, axe) == []


def test_crossed_groups_and_a_row_are_accessible_and_narrow(visit: Visit, axe: str, table: Table) -> None:
    for path in ("?_group=municipio,programa&_f_cruzar=1", "/filas/7", "?_f_panel=agrupar"):
        page = visit(f"{table.get_absolute_url()}{path}", width=320)
        assert faults(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_bars_that_fail_to_come_leave_the_page_where_it_is(visit: Visit, table: Table) -> None:
    page = visit(table.get_absolute_url())
    refused = []

    def refuse_bars(route: Any, request: Any) -> None:
        if request.headers.get("hx-target") != "reparto":
            return route.fallback()
        refused.append(request.url)
        return route.fulfill(status=503)

    page.route("**/*", refuse_bars)
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda answer: answer.status == 503):
        page.get_by_role("link", name=re.compile("^Zapopan")).first.click()
    settled(page)
    assert refused
    assert count(page) == "100 filas"
    assert page.evaluate("window.stayed")
