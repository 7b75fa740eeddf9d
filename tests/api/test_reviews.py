"""A program sends, another person's program returns and approves; and reads how the metadata were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
JSON = "application/json"


def place(dataset, what=""):
    return f"/api/v1/datasets/{dataset.public_id}{what}"


def test_what_is_sent_is_returned_sent_again_and_approved_with_a_folio(with_key, draft, luis, nora, client):
    editor, reviewer = with_key(luis), with_key(nora)
    sent = editor.post(place(draft, "/review"), {"text": "Listo."}, content_type=JSON)
    assert (sent.status_code, sent.json()["stage"]) == (201, "in-review")
    (waiting,) = reviewer.get("/api/v1/reviews").json()["results"]
    assert (waiting["title"], waiting["sent_by"]) == ("Parques", str(luis))

    refused = reviewer.post(place(draft, "/review/return"), {"text": " "}, content_type=JSON)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["text"])
    reviewer.post(
        place(draft, "/review/return"), {"text": "Falta el año.", "about": "temporal"}, content_type=JSON
    )
    seen = editor.get(place(draft, "/review")).json()
    assert seen["stage"] == "returned"
    assert [(one["by"], one["about"], one["text"]) for one in seen["remarks"]] == [
        (str(luis), "", "Listo."),
        (str(nora), "temporal", "Falta el año."),
    ]
    editor.patch(place(draft), {"temporal": "2023"}, content_type=JSON)
    editor.post(place(draft, "/review"), content_type=JSON)
    assert client.get(place(draft)).status_code == 404
    approved = reviewer.post(place(draft, "/review/approve"), content_type=JSON).json()
    assert (approved["stage"], approved["decided_by"]) == ("published", str(nora))
    assert approved["folio"]
    assert client.get(place(draft)).json()["temporal"] == "2023"
    assert reviewer.get("/api/v1/reviews").json()["total"] == 0


def test_what_has_an_hour_waits_for_it_and_can_be_taken_back(with_key, draft, luis, nora, client):
    hour = timezone.now() + timedelta(hours=2)
    with_key(luis).post(place(draft, "/review"), {"publish_at": hour.isoformat()}, content_type=JSON)
    approved = with_key(nora).post(place(draft, "/review/approve"), content_type=JSON).json()
    assert (approved["stage"], approved["folio"]) == ("scheduled", None)
    assert client.get(place(draft)).status_code == 404
    assert with_key(luis).delete(place(draft, "/review")).status_code == 204
    assert with_key(luis).get(place(draft, "/review")).json()["stage"] == "cancelled"


def test_who_edits_does_not_approve_and_who_has_no_part_sees_nothing(with_key, draft, luis, rosa):
    with_key(luis).post(place(draft, "/review"), content_type=JSON)
    assert with_key(luis).post(place(draft, "/review/approve"), content_type=JSON).status_code == 403
    assert with_key(rosa).get(place(draft, "/review")).status_code == 404
    assert with_key(rosa).get("/api/v1/reviews").json()["total"] == 0


def test_the_history_tells_each_field_and_leads_back(with_key, draft, luis):
    ours = with_key(luis)
    ours.patch(place(draft), {"title": "Parques y jardines"}, content_type=JSON)
    newest, before = ours.get(place(draft, "/history?per_page=2")).json()["results"]
    assert (newest["by"], newest["changes"]) == (
        str(luis),
        [{"field": "title", "before": "Parques", "after": "Parques y jardines"}],
    )
    answer = ours.post(place(draft, f"/history/{before['number']}/restore"), content_type=JSON)
    assert (answer.status_code, answer.json()["title"]) == (200, "Parques")
    assert ours.post(place(draft, "/history/999/restore"), content_type=JSON).status_code == 404


def test_what_is_public_keeps_its_history_inside(with_key, parks, rosa, client):
    assert client.get(place(parks, "/history")).status_code == 401
    assert with_key(rosa).get(place(parks, "/history")).status_code == 403
    assert with_key(rosa).get(place(parks, "/review")).status_code == 403
