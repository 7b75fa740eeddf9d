"""Refusals: RFC 9457, in two languages, never with anything of the inside."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from amate.api.v1 import error_codes, lookup
from amate.base import errors
from amate.base.errors import AmateError
from amate.web.middleware.limits import Limits

pytestmark = pytest.mark.django_db
DATASETS = "/api/v1/datasets"
JSON = "application/json"


def test_a_problem_is_a_document_of_its_own_type(client):
    answer = client.get(f"{DATASETS}/no-hay")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["title"]) == (404, "not-found", "No encontrado")
    assert client.get(problem["type"]).json()["english"] == "Not found"


def test_a_problem_is_in_english_for_who_prefers_it(client):
    answer = client.get(f"{DATASETS}/no-hay", headers={"Accept-Language": "fr, en;q=0.8, es;q=0.5"})
    assert answer.json()["title"] == "Not found"
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_what_is_wrong_in_a_body_is_said_field_by_field(client, with_key, ana):
    said = {"title": 7, "color": "azul"}
    spanish = with_key(ana).post(DATASETS, said, content_type=JSON).json()["fields"]
    assert spanish == {
        "institution": "Falta este dato.",
        "title": "Debe ser un texto.",
        "color": "Este dato no se conoce.",
    }
    english = with_key(ana).post(DATASETS, said, content_type=JSON, headers={"Accept-Language": "en"})
    assert english.json()["fields"]["institution"] == "Field required"


@pytest.mark.parametrize("body", ["{", "[1,", "\x00", '{"title": "\\ud800"}', "NaN"])
def test_what_is_not_json_is_refused(with_key, ana, body):
    answer = with_key(ana).post(DATASETS, body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-json")


def test_a_null_character_is_refused_wherever_it_comes(client, with_key, ana, zapopan):
    said = {"institution": "zapopan", "title": "Parques\x00"}
    assert list(with_key(ana).post(DATASETS, said, content_type=JSON).json()["fields"]) == ["title"]
    assert client.get(f"{DATASETS}?q=%00").status_code == 400


def test_a_body_of_another_type_is_refused(with_key, ana):
    answer = with_key(ana).post(DATASETS, "<title/>", content_type="application/xml")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


def test_a_body_that_is_too_large_is_refused(with_key, ana, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = with_key(ana).post(DATASETS, {"title": "x" * 200}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_another_method_is_refused_and_the_right_ones_are_named(client):
    answer = client.put(DATASETS, {}, content_type=JSON)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert answer.json()["code"] == "method-not-allowed"


@pytest.mark.parametrize("path", ["/api/v1/nada", "/api/v1/tables/7", "/api/v1/datasets/a/b/c", "/api/v1/x/"])
def test_an_address_that_leads_nowhere_says_so_in_json(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_breaks_inside_stays_inside(client, monkeypatch, caplog):
    def burst(*_):
        raise RuntimeError("contraseña en /var/secreto")

    monkeypatch.setattr(lookup, "dataset", burst)
    answer = client.get(f"{DATASETS}/parques")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert b"secreto" not in answer.content
    assert "secreto" in caplog.text


def subclasses(kind):
    return {kind}.union(*(subclasses(each) for each in kind.__subclasses__()))


def test_every_kind_of_refusal_has_words_in_english():
    codes = {kind.code for kind in subclasses(AmateError) if kind.__module__ == errors.__name__}
    assert codes - {"error"} <= set(error_codes.KINDS)


def test_who_asks_too_much_is_told_how_long_to_wait(rf, settings):
    settings.AMATE_LIMITS = True
    asked = Limits(lambda request: HttpResponse())
    answers = [asked(rf.post("/api/v1/datasets/parques/error-reports")) for _ in range(20)]
    refused = answers[-1]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert int(refused["Retry-After"]) > 0
