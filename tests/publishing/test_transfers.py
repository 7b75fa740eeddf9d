"""Datasets that change hands: who may, what goes with them, and what waits for new eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from amate.base.clock import today
from amate.base.errors import Invalid, NotAllowed
from amate.catalog.actions import create_dataset, edit_dataset
from amate.catalog.figures import figures
from amate.catalog.models import Dataset
from amate.people.actions import create_key, grant_role
from amate.people.journal import about
from amate.people.permissions import may
from amate.people.rules import Role
from amate.publishing import submissions
from amate.publishing.models import Ground, Stage, Upload
from amate.publishing.shutting import quarantine
from amate.publishing.transfers import transfer
from amate.publishing.uploads import begin
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(ana, health):
    """Ana answers for Zapopan and for Health."""
    grant_role(by=None, person=ana, institution=health, role=Role.MANAGER)
    return ana


def test_the_new_institution_answers_and_the_address_lives_on(
    client, both, luis, rosa, parks, zapopan, health, django_capture_on_commit_callbacks
):
    address, files = parks.get_absolute_url(), parks.resources.get().get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        transfer(by=both, datasets=[parks], to=health)
    run_waiting_jobs()
    assert client.get(address).status_code == client.get(files).status_code == 200
    assert "Secretaría de Salud" in client.get(address).content.decode()
    parks.refresh_from_db()
    assert (may(rosa, "publish", parks.institution), may(luis, "edit", parks.institution)) == (True, False)
    assert about(parks).filter(verb="publish").exists()
    entry = about(parks).get(verb="transfer")
    assert (entry.by, entry.institution, entry.detail) == (
        both,
        health,
        {"origin": "zapopan", "to": "salud-jalisco", "origin_name": "Ayuntamiento de Zapopan"},
    )
    assert parks.revisions.get(number=parks.revision).verb == "transfer"
    assert {message.to[0] for message in mail.outbox if "Cambiaron" in message.subject} == {rosa.email}


def test_counts_and_search_follow(client, both, parks, zapopan, health, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        transfer(by=both, datasets=[parks], to=health)
    run_waiting_jobs()
    held = figures().by_institution
    assert (held[health.pk].datasets, zapopan.pk in held) == (1, False)
    for slug, total in (("salud-jalisco", 1), ("zapopan", 0)):
        assert client.get(f"/api/v1/datasets?institucion={slug}").json()["total"] == total
        page = client.get(f"/instituciones/{slug}").content.decode()
        assert ("Parques de Zapopan" in page) == bool(total)


def test_contact_is_the_new_one_only_where_it_was_the_institution_itself(both, zapopan, health, licence):
    health.email = "datos@salud.example"
    health.save()
    plain = create_dataset(by=both, institution=zapopan, title="Uno")
    written = create_dataset(by=both, institution=zapopan, title="Dos")
    written = edit_dataset(by=both, dataset=written, contact_name="Dirección de Parques")
    transfer(by=both, datasets=[plain, written], to=health)
    told = Dataset.objects.order_by("title").values_list("contact_name", "contact_email")
    assert list(told) == [
        ("Dirección de Parques", "datos@salud.example"),
        ("Secretaría de Salud", "datos@salud.example"),
    ]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, None])
def test_who_does_not_answer_in_both_hands_nothing_over(ana, parks, health, role):
    if role:
        grant_role(by=None, person=ana, institution=health, role=role)
    with pytest.raises(NotAllowed):
        transfer(by=ana, datasets=[parks], to=health)
    parks.refresh_from_db()
    assert parks.institution.slug == "zapopan"


def test_of_several_all_go_or_none(both, rosa, parks, zapopan, health):
    other = create_dataset(by=rosa, institution=health, title="Ya es de Salud")
    with pytest.raises(Invalid, match="ya es de"):
        transfer(by=both, datasets=[parks, other], to=health)
    parks.refresh_from_db()
    assert parks.institution == zapopan


def test_a_steward_hands_over_anything_and_others_nothing_that_is_shut(both, steward, parks, health):
    quarantine(by=steward, dataset=parks, ground=Ground.ERROR)
    with pytest.raises(NotAllowed, match="cuarentena"):
        transfer(by=both, datasets=[parks], to=health)
    transfer(by=steward, datasets=[parks], to=health)


def test_the_rule_of_two_persons_is_not_left_by_moving(both, steward, parks, zapopan, health):
    zapopan.two_persons = True
    zapopan.save()
    with pytest.raises(NotAllowed, match="publican dos personas"):
        transfer(by=both, datasets=[parks], to=health)
    health.two_persons = True
    health.save()
    transfer(by=both, datasets=[parks], to=health)


@pytest.mark.parametrize("approved", [False, True])
def test_what_was_in_review_or_approved_goes_back_and_is_sent_again(
    both, luis, rosa, upload, parks, health, approved, django_capture_on_commit_callbacks
):
    dataset = edit_dataset(by=luis, dataset=parks, title="Parques y jardines")
    later = timezone.now() + timedelta(days=1)
    submission = submissions.send(by=luis, dataset=dataset, publish_at=later)
    if approved:
        submissions.approve(by=both, submission=submission)
    with django_capture_on_commit_callbacks(execute=True):
        transfer(by=both, datasets=[dataset], to=health)
    submission.refresh_from_db()
    assert submission.stage == Stage.RETURNED
    assert "Secretaría de Salud" in submission.remarks.get().text
    assert any(message.to == [luis.email] and "corregir" in message.subject for message in mail.outbox)
    again = submissions.send(by=rosa, dataset=dataset)
    submissions.approve(by=rosa, submission=again)
    dataset.refresh_from_db()
    assert dataset.title == "Parques y jardines"


def test_uploads_on_their_way_and_keys_follow_at_once(client, both, luis, rosa, parks, health):
    begin(by=luis, target=parks, filename="parques.csv", size=10)
    secrets = {who: create_key(by=who, name="guion", scopes=["write"])[1] for who in (luis, rosa)}
    transfer(by=both, datasets=[parks], to=health)
    assert Upload.objects.get().institution == health
    answers = {
        who: client.patch(
            f"/api/v1/datasets/{parks.slug}",
            {"description": "Otra."},
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
        ).status_code
        for who, secret in secrets.items()
    }
    assert answers == {luis: 403, rosa: 200}


def test_nobody_takes_what_is_of_others(rosa, parks, health):
    """Whoever answers for the institution that would receive it."""
    with pytest.raises(NotAllowed):
        transfer(by=rosa, datasets=[parks], to=health)


def test_where_the_portal_asks_for_a_second_step_nothing_is_handed_over_without(
    both, parks, health, settings
):
    settings.PORTAL = replace(settings.PORTAL, second_factor=today())
    with pytest.raises(NotAllowed) as refused:
        transfer(by=both, datasets=[parks], to=health)
    assert refused.value.code == "second-factor"
