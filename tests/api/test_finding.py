"""Finding datasets, facets, institutions, sectors and licences."""

from __future__ import annotations

import pytest

from amate.catalog.indexing import reindex
from amate.people.actions import save_institution
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
DATASETS = "/api/v1/datasets"


def test_the_api_begins_with_where_everything_is(client):
    answer = client.get("/api/v1")
    assert answer.json()["datasets"] == "http://127.0.0.1:8000/api/v1/datasets"
    assert answer.json() == client.get("/api/v1/").json()


def test_words_find_a_dataset_without_their_accents(client, parks):
    answer = client.get(DATASETS, {"q": "areas verdes zapopan"}).json()
    assert (answer["total"], answer["next"]) == (1, None)
    (card,) = answer["results"]
    assert card["title"] == "Parques de Zapopan"
    assert card["institution"]["slug"] == "zapopan"
    assert card["theme"]["name"] == "Medio ambiente"
    assert card["licence"]["uri"] == "https://datos.gob.mx/libreusomx"
    assert card["tables"][0]["rows"] == 2


def test_a_facet_narrows_and_its_values_add_up(client, parks, health):
    assert client.get(DATASETS, {"institucion": "zapopan"}).json()["total"] == 1
    assert client.get(DATASETS, {"institucion": ["zapopan", "salud-jalisco"]}).json()["total"] == 1
    assert client.get(DATASETS, {"institucion": "salud-jalisco"}).json()["total"] == 0


def test_facets_count_what_each_choice_would_leave(client, parks):
    answer = client.get("/api/v1/facets", {"sector": "medio-ambiente"}).json()
    sectors = next(facet for facet in answer["facets"] if facet["name"] == "sector")
    assert sectors["choices"] == [
        {"value": "medio-ambiente", "label": "Medio ambiente", "count": 1, "chosen": True}
    ]


def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(client, db):
    answer = client.get(DATASETS, {"institution": "zapopan"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown-parameter"
    assert "institucion" in answer.json()["detail"]
    assert list(answer.json()["fields"]) == ["institution"]


def test_an_unknown_order_is_refused(client, parks):
    assert client.get(DATASETS, {"sort": "color"}).status_code == 400


@pytest.mark.parametrize("wrong", [{"per_page": 101}, {"page": 0}, {"page": "dos"}])
def test_pages_have_limits_and_say_so(client, db, wrong):
    answer = client.get(DATASETS, wrong)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == list(wrong)


def test_lists_lead_to_their_next_page(client, zapopan, health):
    first = client.get("/api/v1/institutions", {"per_page": 1}).json()
    assert first["total"] == 2
    assert first["next"] == "http://127.0.0.1:8000/api/v1/institutions?per_page=1&page=2"
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert [first["results"][0]["slug"], second["results"][0]["slug"]] == ["zapopan", "salud-jalisco"]


def test_an_institution_names_those_that_hang_from_it(client, health, steward):
    save_institution(by=steward, slug="hospital", name="Hospital Civil", kind="organismo", parent=health)
    answer = client.get("/api/v1/institutions/salud-jalisco").json()
    assert [child["slug"] for child in answer["children"]] == ["hospital"]
    assert client.get("/api/v1/institutions/hospital").json()["parent"]["slug"] == "salud-jalisco"


def test_sectors_and_licences_are_lists_too(client, environment, licence):
    for name, slug in (("themes", "medio-ambiente"), ("licences", "libre-uso-mx")):
        answer = client.get(f"/api/v1/{name}").json()
        assert answer["total"] == 1
        assert answer["results"][0]["slug"] == slug


def test_a_frequent_value_of_a_column_finds_its_table(client, parks):
    assert client.get(DATASETS, {"q": "Metropolitano"}).json()["total"] == 1
    assert client.get(DATASETS, {"q": "avila camacho jardines"}).json()["total"] == 1
    assert "Parques de Zapopan" in client.get("/datos", {"q": "Metropolitano"}).content.decode()
    columns = client.get(client.get(DATASETS).json()["results"][0]["tables"][0]["url"]).json()["columns"]
    assert all("frequent" not in column["profile"] for column in columns)


def test_names_and_curps_of_persons_are_no_way_to_find_a_table(client, upload, ana, environment):
    people = "nombre completo,curp,municipio\nRosa García López,BOXW310820HNERXN09,Zapopan\n"
    dataset = upload(people, "padron.csv").resource.dataset
    from amate.catalog.actions import edit_dataset
    from amate.publishing.actions import publish
    from amate.publishing.gate import Choice, decide, finds
    from tests.cast import METADATA

    dataset = edit_dataset(by=ana, dataset=dataset, revision=dataset.revision, theme=environment, **METADATA)
    version = dataset.resources.get().versions.get()
    passed = Choice("keep", "Artículo 8 de la Ley de Transparencia", ana)
    decide(by=ana, version=version, choices={find.number: passed for find in finds(version)})
    publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    reindex()
    found = {
        words: client.get(DATASETS, {"q": words}).json() for words in ("Rosa García", "BOXW310820HNERXN09")
    }
    assert [answer["total"] for answer in found.values()] == [0, 0]
    assert client.get(DATASETS, {"q": "zapopan"}).json()["total"] == 1
