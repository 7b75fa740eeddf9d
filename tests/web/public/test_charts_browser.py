"""Charts in a real browser: alive under our strict policy, by mouse and by keyboard, and in the pages of others."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from amate.catalog.models import Dataset, Table
from tests.web.conftest import faults, on_screens

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]


@pytest.fixture
def chart(stations: Table) -> str:
    return f"{stations.get_absolute_url()}/grafica?_group=activa&_aggregate=mm__sum"


@on_screens
def test_axe_finds_nothing_serious_in_charts_dead_or_alive(
    visit: Visit, axe: str, chart: str, rain: Dataset, width: int, dark: bool
) -> None:
    for path in (chart, f"/embed{chart}", rain.get_absolute_url()):
        page = visit(path, width=width, dark=dark)
        assert faults(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.get_by_role("button", name="Explorar la gráfica").click()
        page.locator(".chart-view svg").wait_for()
        assert faults(page, axe) == [], path


def test_marks_are_pointed_at_and_walked_without_breaking_the_policy(visit: Visit, chart: str) -> None:
    page = visit("/nada")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/".join(page.url.split("/")[:3]) + chart, wait_until="networkidle")
    page.get_by_role("button", name="Explorar la gráfica").click()
    page.locator(".chart-view [aria-label]:focus").wait_for()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first == "No: 1,410"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Sí: 824.75"
    assert "824.75" in page.locator(".chart-tip").inner_text()
    page.locator(".chart-view [aria-label='No: 1,410']").hover()
    assert "1,410" in page.locator(".chart-tip").inner_text()
    assert [one for one in said if "Security" in one or "rror" in one] == []
    assert page.context.cookies() == []


def test_a_chart_is_made_and_read_without_javascript(visit: Visit, stations: Table) -> None:
    page = visit(f"{stations.get_absolute_url()}/grafica", width=375, script=False)
    page.get_by_label("Qué se compara").select_option("activa")
    page.get_by_label("Qué se calcula").select_option("sum")
    page.get_by_label("…de la columna").select_option("mm")
    page.get_by_role("button", name="Dibujar").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Suma de «mm» por «activa»"
    page.wait_for_load_state("networkidle")
    assert page.locator(".chart img").evaluate("image => image.naturalWidth") > 300
    assert "1,410" in page.locator(".chart-table").inner_text()


def test_a_page_with_a_living_chart_weighs_less_than_450_kilobytes(visit: Visit, rain: Dataset) -> None:
    """As sent: compressed, as our server and whitenoise do."""
    page, sizes = visit("/nada"), list[int]()
    page.on("response", lambda response: sizes.append(len(gzip.compress(response.body()))))
    page.goto("/".join(page.url.split("/")[:3]) + rain.get_absolute_url(), wait_until="networkidle")
    assert sum(sizes) < 200_000  # nobody has reached for the chart
    page.get_by_role("button", name="Explorar la gráfica").click()
    page.locator(".chart-view svg").wait_for()
    page.wait_for_load_state("networkidle")
    assert 200_000 < sum(sizes) < 450_000


@pytest.fixture
def stranger() -> Iterator[Callable[[str], str]]:
    """A page of another origin: `stranger(html)` is its address."""
    pages: list[bytes] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(html: str) -> str:
        pages.append(html.encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()


def test_a_chart_lives_in_the_page_of_another_origin_without_cookies(
    chromium: Any, live_server: Any, chart: str, stranger: Callable[[str], str]
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(
        stranger(f'<h1>Nota</h1><iframe src="{live_server.url}/embed{chart}" width="700" height="600">')
    )
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Explorar la gráfica").click()
    frame.locator(".chart-view svg").wait_for()
    assert frame.get_by_role("heading", level=1).inner_text() == "Suma de «mm» por «activa»"
    assert [one for one in said if "Security" in one or "rror" in one] == []
    assert context.cookies() == []
    context.close()
