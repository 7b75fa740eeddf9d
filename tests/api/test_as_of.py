"""A table as it was: by number, day or fingerprint of its version."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from amate.catalog.models import Version
from amate.publishing.actions import publish, upload
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
MORE = PARKS_CSV + "Mirador,Centro,40,14120\r\n"


@pytest.fixture
def versions(parks, ana, django_capture_on_commit_callbacks):
    """Two published versions, ten days one after the other, and a third that is not published."""
    resource = parks.resources.get()
    with django_capture_on_commit_callbacks(execute=True):
        upload(by=ana, resource=resource, file=io.BytesIO(MORE.encode()), filename="parques.csv")
    run_waiting_jobs()
    with django_capture_on_commit_callbacks(execute=True):
        publish(by=ana, dataset=parks)
    run_waiting_jobs()
    with django_capture_on_commit_callbacks(execute=True):
        third = MORE.replace("Mirador", "Secreto").encode()
        upload(by=ana, resource=resource, file=io.BytesIO(third), filename="parques.csv")
    run_waiting_jobs()
    first = resource.versions.get(number=1)
    Version.objects.filter(pk=first.pk).update(published=timezone.now() - timedelta(days=10))
    return list(resource.versions.order_by("number"))


@pytest.fixture
def ask(client, versions):
    place = f"/api/v1/tables/{versions[0].tables.get().public_id}"

    def do(path, who=client, **question):
        return who.get(f"{place}/{path}", question)

    return do


def test_a_version_is_asked_for_by_number_fingerprint_or_day(ask, versions):
    first, second, _third = versions
    ago = (timezone.now() - timedelta(days=5)).date().isoformat()
    for said in ("1", first.sha256, first.sha256[:8], first.sha256[:9].upper(), ago):
        answer = ask("rows", _as_of=said).json()
        assert (answer["total"], answer["version"]["sha256"]) == (2, first.sha256), said
    for said in ("2", second.sha256[:12], "2999-12-31", ""):
        answer = ask("rows", _as_of=said).json()
        assert (answer["total"], answer["version"]["number"]) == (3, 2), said


def test_every_question_takes_a_version_and_what_follows_keeps_it(ask, client):
    following = client.get(ask("rows", _as_of="1", _limit=1).json()["next"]).json()
    assert (following["version"]["number"], len(following["results"])) == (1, 1)
    assert ask("aggregate", _as_of="1").json()["results"] == [{"count": 2}]
    assert ask("distinct", _as_of="1", _columns="nombre").json()["total"] == 2
    assert ask("statistics", _as_of="1").json()["rows"] == 2
    facet = ask("facets", _as_of="1", _columns="colonia").json()["facets"][0]
    assert client.get(facet["values"][0]["url"]).json()["version"]["number"] == 1
    for form in ("csv", "ndjson"):
        body = b"".join(ask(f"rows.{form}", _as_of="1").streaming_content)
        assert b"Mirador" not in body
        assert b"Metropolitano" in body


def test_versions_have_answers_of_their_own_names(ask):
    assert ask("rows", _as_of="1")["ETag"] != ask("rows", _as_of="2")["ETag"] == ask("rows")["ETag"]


@pytest.mark.parametrize("said", ["3", "99", "0123abcdef", "2001-01-01"])
def test_a_version_that_is_not_there_or_not_public_is_not_found(ask, said):
    answer = ask("rows", _as_of=said)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert f"«{said}»" in answer.json()["detail"]


def test_those_who_work_on_it_see_the_version_that_waits(ask, with_key, luis):
    assert "Secreto" in ask("rows", with_key(luis), _as_of="3").content.decode()


@pytest.mark.parametrize(
    "said", ["ayer", "0", "abcdefg", "2024-02-30", "9999-12-31", "-1", "1.0", "20240101x"]
)
def test_what_names_no_version_is_refused_with_what_does(ask, said):
    answer = ask("rows", _as_of=said)
    assert answer.status_code == 400
    assert "2024-12-31" in answer.json()["fields"]["_as_of"]


def test_a_column_of_that_name_is_asked_for_by_it(client, ana, upload):
    client.force_login(ana)
    table = upload("_as_of,n\n1,a\n2,b\n", "cortes.csv").tables.get()
    place = f"/api/v1/tables/{table.public_id}/rows"
    assert client.get(place, {"_as_of": "2"}).json()["results"] == [{"_as_of": 2, "n": "b"}]
    assert client.get(place, {"__as_of": "1", "_as_of": "2"}).json()["total"] == 1
    assert client.get(place, {"__as_of": "2"}).status_code == 404
