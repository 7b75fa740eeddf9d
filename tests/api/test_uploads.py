"""Files that come in through the API: multipart or raw, read by the worker's job, published, replaced."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amate.base.files import staging
from amate.catalog.models import Dataset, Resource, Version
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
UPLOADS = "/api/v1/institutions/zapopan/uploads"
RAW = "application/octet-stream"
MORE = PARKS_CSV + "Los Colomos,Providencia,92.1,14039\n"


@pytest.fixture(autouse=True)
def temporary_folder(settings, home):
    settings.FILE_UPLOAD_TEMP_DIR = staging()


def multipart(name="parques.csv", text=PARKS_CSV):
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_a_file_before_any_form_becomes_a_draft(with_key, ana, zapopan, licence):
    answer = with_key(ana).post(UPLOADS, multipart())
    assert answer.status_code == 202
    assert answer.json()["state"] == "received"
    assert answer.json()["sha256"] == hashlib.sha256(PARKS_CSV.encode()).hexdigest()
    assert answer.json()["progress"]["state"] == "waiting"
    assert answer["Location"] == answer.json()["url"]
    assert Dataset.objects.get().title == "Parques"


def test_what_was_understood_is_read_at_its_location(with_key, ana, zapopan, licence):
    ours = with_key(ana)
    location = ours.post(UPLOADS, multipart())["Location"]
    run_waiting_jobs()
    version = ours.get(location).json()
    assert (version["state"], version["progress"]) == ("ready", None)
    assert [column["name"] for column in version["report"]["tables"][0]["columns"]] == [
        "nombre",
        "colonia",
        "hectareas",
        "cvegeo",
    ]


def test_a_raw_body_is_a_file_too(with_key, ana, zapopan, licence):
    answer = with_key(ana).post(f"{UPLOADS}?filename=parques.csv", PARKS_CSV, content_type=RAW)
    assert answer.status_code == 202
    assert Version.objects.get().path.read_bytes() == PARKS_CSV.encode()


def test_a_raw_body_without_a_name_is_refused(with_key, ana, zapopan):
    answer = with_key(ana).post(UPLOADS, PARKS_CSV, content_type=RAW)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["filename"])


def test_a_form_without_its_file_is_refused(with_key, ana, zapopan):
    answer = with_key(ana).post(UPLOADS, {"archivo": "x"})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["file"])


def test_next_month_is_version_two_of_the_same_address(client, with_key, ana, parks, parks_table):
    ours, resource = with_key(ana), parks.resources.get()
    before = client.get(f"/api/v1/resources/{resource.public_id}").json()
    answer = ours.post(f"/api/v1/resources/{resource.public_id}/versions", multipart(text=MORE))
    assert (answer.status_code, answer.json()["number"]) == (202, 2)
    run_waiting_jobs()
    unseen = client.get(f"/api/v1/resources/{resource.public_id}").json()
    assert unseen == before
    assert (
        ours.post(f"/api/v1/datasets/{parks.public_id}/publish", content_type="application/json").status_code
        == 200
    )
    after = client.get(f"/api/v1/resources/{resource.public_id}").json()
    assert [version["number"] for version in after["versions"]] == [2, 1]
    assert after["file"] == before["file"]
    assert client.get(f"/api/v1/tables/{parks_table.public_id}/rows").json()["total"] == 3


def test_a_second_file_is_another_resource_of_the_dataset(with_key, ana, parks):
    answer = with_key(ana).post(f"/api/v1/datasets/{parks.public_id}/resources", multipart("bancas.csv"))
    assert answer.status_code == 202
    assert [resource.title for resource in parks.resources.all()] == ["Parques", "Bancas"]


def test_an_empty_file_leaves_nothing_behind(with_key, ana, parks):
    path = f"/api/v1/datasets/{parks.public_id}/resources"
    answer = with_key(ana).post(f"{path}?filename=vacio.csv", b"", content_type=RAW)
    assert (answer.status_code, answer.json()["code"]) == (422, "empty")
    assert Resource.objects.filter(dataset=parks).count() == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(with_key, ana, zapopan, settings):
    settings.AMATE_MAX_UPLOAD = 10
    answer = with_key(ana).generic(
        "POST", f"{UPLOADS}?filename=a.csv", b"x", content_type=RAW, CONTENT_LENGTH="9000000"
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_file_that_cannot_be_read_says_why_at_its_version(with_key, ana, zapopan, licence):
    ours = with_key(ana)
    location = ours.post(f"{UPLOADS}?filename=roto.xlsx", b"PK\x03\x04 roto", content_type=RAW)["Location"]
    run_waiting_jobs()
    version = ours.get(location).json()
    assert version["state"] == "refused"
    assert version["report"]["refused"]["message"]


def test_an_upload_that_nobody_published_is_discarded(with_key, ana, parks, upload):
    ours, version = with_key(ana), upload(filename="otro.csv")
    assert ours.delete(f"/api/v1/versions/{version.public_id}").status_code == 204
    current = parks.resources.get().current
    assert ours.delete(f"/api/v1/versions/{current.public_id}").status_code == 409


def test_a_resource_gets_a_better_title(with_key, ana, parks):
    path = f"/api/v1/resources/{parks.resources.get().public_id}"
    answer = with_key(ana).patch(path, {"title": "Parques y su superficie"}, content_type="application/json")
    assert answer.json()["title"] == "Parques y su superficie"


@pytest.mark.usefixtures("zapopan", "licence", "environment")
def test_a_real_file_is_published_whole(with_key, ana, real, client):
    source = real / "zapopan_parques.csv"
    ours = with_key(ana)
    sent = ours.post(f"{UPLOADS}?filename=zapopan_parques.csv", source.read_bytes(), content_type=RAW)
    run_waiting_jobs()
    dataset = sent.json()["dataset_url"]
    said = {"description": "Parques.", "theme": "medio-ambiente", "periodicity": "R/P1Y"}
    assert ours.patch(dataset, said, content_type="application/json").status_code == 200
    assert ours.post(f"{dataset}/publish", content_type="application/json").status_code == 200
    (table,) = client.get(dataset).json()["tables"]
    answer = client.get(f"{table['url']}/rows.csv", headers={"Accept-Encoding": "identity"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))
    assert (len(rows), len(rows[0])) == (51, 8)  # as its manifest counts them
