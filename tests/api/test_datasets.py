"""The life of a dataset through the API: draft, edited, published, withdrawn."""

from __future__ import annotations

import pytest

from amate.catalog.actions import rename_address
from amate.catalog.models import Dataset
from amate.community.models import ErrorReport
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
DATASETS = "/api/v1/datasets"
JSON = "application/json"


def send(client, method, path, payload=None, **more):
    return getattr(client, method)(path, data=payload, content_type=JSON, **more)


def test_a_dataset_is_read_by_slug_and_by_uuid(client, parks):
    by_slug = client.get(f"{DATASETS}/{parks.slug}").json()
    assert by_slug == client.get(f"{DATASETS}/{parks.public_id}").json()
    assert by_slug["contact_email"] == "parques@zapopan.example"
    (resource,) = by_slug["resources"]
    assert resource["version"]["number"] == 1
    assert resource["file"] == "http://127.0.0.1:8000/datos/parques-de-zapopan/parques/parques.csv"


def test_an_old_address_leads_to_the_new_one(client, parks, ana):
    rename_address(by=ana, dataset=parks, slug="parques-y-jardines")
    answer = client.get(f"{DATASETS}/parques-de-zapopan/resources?per_page=5")
    assert answer.status_code == 301
    assert answer["Location"].endswith("/api/v1/datasets/parques-y-jardines/resources?per_page=5")


def test_a_draft_gets_what_its_institution_says(with_key, ana, zapopan, licence):
    answer = send(with_key(ana), "post", DATASETS, {"institution": "zapopan", "title": "Mercados"})
    assert answer.status_code == 201
    assert answer.json()["state"] == "draft"
    assert answer.json()["territory"] == "14120"
    assert answer.json()["licence"]["slug"] == "libre-uso-mx"
    assert answer["Location"].endswith(f"/datasets/{answer.json()['id']}")


def test_an_edit_changes_only_what_it_says(with_key, ana, parks):
    path = f"{DATASETS}/{parks.public_id}"
    answer = send(with_key(ana), "patch", path, {"temporal": "2019/2024", "keywords": ["Árboles"]})
    assert answer.status_code == 200
    assert answer.json()["temporal"] == "2019/2024"
    assert answer.json()["keywords"] == ["árboles"]
    assert answer.json()["title"] == "Parques de Zapopan"


def test_an_edit_of_what_somebody_saved_meanwhile_is_refused(with_key, ana, parks):
    client, path = with_key(ana), f"{DATASETS}/{parks.public_id}"
    etag = client.get(path)["ETag"]
    saved = send(client, "patch", path, {"quality": "Buena"}, headers={"If-Match": etag})
    assert saved.status_code == 200
    stale = send(client, "patch", path, {"quality": "Mala"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    plain = {"If-Match": f'"{saved.json()["revision"]}"'}
    again = send(client, "patch", path, {"quality": "Mala"}, headers=plain)
    assert again.status_code == 200
    assert again["ETag"] == client.get(path)["ETag"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "no-hay"),
        ("licence", "no-hay"),
        ("temporal", "ayer"),
        ("territory", "99"),
        ("color", "azul"),
    ],
)
def test_what_does_not_hold_is_named(with_key, ana, parks, field, value):
    answer = send(with_key(ana), "patch", f"{DATASETS}/{parks.public_id}", {field: value})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_publishing_says_what_is_missing(with_key, ana, upload):
    dataset = upload().resource.dataset
    answer = send(with_key(ana), "post", f"{DATASETS}/{dataset.public_id}/publish")
    assert answer.status_code == 409
    assert {"description", "theme", "periodicity"} <= set(answer.json()["fields"])


@pytest.mark.usefixtures("environment")
def test_a_draft_is_filled_in_and_published(
    client, with_key, ana, upload, django_capture_on_commit_callbacks
):
    dataset, ours = upload().resource.dataset, with_key(ana)
    path = f"{DATASETS}/{dataset.public_id}"
    said = {"description": "Un parque por fila.", "theme": "medio-ambiente", "periodicity": "R/P1Y"}
    assert send(ours, "patch", path, said).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        published = send(ours, "post", f"{path}/publish")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    run_waiting_jobs()
    assert client.get(path).json()["resources"][0]["version"]["state"] == "published"
    assert client.get(DATASETS, {"q": "parque"}).json()["total"] == 1


def test_only_the_version_named_is_published(with_key, ana, parks, upload):
    other = upload(filename="otra.csv").public_id
    answer = send(with_key(ana), "post", f"{DATASETS}/{parks.public_id}/publish", {"version": str(other)})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-ready")


def test_what_was_withdrawn_answers_410_with_the_reason(client, with_key, ana, parks, parks_table):
    resource = parks.resources.get()
    places = [
        f"{DATASETS}/{parks.slug}",
        f"/api/v1/resources/{resource.public_id}",
        f"/api/v1/versions/{resource.current.public_id}",
        f"/api/v1/tables/{parks_table.public_id}/rows",
    ]
    reason = {"reason": "Traía un dato equivocado"}
    assert send(with_key(ana), "post", f"{places[0]}/withdraw", reason).status_code == 200
    for place in places:
        answer = client.get(place)
        assert (answer.status_code, answer.json()["reason"]) == (410, "Traía un dato equivocado"), place
    assert client.get(DATASETS, {"q": "parques"}).json()["total"] == 0


def test_a_draft_can_be_thrown_away_and_a_public_one_cannot(with_key, ana, parks, upload):
    ours, draft = with_key(ana), upload(filename="borrador.csv").resource.dataset
    assert ours.delete(f"{DATASETS}/{draft.public_id}").status_code == 204
    assert not Dataset.objects.filter(pk=draft.pk).exists()
    assert ours.delete(f"{DATASETS}/{parks.public_id}").status_code == 409


def test_anyone_reports_an_error_and_it_is_kept(client, parks):
    path = f"{DATASETS}/{parks.public_id}/error-reports"
    answer = send(client, "post", path, {"text": "La superficie está en metros."})
    assert answer.status_code == 201
    assert ErrorReport.objects.get().dataset == parks
    short = send(client, "post", path, {"text": "Mal", "email": "nadie"})
    assert (short.status_code, set(short.json()["fields"])) == (400, {"text", "email"})
