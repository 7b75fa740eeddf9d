"""The pages about the API in a real browser: accessible, narrow enough, and a console that says what came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amate.catalog.models import Dataset, Table
from tests.web.conftest import faults, on_screens
from tests.web.public.conftest import rain, stations  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]
ANSWERED = "[data-answer]:not([hidden]):not([aria-busy])"


@pytest.fixture
def place(stations: Table) -> str:  # noqa: F811
    return f"{stations.get_absolute_url()}/api"


@on_screens
def test_axe_finds_nothing_serious(visit: Visit, axe: str, place: str, width: int, dark: bool) -> None:
    for path in ("/api", place):
        page = visit(path, width=width, dark=dark)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert faults(page, axe) == [], path


def test_no_page_is_wider_than_a_small_phone(visit: Visit, place: str) -> None:
    for path in ("/api", place):
        page = visit(path, width=320)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_the_console_shows_what_came_and_how(visit: Visit, place: str) -> None:
    page = visit(place)
    page.get_by_label("Pregunta").fill("estacion=Ñáñez&_columns=estacion,mm")
    page.get_by_role("button", name="Preguntar").click()
    page.wait_for_selector(ANSWERED)
    assert page.locator("[data-status]").inner_text().startswith("200 ")
    assert '"estacion": "Ñáñez"' in page.locator("[data-body]").inner_text()
    page.locator("summary", has_text="Encabezados").first.click()
    assert "etag: " in page.locator("[data-headers]").inner_text()
    assert page.url.endswith("/api")


def test_the_console_says_what_was_wrong(visit: Visit, place: str) -> None:
    page = visit(place)
    page.get_by_label("Pregunta").fill("lugar=Xalapa")
    page.get_by_label("Pregunta").press("Enter")
    page.wait_for_selector(ANSWERED)
    assert page.locator("[data-status]").inner_text().startswith("400 ")
    assert "la tabla no tiene la columna «lugar»" in page.locator("[data-body]").inner_text()


def test_examples_are_tried_as_they_are_written(visit: Visit, place: str) -> None:
    """The console asks for the very address that a link has, however it writes it for people: every fourth of them."""
    page = visit(place)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/" in request.url else None)
    links = page.locator("a[data-try]")
    for at in range(0, links.count(), 4):
        page.evaluate("document.querySelector('[data-answer]').setAttribute('aria-busy', 'true')")
        links.nth(at).click()
        page.wait_for_selector(ANSWERED)
        assert page.locator("[data-status]").inner_text().startswith("200 "), links.nth(at).get_attribute(
            "href"
        )
        expected = links.nth(at).evaluate(
            "(link) => new URLSearchParams(new URL(link.href).search).toString()"
        )
        assert asked[-1].partition("?")[2] == expected


def test_long_answers_are_cut_and_said_to_be(visit: Visit, place: str, rain: Dataset) -> None:  # noqa: F811
    page = visit(place)
    rows = ",".join('{"a":1.10000000000000000001}' for _ in range(200))
    page.route("**/rows?*", lambda route: route.fulfill(body=f"[{rows}]", content_type="application/json"))
    page.get_by_role("button", name="Preguntar").click()
    page.wait_for_selector(ANSWERED)
    assert "Se muestran 300 líneas de 602" in page.locator("[data-cut]").inner_text()
    assert '"a": 1.10000000000000000001' in page.locator("[data-body]").inner_text()
    page.unroute("**/rows?*")
    page.route("**/rows?*", lambda route: route.fulfill(body="x" * 300_000, content_type="text/csv"))
    page.evaluate("document.querySelector('[data-answer]').setAttribute('aria-busy', 'true')")
    page.get_by_role("button", name="Preguntar").click()
    page.wait_for_selector(ANSWERED)
    assert "Se leyó solo el principio" in page.locator("[data-cut]").inner_text()


def test_the_console_leads_to_the_answer_without_javascript(visit: Visit, place: str) -> None:
    page = visit(place, script=False)
    page.get_by_label("Qué").select_option("statistics")
    page.get_by_label("Pregunta").fill("_columns=mm")
    page.get_by_role("button", name="Preguntar").click()
    assert page.url.endswith("/statistics?_columns=mm")
    assert '"standard_deviation"' in page.content()
