"""HEAD, OPTIONS, CORS, ETag, 304 and what caches may keep."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ABROAD = {"Origin": "https://otra.example"}


@pytest.fixture
def places(parks, parks_table):
    """One address of every kind that a reader asks for."""
    version = parks_table.version
    return [
        "/api/v1",
        "/api/v1/openapi.json",
        "/api/v1/datasets",
        "/api/v1/facets",
        f"/api/v1/datasets/{parks.slug}",
        f"/api/v1/datasets/{parks.slug}/resources",
        f"/api/v1/resources/{version.resource.public_id}",
        f"/api/v1/versions/{version.public_id}",
        f"/api/v1/tables/{parks_table.public_id}",
        f"/api/v1/tables/{parks_table.public_id}/rows?_limit=1",
        f"/api/v1/tables/{parks_table.public_id}/rows?_as_of=1",
        f"/api/v1/tables/{parks_table.public_id}/aggregate?_group=colonia",
        f"/api/v1/tables/{parks_table.public_id}/distinct?_columns=colonia",
        f"/api/v1/tables/{parks_table.public_id}/facets?_columns=colonia",
        f"/api/v1/tables/{parks_table.public_id}/statistics",
        f"/api/v1/tables/{parks_table.public_id}/rows.csv",
        f"/api/v1/tables/{parks_table.public_id}/rows.csv?_limit=1",
        f"/api/v1/tables/{parks_table.public_id}/rows.json",
        f"/api/v1/tables/{parks_table.public_id}/rows.xlsx",
        f"/api/v1/tables/{parks_table.public_id}/rows.parquet",
        "/api/v1/institutions",
        "/api/v1/institutions/zapopan",
        "/api/v1/themes",
        "/api/v1/licences",
        "/api/v1/problems",
    ]


def test_who_has_the_answer_already_gets_304(client, places):
    for place in places:
        etag = client.get(place)["ETag"]
        again = client.get(place, headers={"If-None-Match": etag})
        assert again.status_code == 304, place
        assert (again["ETag"], again.content) == (etag, b""), place
        assert client.get(place, headers={"If-None-Match": '"otra"'}).status_code == 200, place


def test_head_says_what_get_would_without_saying_it(client, places):
    for place in places:
        head, get = client.head(place), client.get(place)
        assert (head.status_code, b"".join(head)) == (200, b""), place
        assert head.get("Content-Length") in (None, get.get("Content-Length")), place
        assert (head["ETag"], head["Content-Type"]) == (get["ETag"], get["Content-Type"]), place


def test_pages_of_other_sites_read_what_anyone_reads(client, places):
    for place in places:
        answer = client.get(place, headers=ABROAD)
        assert answer["Access-Control-Allow-Origin"] == "*", place
        assert not answer.has_header("Access-Control-Allow-Credentials")
    assert client.get("/api/v1/datasets/no-hay", headers=ABROAD)["Access-Control-Allow-Origin"] == "*"


def test_pages_of_other_sites_read_nothing_in_the_name_of_somebody(with_key, ana, places):
    signed_in = Client()
    signed_in.force_login(ana)
    for client in (signed_in, with_key(ana)):
        answer = client.get("/api/v1/datasets", headers=ABROAD)
        assert answer.status_code == 200
        assert not answer.has_header("Access-Control-Allow-Origin")


def test_browsers_are_told_beforehand_that_only_reading_is_shared(client, parks):
    place = f"/api/v1/datasets/{parks.slug}"
    reading = client.options(place, headers=ABROAD | {"Access-Control-Request-Method": "GET"})
    assert (reading.status_code, reading["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" not in reading["Access-Control-Allow-Headers"]
    writing = client.options(place, headers=ABROAD | {"Access-Control-Request-Method": "PATCH"})
    assert writing.status_code == 204
    assert not writing.has_header("Access-Control-Allow-Origin")
    assert "PATCH" in writing["Allow"]


def test_answers_to_writes_are_never_shared(client, with_key, ana, parks):
    said = {"text": "La superficie está en metros."}
    path = f"/api/v1/datasets/{parks.slug}/error-reports"
    answer = client.post(path, said, content_type="application/json", headers=ABROAD)
    assert answer.status_code == 201
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_caches_keep_what_is_public_and_ask_again(client, with_key, ana, places):
    for place in places:
        answer = client.get(place)
        assert answer["Cache-Control"] == "public, no-cache", place
        assert {"Authorization", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}, place
    for place in (place for place in places if "/datasets" in place or "/tables" in place):
        assert with_key(ana).get(place)["Cache-Control"].startswith("private"), place


def test_what_is_anonymous_sets_no_cookie(client, places):
    for place in places:
        assert not client.get(place).cookies, place


def test_an_etag_changes_with_what_it_names(client, parks, ana):
    from amate.catalog.actions import edit_dataset

    place = f"/api/v1/datasets/{parks.slug}"
    before = client.get(place)["ETag"]
    edit_dataset(by=ana, dataset=parks, quality="Revisada en campo")
    assert client.get(place, headers={"If-None-Match": before}).status_code == 200


def test_an_answer_about_rows_says_since_when_it_holds(client, parks_table):
    answer = client.get(f"/api/v1/tables/{parks_table.public_id}/rows")
    assert answer["Last-Modified"].endswith("GMT")
