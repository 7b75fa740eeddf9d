"""How a version was read, by the API: seen by its institution, changed by its recipe, accepted."""

from __future__ import annotations

import pytest

from amate.catalog.models import Version
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

BUDGET = "Presupuesto de obras,,\nclave,obra,monto\n007, Puente ,1500\n012,Banqueta,900\n031,Alumbrado,N/D\n"
JSON = "application/json"


@pytest.fixture
def obras(upload):
    return upload(BUDGET, "obras.csv")


def address(version: Version, what: str = "") -> str:
    return f"/api/v1/versions/{version.public_id}{what}"


def test_steps_come_with_counts_examples_and_the_first_lines(with_key, ana, obras):
    document = with_key(ana, ["read"]).get(address(obras, "/reading")).json()
    (table,) = document["tables"]
    trimmed = next(note for note in table["notes"] if note["code"] == "trimmed")
    assert (trimmed["count"], trimmed["examples"]) == (1, [[" Puente ", "Puente"]])
    step = next(step for step in table["steps"] if step["code"] == "trimmed")
    assert (step["on"], step["done"]) == (True, True)
    assert table["preview"]["rows"][0] == [1, ["Presupuesto de obras", "", ""]]
    assert (table["preview"]["heads"], table["preview"]["first"]) == ([2], 3)
    assert document["recipe"]["tables"][0]["source"] == "obras"


def test_a_recipe_that_was_changed_is_put_back_and_the_file_read_again(with_key, ana, obras):
    ours = with_key(ana)
    recipe = ours.get(address(obras, "/reading")).json()["recipe"]
    recipe["tables"][0]["steps"] = {"trimmed": False}
    recipe["tables"][0]["columns"][2] |= {"name": "pesos", "type": "text", "chosen": True}
    answer = ours.put(address(obras, "/recipe"), recipe, content_type=JSON)
    assert (answer.status_code, answer.json()["state"]) == (202, "received")
    run_waiting_jobs()
    version = ours.get(answer["Location"]).json()
    assert version["state"] == "ready"
    columns = version["report"]["tables"][0]["columns"]
    assert [(column["name"], column["type"]) for column in columns][2] == ("pesos", "text")


def test_what_was_published_is_corrected_by_its_next_version(with_key, ana, parks):
    ours, published = with_key(ana), Version.objects.get()
    recipe = ours.get(address(published, "/reading")).json()["recipe"]
    recipe["tables"][0]["columns"][1]["keep"] = False
    answer = ours.put(address(published, "/recipe"), recipe, content_type=JSON)
    assert (answer.status_code, answer.json()["number"]) == (202, 2)
    assert answer["Location"] != "http://testserver" + address(published)
    assert answer.json()["sha256"] == published.sha256


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "La receta debe ser un objeto JSON"),
        ({"recipe": 9}, "La receta debe ser un objeto JSON"),
        ({"recipe": 1, "tables": [{"steps": {"volar": True}}]}, "El paso «volar»"),
        ({"recipe": 1, "tables": [{"source": "obras", "keep": False}]}, "Deja al menos una tabla"),
        ({"recipe": 1, "tables": [{"columnas": []}]}, "que corregir"),
        ({"recipe": 1, "tables": [{"header_row": -1}]}, "que corregir"),
    ],
)
def test_a_wrong_recipe_is_refused_with_a_sentence(with_key, ana, obras, body, sentence):
    answer = with_key(ana).put(address(obras, "/recipe"), body, content_type=JSON)
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]
    obras.refresh_from_db()
    assert obras.state == "ready"


def test_a_question_is_seen_and_accepted(with_key, ana, obras):
    ours = with_key(ana)
    recipe = ours.get(address(obras, "/reading")).json()["recipe"]
    recipe["tables"][0]["columns"][1] |= {"type": "date", "chosen": True}
    ours.put(address(obras, "/recipe"), recipe, content_type=JSON)
    run_waiting_jobs()
    document = ours.get(address(obras, "/reading")).json()
    assert document["state"] == "asking"
    assert "obra" in document["questions"][0]["message"]
    refused = ours.post(f"/api/v1/datasets/{obras.resource.dataset.public_id}/publish", content_type=JSON)
    assert refused.status_code == 409
    answer = ours.post(address(obras, "/accept"), content_type=JSON)
    assert (answer.status_code, answer.json()["state"]) == (200, "ready")
    assert ours.post(address(obras, "/accept"), content_type=JSON).status_code == 409


def test_how_it_was_read_is_for_its_institution_alone(client, with_key, rosa, parks):
    version = Version.objects.get()
    assert client.get(address(version, "/reading")).status_code == 401
    assert with_key(rosa).get(address(version, "/reading")).status_code == 403
    report = client.get(address(version)).json()["report"]
    assert set(report["tables"][0]) == {"name", "header_row", "rows", "columns", "notes"}
    assert "recipe" not in report
