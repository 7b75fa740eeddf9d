"""How people come to an institution, in a real browser: invited, asking, by a list; and every page of it under axe."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from amate.catalog.models import Dataset
from amate.people.actions import create_person, grant_role, save_institution
from amate.people.invitations import invite
from amate.people.joining import ask_to_join
from amate.people.models import Institution, Person
from amate.people.rules import Role
from tests.cast import PASSWORD
from tests.web.conftest import faults, on_screens
from tests.web.desk.test_browser import Visit, enter
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LIST = "nombre,email,organizacion\nEva,otra@zapopan.example,zapopan\nMal,mal@,zapopan\nX,x@x.example,Salu\n"
PICTURES = os.environ.get("AMATE_PICTURES", "")  # a folder for what the pages look like


@dataclass
class Look:
    """At every page on the way: what axe finds, how wide it is, and a picture where one is asked for."""

    axe: str
    width: int
    kind: str
    found: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, page: Any, name: str) -> None:
        self.found[name] = faults(page, self.axe)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > self.width:
            self.found[name].append(f"{wide} px wide")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{self.width}-{self.kind}.png", full_page=True)


@pytest.fixture
def asking(ana: Person, luis: Person, parks: Dataset, health: Institution, settings: Any) -> Dataset:
    """Ana answers for three institutions, one of a long name; one person asks to join, another was invited."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    long = save_institution(by=None, slug="larga", name="Dirección de Catastro " * 12, kind="organismo")
    for institution in (health, long):
        grant_role(by=None, person=ana, institution=institution, role=Role.MANAGER)
    teo = create_person(by=None, email="teo@zapopan.example", name="Teo Vázquez", password=PASSWORD)
    zapopan = parks.institution
    ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR, message="Soy de Parques.")
    invite(by=ana, email="eva@zapopan.example", name="Eva Luna", institution=zapopan, role=Role.EDITOR)
    return parks


@on_screens
def test_people_come_and_datasets_go_and_every_page_on_the_way_is_sound(
    visit: Visit, axe: str, ana: Person, asking: Dataset, *, width: int, dark: bool
) -> None:
    look = Look(axe, width, "dark" if dark else "light")
    page = enter(visit, ana, width=width, dark=dark)
    root = page.url.removesuffix("/mesa/")
    look(page, "desk")
    answer_and_invite(page, look)
    invite_by_a_list(page, look)
    page.goto(f"{root}{reverse('desk-transfer')}?conjunto={asking.slug}")
    hand_over(page, look)
    run_waiting_jobs()
    (letter,) = [str(message.body) for message in mail.outbox if message.to == ["nora@zapopan.example"]]
    link = re.search(r"/mesa/invitacion/\S+", letter)
    assert link
    accept(visit(link[0], width=width, dark=dark), root, link[0], look)
    assert {name: problems for name, problems in look.found.items() if problems} == {}


def answer_and_invite(page: Any, look: Look) -> None:
    page.get_by_role("link", name="Teo Vázquez").click()
    look(page, "answer")
    page.get_by_role("button", name="Agregar al equipo").click()
    page.get_by_text("Teo Vázquez ya es parte del equipo").wait_for()
    look(page, "team")
    page.get_by_label("Papel de Luis").select_option(label="Revisor")
    page.get_by_role("button", name="Cambiar el papel de Luis").click()
    page.get_by_text("Luis es ahora revisor").wait_for()
    page.get_by_label("Correo electrónico").fill("nora@zapopan.example")
    page.get_by_role("button", name="Enviar invitación").click()
    page.get_by_text("Invitación enviada a nora@zapopan.example").wait_for()


def invite_by_a_list(page: Any, look: Look) -> None:
    page.get_by_role("link", name="Invitar a muchas con una lista").click()
    look(page, "list")
    page.get_by_label("O pega la lista aquí").fill(LIST)
    page.get_by_role("button", name="Revisar la lista").click()
    page.get_by_text("2 líneas necesitan corrección").wait_for()
    look(page, "list-faults")
    page.get_by_label("La lista, como la entendimos").fill("\n".join(LIST.splitlines()[:2]))
    page.get_by_role("button", name="Revisar otra vez").click()
    page.get_by_text("1 persona recibirá una invitación").wait_for()
    look(page, "list-ready")
    page.get_by_role("button", name="Enviar la invitación").click()
    page.get_by_text("Invitaciones que salen por correo: 1").wait_for()


def hand_over(page: Any, look: Look) -> None:
    look(page, "transfer")
    page.get_by_label("Institución que los recibe").select_option(label="Secretaría de Salud")
    page.get_by_role("button", name="Ver qué pasará").click()
    page.get_by_role("heading", name="1 conjunto pasa a Secretaría de Salud").wait_for()
    look(page, "transfer-check")
    page.get_by_role("button", name="Pasar 1 conjunto").click()
    page.get_by_text("ahora responde por ellos «Secretaría de Salud»").wait_for()


def accept(page: Any, root: str, link: str, look: Look) -> None:
    look(page, "invitation")
    page.get_by_label("Tu nombre").fill("Nora Ruiz")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Crear mi cuenta y aceptar").click()
    page.get_by_text("Tu cuenta está lista").wait_for()
    page.goto(root + reverse("desk-ask-to-join"))
    look(page, "ask")
    page.goto(root + link)
    page.get_by_role("heading", name="Esta invitación no sirve").wait_for()
    look(page, "used")
