"""What waits for another person's eyes, and goes public when they agree."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from amate.base.errors import Invalid, NotAllowed, NotReady, Stale
from amate.base.files import blob_path
from amate.catalog.actions import edit_dataset
from amate.publishing.actions import publish
from amate.publishing.actions import upload as upload_next
from amate.publishing.models import Publication, Stage, Submission
from amate.publishing.submissions import approve, give_back, may_approve, release, send, take_back
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
FIXED = "Metropolitano,Jardines,114.0,14120\r\n"


@pytest.fixture
def two_persons(zapopan):
    zapopan.two_persons = True
    zapopan.save()
    return zapopan


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_editor_sends_and_a_reviewer_publishes_under_a_folio_with_both_names(draft, luis, nora):
    submission = send(by=luis, dataset=draft, text="Listo.")
    assert not fresh(draft).is_public
    approve(by=nora, submission=submission)
    assert fresh(draft).is_public
    receipt = Publication.objects.get()
    assert (receipt.prepared_by, receipt.by, receipt.submission) == (luis, nora, submission)


def test_what_is_returned_with_a_remark_is_mended_and_sent_again(draft, luis, nora):
    submission = send(by=luis, dataset=draft)
    with pytest.raises(Invalid):
        give_back(by=nora, submission=submission, text=" ")
    give_back(by=nora, submission=submission, text="Falta decir de qué año.", about="temporal")
    assert fresh(submission).stage == Stage.RETURNED
    edit_dataset(by=luis, dataset=draft, temporal="2023")
    again = send(by=luis, dataset=draft, text="Corregido.")
    assert again == submission
    assert [(one.by.name, one.about, one.text) for one in again.remarks.all()] == [
        ("Nora", "temporal", "Falta decir de qué año."),
        ("Luis", "", "Corregido."),
    ]
    assert fresh(approve(by=nora, submission=again)).stage == Stage.PUBLISHED


@pytest.mark.usefixtures("two_persons")
def test_where_two_persons_publish_nobody_approves_what_they_prepared(draft, luis, ana, nora):
    with pytest.raises(NotReady, match="publican dos personas"):
        publish(by=ana, dataset=draft)
    submission = send(by=luis, dataset=draft)
    assert not may_approve(ana, submission)  # she uploaded the file
    with pytest.raises(NotAllowed):
        approve(by=ana, submission=submission)
    assert not fresh(draft).is_public
    approve(by=nora, submission=submission)
    assert fresh(draft).is_public


def test_an_editor_does_not_approve(draft, luis):
    with pytest.raises(NotAllowed):
        approve(by=luis, submission=send(by=luis, dataset=draft))


def test_what_changed_after_it_was_sent_is_not_approved_unseen(draft, luis, nora):
    submission = send(by=luis, dataset=draft)
    edit_dataset(by=luis, dataset=draft, title="Otra cosa")
    with pytest.raises(Stale):
        approve(by=nora, submission=submission)
    submission = send(by=luis, dataset=draft)
    resource = draft.resources.get()
    upload_next(
        by=luis, resource=resource, file=io.BytesIO((PARKS_CSV + FIXED).encode()), filename="parques.csv"
    )
    run_waiting_jobs()
    with pytest.raises(Stale):
        approve(by=nora, submission=submission)


def test_what_is_scheduled_goes_public_at_its_hour_and_not_before(draft, luis, nora):
    hour = timezone.now() + timedelta(hours=5)
    submission = approve(by=nora, submission=send(by=luis, dataset=draft, publish_at=hour))
    assert (submission.stage, fresh(draft).is_public) == (Stage.SCHEDULED, False)
    assert not Submission.objects.due(timezone.now())
    assert list(Submission.objects.due(hour)) == [submission]
    assert release(submission).stage == Stage.PUBLISHED
    assert fresh(draft).is_public
    assert release(submission).stage == Stage.PUBLISHED  # a second worker changes nothing
    assert Publication.objects.count() == 1


def test_what_cannot_go_public_at_its_hour_returns_with_the_reason(draft, luis, nora):
    hour = timezone.now() + timedelta(hours=5)
    submission = approve(by=nora, submission=send(by=luis, dataset=draft, publish_at=hour))
    path = blob_path(submission.versions.get().sha256)
    path.chmod(0o644)
    path.write_bytes(b"otra cosa")
    assert release(submission).stage == Stage.RETURNED
    assert "no es lo que se recibió" in submission.remarks.get().text
    assert not fresh(draft).is_public


def test_an_hour_that_has_passed_is_not_taken(draft, luis):
    with pytest.raises(Invalid, match="ya pasaron") as refused:
        send(by=luis, dataset=draft, publish_at=timezone.now() - timedelta(minutes=1))
    assert list(refused.value.fields) == ["publish_at"]
    assert not draft.submissions.exists()


def test_what_changed_after_it_was_approved_is_not_promised_for_its_hour(client, draft, luis, nora):
    submission = send(by=luis, dataset=draft, publish_at=timezone.now() + timedelta(days=2))
    approve(by=nora, submission=submission)
    client.force_login(luis)
    places = (f"/mesa/conjuntos/{draft.slug}/", f"/mesa/revisiones/{submission.public_id}/")
    assert all("Se publica solo el" in client.get(place).content.decode() for place in places)
    edit_dataset(by=luis, dataset=fresh(draft), description="Otra descripción de los parques.")
    pages = [client.get(place).content.decode() for place in places]
    assert not any("Se publica solo el" in page for page in pages)
    assert ("Estaba programado, y cambió" in pages[0], "Cambió después de aprobarse" in pages[1]) == (
        True,
        True,
    )


def test_a_file_that_came_after_it_was_approved_takes_its_hour_away_too(client, draft, luis, nora):
    submission = send(by=luis, dataset=draft, publish_at=timezone.now() + timedelta(days=2))
    approve(by=nora, submission=submission)
    upload_next(
        by=luis,
        resource=draft.resources.get(),
        file=io.BytesIO((PARKS_CSV + FIXED).encode()),
        filename="parques.csv",
    )
    run_waiting_jobs()
    client.force_login(luis)
    page = client.get(f"/mesa/revisiones/{submission.public_id}/").content.decode()
    assert ("Cambió después de aprobarse" in page, "Se publica solo el" in page) == (True, False)


def test_what_is_taken_back_leaves_the_draft_as_it_was(draft, luis):
    submission = send(by=luis, dataset=draft)
    take_back(by=luis, submission=submission)
    assert not draft.submissions.open()
    with pytest.raises(NotReady):
        take_back(by=luis, submission=submission)
    assert fresh(draft).title == "Parques"


def test_a_proposal_of_metadata_alone_goes_through_review(parks, luis, nora):
    edit_dataset(by=luis, dataset=parks, title="Parques de la ciudad")
    approve(by=nora, submission=send(by=luis, dataset=parks))
    assert fresh(parks).title == "Parques de la ciudad"
