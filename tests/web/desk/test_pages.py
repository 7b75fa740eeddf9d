"""What holds on every page of the desk: nothing inline, nothing kept on the way, tokens in forms, few queries."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amate.catalog.actions import create_dataset
from amate.catalog.models import Dataset
from amate.community.actions import report_error
from amate.people.actions import create_person, grant_role, save_institution
from amate.publishing.actions import add_file, upload
from tests.cast import PARKS_CSV
from tests.web.public.reading import Page
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(parks: Dataset, steward) -> list[str]:
    """One address for each page of the desk."""
    report = report_error(dataset=parks, text="El segundo parque no existe.")
    names = ("instituciones", "personas", "sectores", "licencias", "paginas")
    return [
        reverse("desk"),
        reverse("desk") + "?q=nada&estado=draft",
        reverse("desk-dataset", args=[parks.slug]),
        reverse("desk-reports"),
        reverse("desk-report", args=[report.pk]),
        reverse("desk-keys"),
        reverse("desk-team", args=[parks.institution.slug]),
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("portal-desk"),
        *(reverse("portal-rows", args=[name]) for name in names),
        *(reverse("portal-new", args=[name]) for name in names),
        reverse("portal-row", args=["personas", steward.pk]),
        reverse("portal-featured"),
        reverse("portal-jobs"),
        reverse("portal-mail"),
        reverse("portal-journal"),
    ]


DOORS = ("account_login", "account_reset_password", "account_reset_password_done", "account_logout")


def test_no_page_has_inline_style_or_script_and_every_form_its_token(at, steward, addresses, client):
    pages = {address: at(steward).get(address) for address in addresses}
    pages |= {name: client.get(reverse(name), follow=True) for name in DOORS}
    for address, answer in pages.items():
        assert answer.status_code == 200, address
        html = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), address
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL):
            assert "csrfmiddlewaretoken" in form, address


def test_no_copy_of_a_page_is_kept_on_the_way(at, steward, addresses):
    for address in [*addresses, "/mesa/entrar/", "/mesa/conjuntos/nada/", "/mesa/nada/"]:
        kept = at(steward).get(address).headers["Cache-Control"]
        assert {"private", "no-store"} <= set(kept.split(", ")), address


def test_robots_are_kept_out(at, ana, parks):
    page = Page(at(ana).get(reverse("desk-dataset", args=[parks.slug])).content.decode())
    assert page.metas["robots"].startswith("noindex")


def test_a_forged_form_changes_nothing(ana, parks):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    for name in (
        "desk-publish",
        "desk-withdraw",
        "desk-delete",
        "desk-address",
        "desk-new-resource",
        "desk-dataset",
    ):
        assert client.post(reverse(name, args=[parks.slug]), {"reason": "x"}).status_code == 403
    for name in ("desk", "desk-keys", "account_change_password"):
        assert client.post(reverse(name), {"name": "x"}).status_code == 403
    parks.refresh_from_db()
    assert parks.is_public


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_ask_the_database_as_often_for_one_as_for_many(at, steward, ana, parks, *, zapopan, health):
    lists = [
        reverse("desk"),
        reverse("desk-reports"),
        reverse("desk-team", args=["zapopan"]),
        reverse("portal-rows", args=["instituciones"]),
        reverse("portal-rows", args=["personas"]),
        reverse("portal-jobs"),
        reverse("portal-journal"),
    ]
    report_error(dataset=parks, text="El segundo parque no existe.")
    few = {address: queries(at(steward), address) for address in lists}
    for number in range(9):
        report_error(dataset=parks, text=f"El parque {number} no existe.")
        create_dataset(by=ana, institution=zapopan, title=f"Padrón {number}")
        save_institution(
            by=None, slug=f"i{number}", name=f"Instituto {number}", kind="organismo", parent=health
        )
        person = create_person(by=None, email=f"p{number}@z.example", name=f"Persona {number}")
        grant_role(by=None, person=person, institution=zapopan, role="editor")
    assert {address: queries(at(steward), address) for address in lists} == few


@pytest.mark.slow
def test_a_workspace_of_many_files_asks_as_often_as_one_of_four(at, ana, parks):
    def grow(count: int) -> None:
        for number in range(count):
            add_file(by=ana, dataset=parks, file=io.BytesIO(PARKS_CSV.encode()), filename=f"otro{number}.csv")
        resource = parks.resources.first()
        upload(by=ana, resource=resource, file=io.BytesIO(PARKS_CSV.encode()), filename="parques.csv")
        run_waiting_jobs()

    address = reverse("desk-dataset", args=[parks.slug])
    grow(3)
    few = queries(at(ana), address)
    grow(6)
    assert queries(at(ana), address) == few
