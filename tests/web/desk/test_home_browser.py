"""La mesa with the keyboard alone at 320 points (400 % of 1280), and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from amate.catalog.actions import create_dataset, edit_dataset
from amate.catalog.models import Dataset
from tests.cast import METADATA
from tests.web.conftest import faults
from tests.web.desk.test_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CASES = "fecha,municipio,casos\n2023-02-01,Tonalá,3\n2024-11-30,Tonalá,5\n"
LONG = "Padrón de parques, jardines, camellones y áreas verdes municipales " * 4


def press(page: Any, name: str, role: str = "link") -> None:
    """Walk to it with Tab, as somebody without a mouse does, and press Enter; it has to be seen on the way."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.is_visible()
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to «{name}»")


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_draft_goes_public_with_the_keyboard_alone(
    visit: Any, axe: str, ana: Any, zapopan: Any, environment: Any, upload: Any
) -> None:
    dataset = upload(CASES, "casos.csv").resource.dataset
    edit_dataset(
        by=ana, dataset=dataset, **{**METADATA, "theme": environment, "temporal": "", "title": LONG[:250]}
    )
    for number in range(30):
        create_dataset(by=ana, institution=zapopan, title=f"{number} {LONG}"[:300])
    Dataset.objects.filter(pk=dataset.pk).update(modified="2100-01-01T00:00Z")  # the first of the list
    page = enter(visit, ana, width=320)
    assert fits(page)
    assert faults(page, axe) == []

    press(page, "Publícalo")
    assert fits(page)
    assert faults(page, axe) == []
    press(page, "periodo que cubre")
    assert fits(page)
    press(page, "Aceptar todas", role="button")
    assert page.get_by_text("Guardado con lo que se sugería.").is_visible()
    assert faults(page, axe) == []
    dataset.refresh_from_db()
    assert (dataset.temporal, dataset.territory) == ("2023-02/2024-11", "14101")

    press(page, "revísalo y publícalo")
    press(page, "Publicar", role="button")
    dataset.refresh_from_db()
    assert dataset.is_public
    assert fits(page)


def test_the_front_holds_in_the_dark_and_without_scripts(visit: Any, axe: str, ana: Any, parks: Any) -> None:
    page = enter(visit, ana, script=False)
    assert page.get_by_role("link", name="Mejóralo").count()
    page.get_by_role("link", name="Publicado 1").click()
    assert page.get_by_role("link", name="Parques de Zapopan").count()
    dark = visit("/mesa/entrar/", dark=True, width=375)
    assert faults(dark, axe) == []
    assert parks.is_public
