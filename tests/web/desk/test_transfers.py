"""Handing datasets over, from the page: choose, see what will happen, do it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amate.catalog.actions import create_dataset
from amate.people.actions import grant_role
from amate.people.rules import Role
from amate.publishing.transfers import transfer

pytestmark = pytest.mark.django_db
PAGE = "/mesa/traspasos/"


@pytest.fixture
def both(ana, health):
    """Ana answers for Zapopan and for Health."""
    grant_role(by=None, person=ana, institution=health, role=Role.MANAGER)
    return ana


def test_several_are_chosen_looked_at_and_passed(at, both, parks, zapopan, health):
    draft = create_dataset(by=both, institution=zapopan, title="Borrador de árboles")
    workspace = at(both).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert f"{PAGE}?conjunto={parks.slug}" in workspace
    choosing = at(both).get(f"{PAGE}?conjunto={parks.slug}").content.decode()
    assert f'value="{parks.slug}" id="c{parks.pk}" checked' in choosing
    assert f'value="{draft.slug}" id="c{draft.pk}">' in choosing
    sent = {"datasets": [parks.slug, draft.slug], "to": health.slug}
    looked = at(both).post(PAGE, sent).content.decode()
    assert "2 conjuntos pasan a Secretaría de Salud" in looked
    parks.refresh_from_db()
    assert parks.institution == zapopan
    done = at(both).post(PAGE, sent | {"confirm": "1"}, follow=True)
    assert "Pasaron: 2." in done.content.decode()
    assert {dataset.slug for dataset in health.datasets.all()} == {parks.slug, draft.slug}


def test_who_answers_in_one_alone_is_told_whom_to_ask(at, ana, luis, parks, health):
    assert PAGE not in at(ana).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert "pídeselo" in at(ana).get(PAGE).content.decode()
    for person in (ana, luis):
        assert at(person).post(PAGE, {"datasets": parks.slug, "to": health.slug}).status_code == 400
    parks.refresh_from_db()
    assert parks.institution.slug == "zapopan"


def test_nothing_chosen_is_refused_with_what_was_chosen_kept(at, both, parks, health):
    none = at(both).post(PAGE, {"to": health.slug})
    assert none.status_code == 400
    assert "Elige al menos un conjunto." in none.content.decode()
    nobody = at(both).post(PAGE, {"datasets": parks.slug})
    assert "Elige la institución que los recibe." in nobody.content.decode()
    assert f'value="{parks.slug}" id="c{parks.pk}" checked' in nobody.content.decode()
    same = at(both).post(PAGE, {"datasets": parks.slug, "to": "zapopan", "confirm": "1"})
    assert same.status_code == 400
    assert "ya es de" in same.content.decode()


def test_one_is_found_by_its_title_and_institution(at, steward, ana, zapopan, health, licence):
    create_dataset(by=ana, institution=zapopan, title="Árboles")
    create_dataset(by=steward, institution=health, title="Vacunas")
    assert "Vacunas" not in at(steward).get(f"{PAGE}?q=rboles").content.decode()
    assert "Árboles" not in at(steward).get(f"{PAGE}?institucion={health.slug}").content.decode()


def test_the_receipt_of_before_says_who_published_then(at, both, rosa, parks, health):
    folio = parks.publications.get().folio
    transfer(by=both, datasets=[parks], to=health)
    page = at(rosa).get(reverse("desk-receipt", args=[folio])).content.decode()
    assert "<dd>Ayuntamiento de Zapopan" in page
    assert "(hoy, Secretaría de Salud)" in page
