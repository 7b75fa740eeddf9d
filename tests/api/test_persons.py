"""A program sees what a file holds of persons and decides it, as at la mesa and by the same verb."""

from __future__ import annotations

import gzip

import pytest

from amate.base.files import blob_path
from amate.catalog.models import Version
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
JSON = "application/json"
CURPS = ("BOXW310820HNERXN09", "BADD110313HCMLNS09", "HEGG560427MVZRRL04")  # of nobody
GRANTS = "clave,municipio,monto\n" + "".join(f"{CURPS[at % 3]},Zapopan,{100 + at}\n" for at in range(12))
LAW = "Artículo 8, fracción V, de la Ley de Transparencia del Estado"


@pytest.fixture
def grants(upload):
    return upload(GRANTS, "apoyos.csv")


def address(version: Version, what: str = "") -> str:
    return f"/api/v1/versions/{version.public_id}/persons{what}"


def test_finds_come_masked_with_what_may_be_done(with_key, ana, rosa, client, grants):
    document = with_key(ana, ["read"]).get(address(grants)).json()
    (find,) = document["finds"]
    assert (find["kind"], find["level"], find["columns"], find["count"]) == ("curp", "block", ["clave"], 12)
    assert find["deeds"] == ["leave-out", "mask", "hash", "aggregate", "keep"]
    assert find["countable"] == ["municipio", "monto"]
    assert not any(curp in str(document) for curp in CURPS)
    assert client.get(address(grants)).status_code == 401
    assert with_key(rosa).get(address(grants)).status_code == 404


def test_a_program_covers_a_column_and_the_file_is_read_again(with_key, ana, grants):
    choices = {"choices": [{"number": 0, "do": "hash"}]}
    assert with_key(ana, ["read"]).post(address(grants), choices, content_type=JSON).status_code == 403
    answer = with_key(ana).post(address(grants), choices, content_type=JSON)
    assert (answer.status_code, answer.json()["state"]) == (202, "received")
    run_waiting_jobs()
    grants.refresh_from_db()
    assert grants.state == "ready"
    rows = gzip.decompress(blob_path(grants.tables.get().csv_sha256).read_bytes()).decode()
    assert not any(curp in rows for curp in CURPS)


def test_a_program_lets_pass_with_a_ground_and_a_name_and_asks_again(with_key, ana, grants):
    ours = with_key(ana)
    bare = {"choices": [{"number": 0, "do": "keep", "ground": LAW}]}
    refused = ours.post(address(grants), bare, content_type=JSON)
    assert (refused.status_code, "approver-0" in str(refused.json())) == (400, True)
    bare["choices"][0]["approver"] = ana.email
    assert ours.post(address(grants), bare, content_type=JSON).json()["state"] == "ready"
    (passed,) = ours.get(address(grants)).json()["let_pass"]
    assert (passed["column"], passed["approver"], passed["ground"]) == ("clave", "Ana", LAW)
    again = {name: passed[name] for name in ("kind", "table", "column")}
    assert ours.post(address(grants, "/ask-again"), again, content_type=JSON).json()["let_pass"] == []
    assert ours.post(address(grants, "/ask-again"), again, content_type=JSON).status_code == 409


def test_accepting_a_reading_answers_nothing_of_it(with_key, ana, grants):
    answer = with_key(ana).post(f"/api/v1/versions/{grants.public_id}/accept", content_type=JSON)
    assert answer.status_code == 409
    grants.refresh_from_db()
    assert grants.state == "asking"
