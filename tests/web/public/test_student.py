"""A student on a cheap phone: reads a dataset, runs its code, follows its sector, goes on to similar data."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
import requests

from amate.catalog.models import Dataset
from tests.web.conftest import faults, on_screens

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]
SCREENS = [
    pytest.param(375, False, False, id="phone without JavaScript"),
    pytest.param(375, True, True, id="phone at night", marks=pytest.mark.campaign),
    pytest.param(1280, False, True, id="desk", marks=pytest.mark.campaign),
    pytest.param(1280, True, False, id="desk at night without JavaScript", marks=pytest.mark.campaign),
]
ORDER = [
    "Lluvia por estación",
    "Número de filas por «activa»",  # the chart that these data suggest
    "Los datos",
    "Ficha",
    "Estaciones",
    "Cómo citar",
    "En tus programas",
    "Datos parecidos",
    "Seguir",
    "¿Ves algo mal?",
]


@pytest.fixture
def catalogue(live_server: Any, rain: Dataset, parks: Dataset, settings: Any) -> Dataset:
    """Two datasets of a sector, in a portal that calls itself by the address of the test."""
    settings.AMATE_URL = live_server.url
    settings.AMATE_LIMITS = False
    return rain


@pytest.mark.parametrize(("width", "dark", "script"), SCREENS)
def test_reads_runs_follows_and_goes_on(
    visit: Visit, catalogue: Dataset, tmp_path: Path, width: int, dark: bool, script: bool
) -> None:
    page = visit("/temas/medio-ambiente", width=width, dark=dark, script=script)
    page.get_by_role("link", name="Lluvia por estación").click()
    heads = [head for head in page.locator("main :is(h1, h2)").all_inner_texts() if head.strip()]
    assert [head.strip() for head in heads] == ORDER
    assert page.locator("section[aria-labelledby=_datos]").get_by_text("Ñáñez").is_visible()
    page.locator("summary", has_text="Python").first.click()
    code = page.locator("#_codigo-python").inner_text()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("4 filas\n{'clave': '0007', 'estacion': 'Ñáñez'"), done.stderr
    feed = page.get_by_role("link", name="Lo nuevo de Medio ambiente").get_attribute("href")
    read = feedparser.parse(requests.get("/".join(page.url.split("/")[:3]) + feed, timeout=30).content)
    assert {entry.title for entry in read.entries} == {"Lluvia por estación", "Parques de Zapopan"}
    page.get_by_role("link", name="Parques de Zapopan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Parques de Zapopan"


def test_what_is_copied_is_what_is_shown(visit: Visit, catalogue: Dataset) -> None:
    page = visit(catalogue.get_absolute_url(), width=375)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.locator("#_cita-2 + p button").click()
    page.locator("#_cita-2 + p").get_by_text("Copiado").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#_cita-2").text_content()


@on_screens
def test_axe_finds_nothing_in_what_was_folded(
    visit: Visit, axe: str, catalogue: Dataset, width: int, dark: bool
) -> None:
    page = visit(catalogue.get_absolute_url(), width=width, dark=dark)
    opened = "each => { each.removeAttribute('name'); each.open = true; }"
    page.evaluate(f"document.querySelectorAll('details').forEach({opened})")
    assert page.locator("#_codigo-r").is_visible()
    assert faults(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
