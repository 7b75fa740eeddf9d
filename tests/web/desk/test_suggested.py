"""Suggestions at la mesa: a button for each, one for all, a way back, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from tests.web.desk.test_files import typed

pytestmark = pytest.mark.django_db
CASES = "fecha,municipio,casos\n2023-02-01,Tonalá,3\n2024-11-30,Tonalá,5\n"


@pytest.fixture
def draft(upload) -> Dataset:
    return upload(CASES, "casos.csv").resource.dataset


def address(dataset: Dataset) -> str:
    return reverse("desk-dataset", args=[Dataset.objects.get(pk=dataset.pk).slug])


def undo_in(answer) -> str:
    """Where the button «Deshacer» of a message goes."""
    (found,) = re.findall(r'action="([^"]*/historia/\d+/[^"]*)"', answer.content.decode())
    return found


def as_it_is(dataset: Dataset, licence, **changed: str) -> dict[str, object]:
    """What the form sends when nobody typed anything."""
    now = Dataset.objects.get(pk=dataset.pk)
    empty = dict.fromkeys(("description", "periodicity", "keywords", "temporal"), "")
    said = {"title": now.title, "territory": now.territory, "theme": ""}
    contact = {"contact_name": now.contact_name, "contact_email": now.contact_email}
    return typed(now, licence, licence) | empty | said | contact | changed


def test_each_says_where_it_comes_from_and_nothing_is_filled_in_alone(at, ana, draft):
    html = at(ana).get(address(draft)).content.decode()
    assert "de la columna «fecha»: 2023-02 a 2024-11" in html
    assert "de la columna «municipio»: siempre Tonalá" in html
    assert 'name="temporal" value="2023' not in html


def test_all_are_taken_with_one_button_and_undone_with_one(at, ana, draft, licence):
    client = at(ana)
    answer = client.post(address(draft), as_it_is(draft, licence, accept="todo"), follow=True)
    draft.refresh_from_db()
    assert (draft.temporal, draft.territory) == ("2023-02/2024-11", "14101")
    client.post(undo_in(answer))
    draft.refresh_from_db()
    assert (draft.temporal, draft.territory) == ("", "14120")


def test_undoing_does_not_undo_what_somebody_else_saved_since(at, ana, luis, draft, licence):
    client = at(ana)
    answer = client.post(address(draft), as_it_is(draft, licence, accept="todo"), follow=True)
    edit_dataset(by=luis, dataset=draft, description="Lo escribió Luis.")
    assert client.post(undo_in(answer)).status_code == 412
    draft.refresh_from_db()
    assert (draft.description, draft.temporal) == ("Lo escribió Luis.", "2023-02/2024-11")


def test_what_was_being_typed_stays_in_the_form_unsaved(at, ana, draft, licence):
    data = as_it_is(draft, licence, accept="temporal", description="A medias")
    answer = at(ana).post(address(draft), data)
    draft.refresh_from_db()
    assert answer.status_code == 200
    assert (draft.temporal, draft.description) == ("2023-02/2024-11", "")
    assert "A medias" in answer.content.decode()
    data = as_it_is(draft, licence, description="Entera", temporal=draft.temporal)
    assert at(ana).post(address(draft), data).status_code == 302


def test_a_suggestion_read_before_somebody_saved_is_refused(at, ana, luis, draft, licence):
    data = as_it_is(draft, licence, accept="temporal")
    edit_dataset(by=luis, dataset=draft, temporal="2020")
    answer = at(ana).post(address(draft), data)
    draft.refresh_from_db()
    assert (answer.status_code, draft.temporal) == (412, "2020")


def test_who_may_not_edit_takes_nothing(at, rosa, draft, licence):
    assert at(rosa).post(address(draft), as_it_is(draft, licence, accept="todo")).status_code == 404
