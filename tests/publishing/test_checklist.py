"""The one list of what is missing: what refuses, what la mesa shows and what the API says are the same."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amate.base.errors import NotReady
from amate.catalog.actions import create_dataset, edit_dataset
from amate.catalog.models import Column, Dataset
from amate.people.actions import create_key
from amate.policy import profiles
from amate.policy.rules import Group, Level, Rule
from amate.publishing.actions import add_file, publish
from amate.publishing.checklist import checklist, checklists
from tests.cast import METADATA
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, ana):
    client.force_login(ana)
    return client


def waits(dataset: Dataset) -> list[str]:
    return [item.code for item in checklist(Dataset.objects.get(pk=dataset.pk)).required]


def test_an_empty_draft_lacks_a_file_and_what_nobody_filled(ana, zapopan, licence):
    draft = create_dataset(by=ana, institution=zapopan, title="Parques de Zapopan")
    assert waits(draft) == ["file", "field-description", "field-theme", "field-periodicity"]


def test_what_is_required_refuses_and_what_is_recommended_does_not(upload, ana, environment):
    dataset = upload().resource.dataset
    with pytest.raises(NotReady) as refused:
        publish(by=ana, dataset=dataset)
    assert set(refused.value.fields) == {item.field for item in checklist(dataset).required}
    edit_dataset(by=ana, dataset=dataset, theme=environment, **METADATA)
    assert waits(dataset) == []
    better = [item.code for item in checklist(Dataset.objects.get(pk=dataset.pk)).recommended]
    assert better == [
        "columns-described",
        "title-says-what",
        "description-long-enough",
        "keywords-three",
        "quality-told",
    ]
    publish(by=ana, dataset=dataset)


def test_what_a_profile_requires_of_the_files_refuses_too(upload, ana, environment, monkeypatch):
    described = Rule(
        "columns",
        "described",
        Group.FILES,
        "Columnas",
        "Di qué es cada columna.",
        Level.REQUIRED,
        given={"percent": 100},
    )
    strict = profiles.Profile("strict", "Estricto", (described,))
    monkeypatch.setattr(profiles, "of_portal", lambda: strict)
    dataset = upload().resource.dataset
    edit_dataset(by=ana, dataset=dataset, theme=environment, **METADATA)
    with pytest.raises(NotReady, match="Di qué es cada columna"):
        publish(by=ana, dataset=dataset)
    Column.objects.update(description="Lo que dice su nombre.")
    publish(by=ana, dataset=dataset)


def test_an_identifier_of_somebody_is_told_once_and_at_its_field(upload, ana):
    dataset = upload().resource.dataset
    edit_dataset(by=ana, dataset=dataset, description="Lo hizo HEGG560427MVZRRL04.")
    told = [
        item for item in checklist(Dataset.objects.get(pk=dataset.pk)).required if item.field == "description"
    ]
    assert [item.code for item in told] == ["persons-description"]


def test_la_mesa_says_where_each_thing_is_mended(at_desk, upload):
    dataset = upload().resource.dataset
    page = at_desk.get(reverse("desk-dataset", args=[dataset.slug])).content.decode()
    assert "3 cosas faltan para publicar" in page
    assert '<a href="#id_description">Descripción</a>' in page
    assert "conviene" in page


def test_the_api_gives_it_to_those_who_work_there_alone(client, ana, rosa, parks):
    address = f"/api/v1/datasets/{parks.slug}/checklist"
    keys = [create_key(by=person, name="guion", scopes=["read", "write"])[1] for person in (ana, rosa)]
    mine, theirs = (client.get(address, headers={"Authorization": f"Bearer {key}"}) for key in keys)
    assert client.get(address).status_code == 401
    assert theirs.status_code == 403
    said = mine.json()
    assert (said["profile"], said["complete"]) == ("portal", True)
    assert {item["code"]: item["field"] for item in said["items"] if not item["done"]} == {
        "columns-described": None,
        "description-long-enough": "description",
        "keywords-three": "keywords",
        "quality-told": "quality",
    }


def test_a_page_of_datasets_costs_as_many_queries_as_one(ana, parks, zapopan):
    for number in range(12):
        draft = create_dataset(by=ana, institution=zapopan, title=f"Parques {number}")
        add_file(by=ana, dataset=draft, file=io.BytesIO(b"a,b\n1,2\n"), filename=f"{number}.csv")
    run_waiting_jobs()
    rows = list(Dataset.objects.select_related("theme", "licence"))
    with CaptureQueriesContext(connection) as one:
        checklists(rows[:1])
    with CaptureQueriesContext(connection) as every:
        found = checklists(rows)
    assert len(rows) == len(found) == 13
    assert len(one) == len(every) == 5
