"""A mistake, from beginning to end, in a browser: shut off, mended, opened, erased; every page under axe."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from amate.catalog.models import Dataset
from amate.catalog.rules import VersionState
from amate.people.models import Person
from amate.publishing.actions import upload as next_version
from amate.publishing.models import LogEntry
from amate.publishing.verify import verify
from tests.cast import PARKS_CSV
from tests.web.conftest import faults
from tests.web.desk.test_browser import enter
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("AMATE_SHOTS", "")


def look(page: Any, axe: str, name: str) -> None:
    """Nothing for axe to say, at both widths; and a picture for whoever wants to see it (AMATE_SHOTS)."""
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page, axe) == [], (name, width)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_a_mistake_is_shut_off_replaced_and_erased(
    visit: Callable[..., Any], parks: Dataset, ana: Person, steward: Person, axe: str
) -> None:
    bad = parks.resources.get().current
    assert bad
    page = enter(visit, steward)
    desk = f"/mesa/conjuntos/{parks.slug}/"
    origin = page.url.split("/mesa")[0]
    page.goto(f"{origin}{desk}")
    page.get_by_text("Poner en cuarentena", exact=True).first.click()
    page.get_by_label("Motivo").last.select_option(label="Contiene datos personales")
    page.get_by_role("button", name="Poner en cuarentena").click()
    page.get_by_text("Desde ahora ninguna de sus direcciones responde").wait_for()
    look(page, axe, "cerrado")
    reader = visit(f"/datos/{parks.slug}")
    assert reader.get_by_text("Motivo: contiene datos personales").is_visible()
    look(reader, axe, "publico-451")
    mended = PARKS_CSV.replace("7.2", "7.5").encode()
    next_version(by=ana, resource=parks.resources.get(), file=io.BytesIO(mended), filename="parques.csv")
    run_waiting_jobs()
    page.goto(f"{origin}{desk}")
    page.get_by_role("button", name="Levantar la cuarentena y publicar").click()
    page.get_by_text("Cuarentena levantada").wait_for()
    page.goto(f"{origin}/mesa/versiones/{bad.public_id}/borrar-para-siempre/")
    page.get_by_role("button", name="Borrar para siempre").click()
    assert page.get_by_text("Elige por qué").first.is_visible()
    look(page, axe, "borrar")
    page.get_by_label("Motivo").select_option(label="Contiene datos personales")
    page.get_by_label("Para confirmar").fill("borrar 1")
    page.get_by_role("button", name="Borrar para siempre").click()
    page.get_by_text("La versión 1 se borró para siempre.").wait_for()
    run_waiting_jobs()
    look(page, axe, "borrado")
    page.goto(f"{origin}/mesa/portal/cuarentenas/")
    look(page, axe, "cuarentenas")
    reader.goto(f"{origin}{bad.get_absolute_url()}")
    look(reader, axe, "publico-410")
    assert reader.get_by_text("Se borró para siempre").first.is_visible()
    bad.refresh_from_db()
    assert bad.state == VersionState.PURGED
    assert Client().get(f"/datos/{parks.slug}").status_code == 200
    assert [entry.verb for entry in LogEntry.objects.order_by("number")] == ["publish", "publish", "purge"]
    assert verify() == []
