"""Who sees what, who may do what: anonymous, a stranger, an editor, a liaison, a steward."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amate.publishing.actions import withdraw
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
JSON = "application/json"
NUMBERED = ("X-Request-ID", "Content-Length", "RateLimit")
UPLOAD = {"content_type": "application/octet-stream", "data": b"a,b\n1,2\n"}


@pytest.fixture
def draft(upload):
    """A version of a draft of Zapopan's, and everything of it that has an address."""
    version = upload(filename="canario.csv")
    dataset, table = version.resource.dataset, version.tables.get()
    return [
        f"/api/v1/datasets/{dataset.public_id}",
        f"/api/v1/datasets/{dataset.slug}",
        f"/api/v1/datasets/{dataset.slug}/resources",
        f"/api/v1/resources/{version.resource.public_id}",
        f"/api/v1/versions/{version.public_id}",
        f"/api/v1/tables/{table.public_id}",
        f"/api/v1/tables/{table.public_id}/rows",
        f"/api/v1/tables/{table.public_id}/rows?_as_of=1",
        f"/api/v1/tables/{table.public_id}/aggregate",
        f"/api/v1/tables/{table.public_id}/distinct?_columns=nombre",
        f"/api/v1/tables/{table.public_id}/facets?_columns=nombre",
        f"/api/v1/tables/{table.public_id}/statistics",
        f"/api/v1/tables/{table.public_id}/rows.csv",
        f"/api/v1/tables/{table.public_id}/rows.ndjson",
    ]


def told(answer):
    """What an answer gives away: all but the number of the request."""
    said = json.loads(answer.content)
    said.pop("request", None)
    return answer.status_code, said, sorted((name, v) for name, v in answer.items() if name not in NUMBERED)


def test_a_draft_is_for_those_who_work_on_it(draft, with_key, ana, luis, steward):
    for client in (with_key(ana), with_key(luis), with_key(steward)):
        assert {client.get(place).status_code for place in draft} == {200}


def test_a_draft_is_as_what_does_not_exist_to_everyone_else(draft, client, with_key, rosa):
    absent = "00000000-0000-4000-8000-000000000000"
    for visitor in (client, with_key(rosa)):
        for place in draft:
            root, kind, _id, *rest = place.removeprefix("/api/v1").split("/")
            nowhere = "/api/v1" + "/".join((root, kind, absent, *rest))
            assert told(visitor.get(place)) == told(visitor.get(nowhere)), place


def test_a_draft_is_in_no_list_of_others(draft, client, with_key, rosa, ana):
    for visitor, total in ((client, 0), (with_key(rosa), 0), (with_key(ana), 1)):
        assert visitor.get("/api/v1/datasets", {"q": "canario"}).json()["total"] == total
        assert ("canario" in visitor.get("/api/v1/datasets").content.decode()) is bool(total)


def test_a_delivery_that_is_not_published_shows_nothing_of_itself(client, with_key, ana, parks, upload):
    resource = parks.resources.get()
    place = f"/api/v1/resources/{resource.public_id}"
    ours = with_key(ana).post(f"{place}/versions?filename=parques.csv", **UPLOAD)
    assert ours.status_code == 202
    assert client.get(ours["Location"]).status_code == 404
    assert [version["number"] for version in client.get(place).json()["versions"]] == [1]
    second = with_key(ana).post(f"/api/v1/datasets/{parks.slug}/resources?filename=canario.csv", **UPLOAD)
    assert second.status_code == 202
    assert "canario" not in client.get(f"/api/v1/datasets/{parks.slug}").content.decode()
    assert client.get(f"/api/v1/datasets/{parks.slug}/resources").json()["total"] == 1


def test_what_was_withdrawn_before_its_delivery_was_published_says_nothing_of_it(client, ana, parks, upload):
    import io

    from amate.publishing.actions import add_file

    never = add_file(by=ana, dataset=parks, file=io.BytesIO(b"a\n1\n"), filename="nunca.csv")
    withdraw(by=ana, dataset=parks, reason="Por revisar")
    assert client.get(f"/api/v1/versions/{never.public_id}").status_code == 404
    assert client.get(f"/api/v1/resources/{never.resource.public_id}").status_code == 404


def writes(parks):
    resource = parks.resources.get()
    place = f"/api/v1/datasets/{parks.slug}"
    return {
        "create": ("post", "/api/v1/datasets", {"institution": "zapopan", "title": "X"}),
        "edit": ("patch", place, {"quality": "x"}),
        "upload": ("post", "/api/v1/institutions/zapopan/uploads?filename=a.csv", None),
        "add": ("post", f"{place}/resources?filename=a.csv", None),
        "version": ("post", f"/api/v1/resources/{resource.public_id}/versions?filename=a.csv", None),
        "rename": ("patch", f"/api/v1/resources/{resource.public_id}", {"title": "x"}),
        "publish": ("post", f"{place}/publish", {}),
        "withdraw": ("post", f"{place}/withdraw", {"reason": "x"}),
        "delete": ("delete", place, {}),
        "discard": ("delete", f"/api/v1/versions/{resource.current.public_id}", {}),
    }


def attempt(client, write, **more):
    method, path, payload = write
    said = UPLOAD if payload is None else {"data": payload, "content_type": JSON}
    return getattr(client, method)(path, **said, **more)


def test_nobody_writes_without_a_name(client, parks):
    for verb, write in writes(parks).items():
        answer = attempt(client, write)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), verb


def test_a_stranger_with_a_key_writes_nothing(with_key, rosa, parks):
    for verb, write in writes(parks).items():
        assert attempt(with_key(rosa), write).status_code == 403, verb


def test_a_key_to_read_writes_nothing(with_key, ana, parks):
    for verb, write in writes(parks).items():
        assert attempt(with_key(ana, ["read"]), write).status_code == 403, verb


def test_an_editor_prepares_and_does_not_publish(with_key, luis, parks):
    answers = {verb: attempt(with_key(luis), write).status_code for verb, write in writes(parks).items()}
    assert {verb for verb, status in answers.items() if status == 403} == {"publish", "withdraw"}


def test_an_invented_key_opens_nothing_not_even_what_is_public(parks):
    client = Client(headers={"Authorization": "Bearer amate_inventada"})
    answer = client.get("/api/v1/datasets")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-key")


def test_a_key_does_not_read_cookies(draft, ana):
    client = Client(headers={"Authorization": "Bearer amate_inventada"})
    client.force_login(ana)
    assert client.get(draft[0]).status_code == 401


def test_a_session_writes_only_with_its_csrf_token(ana, parks):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    edit = writes(parks)["edit"]
    refused = attempt(client, edit)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    client.cookies["csrftoken"] = token = "a" * 32
    assert attempt(client, edit, headers={"X-CSRFToken": token}).status_code == 200


def test_keys_are_made_and_revoked_by_who_is_signed_in_and_by_no_key(client, ana, rosa, with_key):
    client.force_login(ana)
    said = {"name": "guion mensual", "scopes": ["write"]}
    made = client.post("/api/v1/keys", said, content_type=JSON)
    assert made.status_code == 201
    secret = made.json()["key"]
    assert secret not in client.get("/api/v1/keys").content.decode()
    theirs = Client(headers={"Authorization": f"Bearer {secret}"})
    assert theirs.post("/api/v1/keys", said, content_type=JSON).status_code == 403
    assert with_key(rosa).delete(made["Location"]).status_code == 404
    assert client.delete(made["Location"]).status_code == 204
    assert theirs.get("/api/v1/keys").status_code == 401
    assert client.delete(made["Location"]).status_code == 404


def queries(client, place):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(place).status_code == 200
    return len(seen)


def test_lists_ask_the_database_as_often_for_many_as_for_one(
    with_key, ana, parks, upload, django_capture_on_commit_callbacks
):
    ours, resource = with_key(ana), parks.resources.get()
    ours.get("/api/v1/keys")  # the day of its last use is written once
    places = [
        "/api/v1/datasets",
        "/api/v1/facets",
        f"/api/v1/datasets/{parks.slug}",
        f"/api/v1/datasets/{parks.slug}/resources",
        f"/api/v1/resources/{resource.public_id}",
        f"/api/v1/tables/{resource.current.tables.get().public_id}",
        "/api/v1/institutions",
        "/api/v1/keys",
    ]
    few = [queries(ours, place) for place in places]
    for number in range(3):
        upload(filename=f"otra_{number}.csv")
        with django_capture_on_commit_callbacks(execute=True):
            path = f"/api/v1/datasets/{parks.slug}/resources?filename=mas_{number}.csv"
            assert ours.post(path, **UPLOAD).status_code == 202
        with_key(ana)
    run_waiting_jobs()
    assert [queries(ours, place) for place in places] == few
