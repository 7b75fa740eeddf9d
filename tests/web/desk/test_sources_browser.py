"""Bringing a file from its address, with the keyboard alone and no JavaScript; and what it looks like, under axe."""

from __future__ import annotations

from typing import Any

import pytest

from amate.catalog.models import Dataset
from amate.people.models import Person
from tests.base.fetching.distant import playing, says
from tests.cast import PARKS_CSV
from tests.web.conftest import faults, on_screens
from tests.web.desk.test_browser import Visit, enter
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NEXT = PARKS_CSV + "Colomos,Providencia,92.0,14039\r\n"


@on_screens
def test_a_file_is_brought_from_its_address(
    visit: Visit, ana: Person, parks: Dataset, settings: Any, axe: str, width: int, dark: bool
) -> None:
    resource = parks.resources.get()
    with playing(says("200 OK", NEXT.encode())) as server:
        settings.AMATE_INTERNAL_SOURCES = [server.name]
        page = enter(visit, ana, width=width, dark=dark)
        page.goto(page.url + f"conjuntos/{parks.slug}/")
        fold = page.locator(f"#origen-{resource.pk}")
        fold.locator("summary").press("Enter")
        fold.get_by_label("Dirección del archivo").fill("parques")
        fold.get_by_label("Publicar sola").press("Space")
        fold.get_by_role("button", name="Guardar y traer").press("Enter")
        page.get_by_text("La dirección debe empezar con").first.wait_for()
        assert fold.get_by_label("Publicar sola").is_checked()
        assert faults(page, axe) == []
        fold.get_by_label("Dirección del archivo").fill(server.address)
        fold.get_by_role("button", name="Guardar y traer").press("Enter")
        page.get_by_text("Guardado: se está trayendo.").wait_for()
        run_waiting_jobs()
        page.reload()
    fold.locator("summary").press("Enter")
    fold.get_by_role("button", name="Actualizar ahora").press("Enter")  # nobody is there any more
    page.get_by_text("Se está trayendo.").first.wait_for()
    run_waiting_jobs()
    page.reload()
    page.get_by_text("No se pudo traer").wait_for()
    fold.locator("summary").press("Enter")
    assert faults(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(page.url.split("/mesa/")[0] + parks.get_absolute_url())
    page.get_by_text("Última actualización correcta").first.wait_for()
    assert faults(page, axe) == []
