"""Two editors save at once and nothing is lost; one is removed in mid-session and is out at the next request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from amate.catalog.models import Dataset
from amate.people.actions import create_key
from amate.people.models import Membership, Person
from tests.cast import Upload
from tests.web.conftest import faults
from tests.web.desk.test_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]
FINDING_STEPS = 80  # Tab is pressed at most so often before what is looked for has the focus


def tab_to(page: Any, target: Any) -> None:
    """Go somewhere as who has no mouse does."""
    for _press in range(FINDING_STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")


def write_over(page: Any, label: str, text: str) -> None:
    field = page.get_by_label(label).last
    tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_two_editors_at_once_and_one_who_is_removed(
    visit: Visit, ana: Person, luis: Person, upload: Upload, axe: str, live_server: Any
) -> None:
    slug = upload().resource.dataset.slug
    _row, secret = create_key(by=luis, name="guion", scopes=["read", "write"])
    at_ana, at_luis = enter(visit, ana), enter(visit, luis)
    for page in (at_ana, at_luis):
        page.goto(f"{live_server.url}/mesa/conjuntos/{slug}/")

    write_over(at_ana, "Descripción", "Un parque por fila, dijo Ana.")
    tab_to(at_ana, at_ana.get_by_role("button", name="Guardar sin publicar"))
    at_ana.keyboard.press("Enter")
    at_ana.get_by_text("Guardado.").wait_for()

    write_over(at_luis, "Descripción", "Cada parque una vez, dijo Luis.")
    write_over(at_luis, "Periodo que cubre", "2024")
    at_luis.keyboard.press("Enter")
    at_luis.get_by_text("Alguien más guardó este conjunto mientras lo editabas.").first.wait_for()
    assert faults(at_luis, axe) == []
    choice = at_luis.get_by_role("region", name="Lo tuyo y lo que guardó Ana").first
    for said in ("Cada parque una vez, dijo Luis.", "Un parque por fila, dijo Ana.", "2024"):
        assert said in choice.inner_text()
    tab_to(at_luis, choice.get_by_role("radio", name="Descripción: lo tuyo"))
    at_luis.keyboard.press("ArrowRight")
    tab_to(at_luis, choice.get_by_role("button", name="Guardar lo elegido"))
    at_luis.keyboard.press("Enter")
    at_luis.get_by_text("Guardado.").wait_for()
    saved = Dataset.objects.get()
    assert (saved.description, saved.temporal) == ("Un parque por fila, dijo Ana.", "2024")
    written = saved.revisions.order_by("number").values_list("by__name", "values__description")
    assert ("Ana", "Un parque por fila, dijo Ana.") in written

    at_ana.goto(f"{live_server.url}/mesa/equipo/zapopan/")
    tab_to(at_ana, at_ana.get_by_role("button", name="Quitar a Luis como Editor"))
    at_ana.keyboard.press("Enter")
    at_ana.get_by_text("Se quitó a Luis.").wait_for()
    assert not Membership.objects.filter(person=luis).exists()

    write_over(at_luis, "Descripción", "Medido a pie durante tres meses.")
    tab_to(at_luis, at_luis.get_by_role("button", name="Guardar sin publicar"))
    at_luis.keyboard.press("Enter")
    at_luis.get_by_role("heading", name="No se guardó").wait_for()
    assert at_luis.get_by_label("Descripción").input_value() == "Medido a pie durante tres meses."
    assert faults(at_luis, axe) == []
    tab_to(at_luis, at_luis.get_by_role("link", name="Ir a la mesa"))
    at_luis.keyboard.press("Enter")
    at_luis.get_by_text("Tu cuenta todavía no es de ninguna institución").first.wait_for()
    for page, status in ((at_luis, 404), (at_ana, 200)):
        assert page.goto(f"{live_server.url}/mesa/conjuntos/{slug}/").status == status
    keyed = requests.get(
        f"{live_server.url}/api/v1/datasets/{saved.public_id}",
        headers={"Authorization": f"Bearer {secret}"},
        timeout=20,
    )
    assert keyed.status_code == 404
    assert Dataset.objects.get().description == "Un parque por fila, dijo Ana."
