"""What becomes of what somebody sent and approved who does not work there any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from amate.catalog.actions import edit_dataset
from amate.people.actions import change_role, edit_person, grant_role, remove_role
from amate.people.rules import Role
from amate.publishing import submissions
from amate.publishing.models import Stage
from amate.web.desk.review import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(luis, nora, parks):
    """Something that Luis sent and Nora approved for tomorrow."""
    dataset = edit_dataset(by=luis, dataset=parks, title="Parques y jardines")
    later = timezone.now() + timedelta(days=1)
    return submissions.approve(
        by=nora, submission=submissions.send(by=luis, dataset=dataset, publish_at=later)
    )


LEAVING = {
    "removed": lambda ana, steward, nora: remove_role(by=ana, membership=nora.memberships.get()),
    "made an editor": lambda ana, steward, nora: change_role(
        by=ana, membership=nora.memberships.get(), role=Role.EDITOR
    ),
    "account shut": lambda ana, steward, nora: edit_person(
        by=steward, person=nora, name="Nora", active=False, steward=False
    ),
}


@pytest.mark.parametrize("how", LEAVING)
def test_what_they_approved_is_looked_at_again_by_another(
    how, ana, steward, nora, scheduled, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        LEAVING[how](ana, steward, nora)
    scheduled.refresh_from_db()
    assert (scheduled.stage, scheduled.decided_by) == (Stage.IN_REVIEW, None)
    assert "Nora" in scheduled.remarks.last().text
    assert any(message.to == [ana.email] and "Por revisar" in message.subject for message in mail.outbox)
    submissions.approve(by=ana, submission=scheduled)


def test_who_still_publishes_there_leaves_it_scheduled(ana, nora, scheduled):
    grant_role(by=ana, person=nora, institution=scheduled.dataset.institution, role=Role.MANAGER)
    remove_role(by=ana, membership=nora.memberships.get(role=Role.REVIEWER))
    scheduled.refresh_from_db()
    assert scheduled.stage == Stage.SCHEDULED


def test_what_they_sent_stays_with_the_institution(ana, luis, nora, parks):
    dataset = edit_dataset(by=luis, dataset=parks, title="Parques y jardines")
    submission = submissions.send(by=luis, dataset=dataset)
    remove_role(by=ana, membership=luis.memberships.get())
    submissions.approve(by=nora, submission=submission)
    dataset.refresh_from_db()
    assert dataset.title == "Parques y jardines"


def test_what_was_returned_to_them_is_shown_to_the_others(ana, luis, nora, parks):
    dataset = edit_dataset(by=luis, dataset=parks, title="Parques y jardines")
    submission = submissions.send(by=luis, dataset=dataset)
    submissions.give_back(by=nora, submission=submission, text="Falta el año.")
    assert waiting_for(nora) == []
    remove_role(by=ana, membership=luis.memberships.get())
    assert waiting_for(nora) == [submission]
