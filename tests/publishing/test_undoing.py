"""What one just did is taken back while nobody built on it, exactly as it was; and the page before the button."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amate.base.errors import NotAllowed, NotReady
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.people.models import JournalEntry
from amate.publishing import submissions
from amate.publishing.actions import withdraw
from amate.publishing.models import LogEntry
from amate.publishing.undoing import undo_take_back, undo_withdraw
from tests.cast import METADATA

pytestmark = pytest.mark.django_db


def undo_in(answer) -> str:
    (found,) = re.findall(r'action="([^"]*/deshacer/)"', answer.content.decode())
    return found


def test_a_withdrawal_is_undone_from_its_message(client, ana, parks):
    client.force_login(ana)
    answer = client.post(reverse("desk-withdraw", args=[parks.slug]), {"reason": "Sin querer."}, follow=True)
    assert client.get(parks.get_absolute_url()).status_code in (200, 410)
    client.post(undo_in(answer))
    client.logout()
    assert client.get(parks.get_absolute_url()).status_code == 200
    assert list(LogEntry.objects.order_by("number").values_list("verb", flat=True)) == [
        "publish",
        "withdraw",
        "publish",
    ]


def test_what_waited_goes_on_waiting(parks, ana, luis):
    edit_dataset(by=luis, dataset=parks, quality="Lo dice Luis.")
    withdraw(by=ana, dataset=Dataset.objects.get(pk=parks.pk), reason="Sin querer.")
    back = undo_withdraw(by=ana, dataset=parks)
    assert (back.is_public, back.quality, back.proposed) == (True, "", {"quality": "Lo dice Luis."})


def test_it_is_too_late_for_others_for_what_is_old_and_after_a_change(parks, ana, luis, steward):
    withdraw(by=ana, dataset=parks, reason="Sin querer.")
    with pytest.raises(NotAllowed):
        undo_withdraw(by=luis, dataset=parks)
    with pytest.raises(NotReady):
        undo_withdraw(by=steward, dataset=parks)
    JournalEntry.objects.filter(verb="withdraw").update(at=timezone.now() - timedelta(hours=2))
    with pytest.raises(NotReady):
        undo_withdraw(by=ana, dataset=parks)
    JournalEntry.objects.filter(verb="withdraw").update(at=timezone.now())
    edit_dataset(by=ana, dataset=parks, quality="Otra cosa.")
    with pytest.raises(NotReady):
        undo_withdraw(by=ana, dataset=parks)


@pytest.fixture
def sent(upload, luis, environment):
    dataset = upload().resource.dataset
    edit_dataset(by=luis, dataset=dataset, theme=environment, **METADATA)
    return submissions.send(by=luis, dataset=dataset)


def test_what_was_taken_out_of_review_is_put_back_where_it_was(client, ana, luis, sent):
    client.force_login(luis)
    answer = client.post(reverse("desk-take-back", args=[sent.public_id]), follow=True)
    client.post(undo_in(answer))
    sent.refresh_from_db()
    assert sent.stage == "in-review"
    submissions.give_back(by=ana, submission=sent, text="Falta uno.")
    submissions.take_back(by=luis, submission=sent)
    assert undo_take_back(by=luis, submission=sent).stage == "returned"


def test_what_was_sent_anew_is_not_put_back_twice(luis, sent):
    submissions.take_back(by=luis, submission=sent)
    submissions.send(by=luis, dataset=sent.dataset)
    with pytest.raises(NotReady):
        undo_take_back(by=luis, submission=sent)


def test_answers_are_checked_before_the_button(client, ana, luis, upload, environment):
    dataset = upload().resource.dataset
    address = reverse("desk-answers", args=[dataset.slug])
    client.force_login(ana)
    page = client.get(address).content.decode()
    assert "Todavía no se puede" in page
    assert "desk-publish" not in page
    edit_dataset(by=luis, dataset=dataset, theme=environment, **METADATA)
    page = client.get(address).content.decode()
    assert METADATA["description"] in page
    assert "Medio ambiente" in page
    assert f'action="{reverse("desk-publish", args=[dataset.slug])}"' in page
    client.force_login(luis)
    page = client.get(address).content.decode()
    assert f'action="{reverse("desk-send", args=[dataset.slug])}"' in page
    assert reverse("desk-publish", args=[dataset.slug]) not in page
