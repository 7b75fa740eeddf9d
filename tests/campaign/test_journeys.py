"""The journalist's journey whole, over the demo's table of two hundred thousand rows, on four screens."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import openpyxl
import pytest
from playwright.sync_api import Page, sync_playwright

from bench.portal import Running, run, serving
from tests.base.outside import ROOT
from tests.campaign.portal import commit
from tests.web.conftest import faults

pytestmark = pytest.mark.campaign
SCREENS = [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")]
EVIDENCE = ROOT / "docs" / "evidence" / "journeys.md"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

Row = dict[str, str]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("demo")
    run(home, "demo", "--home", str(home), "--no-serve")
    with serving(home, AMATE_LIMITS="0") as portal:
        yield portal


@pytest.fixture(scope="module")
def table(portal: Running) -> dict[str, Any]:
    with urlopen(f"{portal.address}/api/v1/datasets?q=incidencia+delictiva") as answer:
        dataset = json.load(answer)["results"][0]
    found: dict[str, Any] = max(dataset["tables"], key=lambda each: int(each["rows"]))
    assert found["rows"] == 200_000
    return found | {"page": f"{dataset['page']}/tablas/{found['id']}"}


@pytest.fixture(scope="module")
def rows(table: dict[str, Any]) -> list[Row]:
    """All of them, as Python's own csv reads them."""
    with urlopen(f"{table['rows_url']}.csv") as answer:
        return list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that another site serves, and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_journalist_explores_charts_shares_embeds_and_takes_what_was_seen(
    table: dict[str, Any], rows: list[Row], elsewhere: tuple[Path, str], width: int, scheme: Any
) -> None:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        page = context.new_page()
        broken: list[str] = []
        page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
        kept = filtered(page, table, rows)
        downloaded(page, kept)
        total = grouped(page, kept)
        address = charted(page, total)
        other = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
        other.goto(address)  # somebody else, another day
        assert f"{total:,}" in other.locator(".chart-table").inner_text()
        assert not context.cookies()
        embedded(other, elsewhere, f"{total:,}")
        assert broken == []
        chromium.close()
    noted(f"{width} px, {scheme}")


def filtered(page: Page, table: dict[str, Any], rows: list[Row]) -> list[Row]:
    """Heads that tell what they hold; three filters, one of them a bar that is clicked."""
    page.goto(table["page"])
    assert re.search(r"\d+ % vacías", page.locator("#_tabla thead").inner_text())
    page.get_by_role("link", name=re.compile("^Violencia familiar")).first.click()
    settled(page)
    page.get_by_role("link", name="Filtrar fecha").click()
    page.get_by_role("link", name="2024", exact=True).click()
    settled(page)
    page.goto(f"{page.url}&cvegeo__in=14039,14120")
    kept = [
        row
        for row in rows
        if row["delito"] == "Violencia familiar"
        and row["fecha"].startswith("2024")
        and row["cvegeo"] in ("14039", "14120")
    ]
    assert kept
    assert page.locator("#cuenta strong").inner_text() == f"{len(kept):,} filas"
    assert faults(page, AXE.read_text()) == []
    return kept


def downloaded(page: Page, kept: list[Row]) -> None:
    """Exactly those rows, as CSV and as a workbook."""
    here = page.url
    with page.expect_download() as csv_file:
        page.locator('a[href*="rows.csv?"]').first.click()
    with Path(csv_file.value.path()).open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == kept
    with page.expect_download() as xlsx_file:
        page.locator('a[href*="rows.xlsx?"]').first.click()
    content = io.BytesIO(Path(xlsx_file.value.path()).read_bytes())
    cells = list(openpyxl.load_workbook(content).worksheets[0].iter_rows(values_only=True))
    at = cells[0].index("folio")
    assert [row[at] for row in cells[1:]] == [row["folio"] for row in kept]
    assert page.url == here


def grouped(page: Page, kept: list[Row]) -> int:
    """By municipality and year; returns the greatest count."""
    page.get_by_role("link", name="Agrupar").click()
    page.get_by_label("Columna 1").select_option("municipio")
    page.get_by_label("Columna 2").select_option("fecha__year")
    page.get_by_role("button", name="Agrupar").click()
    settled(page)
    counts = Counter(row["municipio"] for row in kept)
    told = page.locator("table.data-table").first.inner_text()
    for name, count in counts.items():
        assert name in told
        assert f"{count:,}" in told
    return max(counts.values())


def charted(page: Page, total: int) -> str:
    """The same groups drawn, with their summary in words; returns the address."""
    page.get_by_role("link", name="Gráfica").first.click()
    page.locator(".chart").first.wait_for()
    assert "municipio" in page.get_by_role("heading", level=1).inner_text()
    assert f"{total:,}" in page.locator(".chart-table").inner_text()
    assert f"{total:,}" in page.locator("main").inner_text()
    return page.url


def embedded(page: Page, elsewhere: tuple[Path, str], total: str) -> None:
    """In a page of another site, by the code that the chart offers."""
    code = page.locator("pre", has_text="<iframe").first.text_content()
    folder, address = elsewhere
    (folder / "nota.html").write_text(f"<!doctype html><title>Nota</title>{code}")
    page.goto(f"{address}/nota.html")
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", level=1).wait_for()
    assert total in frame.locator("body").inner_text() or frame.locator("img, svg").count()
    assert not page.context.cookies()


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling", state="detached")


def noted(screen: str) -> None:
    """A line of the evidence; a run of another commit begins it anew."""
    head = f"# The journalist's journey\n\nCommit {commit()}. `pytest tests/campaign/test_journeys.py`\n\n"
    before = EVIDENCE.read_text() if EVIDENCE.exists() else ""
    lines = before.removeprefix(head) if before.startswith(head) else ""
    EVIDENCE.write_text(f"{head}{lines}- {screen}: passed\n")
