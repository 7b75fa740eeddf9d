"""Invitations: a role offered by mail, taken once, by the account of that address and no other."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from amate.base.errors import Gone, Invalid, NotAllowed, NotFound, NotReady
from amate.base.jobs.models import Job, JobState
from amate.base.jobs.running import attempt
from amate.people.actions import create_person, edit_person, grant_role, remove_role
from amate.people.invitations import accept, invite, join, opened, resend, revoke
from amate.people.models import Invitation, JournalEntry, Person
from amate.people.rules import INVITED_FOR, Role
from tests.cast import PASSWORD
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
EVA = "eva@zapopan.example"


def letters(to: str) -> list[str]:
    """Texts of the mails to somebody, oldest first."""
    return [str(message.body) for message in mail.outbox if message.to == [to]]


def secret_for(to: str) -> str:
    """What the newest mail to somebody opens."""
    run_waiting_jobs()
    found = re.findall(r"^http\S+/mesa/invitacion/([\w-]+)/$", letters(to)[-1], re.MULTILINE)
    assert len(found) == 1
    return found[0]


def offered(by, zapopan, email=EVA, role=Role.EDITOR) -> Invitation:
    return invite(by=by, email=email, name="Eva", institution=zapopan, role=role)


def test_who_is_invited_makes_an_account_and_has_the_role(ana, zapopan):
    offered(ana, zapopan)
    eva = join(secret=secret_for(EVA), name="Eva Luna", password=PASSWORD)
    assert (eva.email, eva.name, eva.roles_in(zapopan)) == (EVA, "Eva Luna", {"editor"})
    assert eva.check_password(PASSWORD)
    told = JournalEntry.objects.filter(institution=zapopan, verb__in=("grant-role", "accept-invitation"))
    assert [(entry.verb, entry.by) for entry in told.order_by("pk")][-2:] == [
        ("accept-invitation", eva),
        ("grant-role", ana),
    ]


def test_only_the_hash_of_the_secret_is_kept_and_not_before_the_mail_is_written(ana, zapopan):
    offered(ana, zapopan)
    before = Invitation.objects.get().sha256
    secret = secret_for(EVA)
    row = Invitation.objects.get()
    assert before != row.sha256
    assert secret not in str(vars(row))
    assert not any(secret in str(vars(job)) for job in Job.objects.all())


def test_the_mail_is_the_same_with_and_without_an_account(ana, rosa, zapopan):
    """Nobody learns who has an account by inviting."""
    for email in (rosa.email, EVA):
        offered(ana, zapopan, email)
    run_waiting_jobs()
    told = [re.sub(r"invitacion/[\w-]+", "", letters(email)[0]) for email in (rosa.email, EVA)]
    assert told[0] == told[1]


def test_the_account_of_an_address_takes_what_was_offered_to_it(ana, rosa, zapopan):
    offered(ana, zapopan, rosa.email.upper(), Role.REVIEWER)
    accept(by=rosa, secret=secret_for(rosa.email))
    assert rosa.roles_in(zapopan) == {"reviewer"}


def test_nobody_takes_what_was_offered_to_another_address(ana, rosa, zapopan):
    offered(ana, zapopan)
    with pytest.raises(NotAllowed, match="otra cuenta"):
        accept(by=rosa, secret=secret_for(EVA))
    assert not rosa.roles_in(zapopan)


def test_a_link_does_not_give_another_password_to_an_account_that_exists(ana, rosa, zapopan):
    offered(ana, zapopan, rosa.email)
    with pytest.raises(NotReady, match="Ya tienes una cuenta"):
        join(secret=secret_for(rosa.email), name="Otra", password="otra clave larga de prueba")
    rosa.refresh_from_db()
    assert rosa.check_password(PASSWORD)
    assert (rosa.name, rosa.roles_in(zapopan)) == ("Rosa", frozenset())


def test_a_link_serves_once(ana, zapopan):
    offered(ana, zapopan)
    secret = secret_for(EVA)
    eva = join(secret=secret, name="Eva", password=PASSWORD)
    with pytest.raises(Gone, match="ya se usó"):
        accept(by=eva, secret=secret)


def test_what_was_revoked_or_expired_opens_nothing_and_says_why(ana, zapopan):
    revoke(by=ana, invitation=offered(ana, zapopan))
    first = offered(ana, zapopan, "uno@zapopan.example")
    secret = secret_for("uno@zapopan.example")
    Invitation.objects.filter(pk=first.pk).update(expires=timezone.now())
    with pytest.raises(Gone, match="venció"):
        opened(secret)
    resend(by=ana, invitation=first)
    again = secret_for("uno@zapopan.example")
    with pytest.raises(NotFound, match="último correo"):
        opened(secret)
    assert opened(again).expires - timezone.now() > INVITED_FOR - timedelta(minutes=5)
    revoke(by=ana, invitation=first)
    with pytest.raises(Gone, match="se retiró"):
        opened(again)
    assert letters(EVA) == []  # revoked before its mail was written: none is sent


def test_a_password_that_is_too_weak_loses_nothing(ana, zapopan):
    offered(ana, zapopan)
    secret = secret_for(EVA)
    with pytest.raises(Invalid):
        join(secret=secret, name="Eva", password="12345")
    assert not Person.objects.filter(email=EVA).exists()
    join(secret=secret, name="Eva", password=PASSWORD)


def test_inviting_again_takes_the_former_offer_back(ana, zapopan):
    offered(ana, zapopan)
    former = secret_for(EVA)
    offered(ana, zapopan, role=Role.REVIEWER)
    with pytest.raises(Gone):
        opened(former)
    assert opened(secret_for(EVA)).role == "reviewer"


def test_an_offer_of_somebody_who_lost_the_right_opens_nothing_until_another_sends_it(ana, steward, zapopan):
    invitation = offered(ana, zapopan)
    secret = secret_for(EVA)
    edit_person(by=steward, person=ana, name="Ana", active=False, steward=False)
    with pytest.raises(Gone, match="ya no administra"):
        opened(secret)
    resend(by=steward, invitation=invitation)
    join(secret=secret_for(EVA), name="Eva", password=PASSWORD)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER])
def test_who_does_not_administer_a_team_invites_nobody(luis, steward, zapopan, role):
    grant_role(by=steward, person=luis, institution=zapopan, role=role)
    with pytest.raises(NotAllowed):
        offered(luis, zapopan)


def test_an_administrator_invites_but_makes_no_liaison(luis, ana, zapopan):
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.MANAGER)
    offered(luis, zapopan, role=Role.MANAGER)
    with pytest.raises(NotAllowed, match="enlace"):
        offered(luis, zapopan, role=Role.LIAISON)


def test_who_is_in_the_team_with_that_role_is_not_invited_to_it(ana, luis, zapopan):
    with pytest.raises(Invalid, match="ya tiene ese papel"):
        offered(ana, zapopan, luis.email)
    offered(ana, zapopan, luis.email, Role.REVIEWER)


@pytest.mark.parametrize("email", ["eva", "eva@", "eva@zapopan.example\nBcc: x@x.example", ""])
def test_what_is_no_address_is_refused(ana, zapopan, email):
    with pytest.raises(Invalid):
        offered(ana, zapopan, email)


def test_a_fallen_mail_server_is_asked_again(ana, zapopan, monkeypatch):
    monkeypatch.setattr("amate.people.letters.send", lambda *args, **kwargs: False)
    offered(ana, zapopan)
    job = Job.objects.get(kind="send-invitation")
    attempt(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.WAITING, 1)


def test_who_is_removed_does_not_come_back_by_an_offer_on_its_way(ana, luis, zapopan):
    offered(ana, zapopan, luis.email, Role.REVIEWER)
    secret = secret_for(luis.email)
    remove_role(by=ana, membership=luis.memberships.get())
    with pytest.raises(Gone):
        accept(by=luis, secret=secret)


def test_an_account_made_meanwhile_is_the_one_that_accepts(ana, zapopan):
    offered(ana, zapopan)
    secret = secret_for(EVA)
    eva = create_person(by=None, email=EVA, name="Eva", password=PASSWORD)
    with pytest.raises(NotReady):
        join(secret=secret, name="Impostora", password="otra clave larga de prueba")
    accept(by=eva, secret=secret)
    assert eva.roles_in(zapopan) == {"editor"}
