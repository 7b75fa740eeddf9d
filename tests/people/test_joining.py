"""Asking to join an institution, and being answered."""

from __future__ import annotations

import pytest
from django.core import mail

from amate.base.errors import Invalid, NotAllowed, NotReady, TooMany
from amate.people.actions import create_person, grant_role, remove_role, save_institution
from amate.people.invitations import accept
from amate.people.joining import admit, ask_to_join, decline
from amate.people.models import Person
from amate.people.rules import MOST_ASKED, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def teo(db) -> Person:
    """Somebody with an account and no institution."""
    return create_person(by=None, email="teo@zapopan.example", name="Teo")


def told(subject: str) -> list[str]:
    """To whom mails with this in their subject went."""
    return sorted(message.to[0] for message in mail.outbox if subject in message.subject)


def test_who_administers_the_team_is_told_and_admits(
    ana, luis, teo, zapopan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask_to_join(by=teo, institution=zapopan, role=Role.REVIEWER, message="Soy de Parques.")
    assert told("Pide unirse") == [ana.email]
    with django_capture_on_commit_callbacks(execute=True):
        admit(by=ana, request=request, role=Role.EDITOR, word="Empieza como editor.")
    assert teo.roles_in(zapopan) == {"editor"}
    assert told("Ya eres parte") == [teo.email]
    body = mail.outbox[-1].body
    assert "como editor" in body
    assert "Empieza como editor." in body


def test_where_nobody_administers_the_stewards_are_told(
    steward, teo, zapopan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)
    assert told("Pide unirse") == [steward.email]


def test_who_is_declined_gets_a_word_and_may_ask_again(ana, teo, zapopan, django_capture_on_commit_callbacks):
    request = ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)
    with pytest.raises(Invalid, match="por qué"):
        decline(by=ana, request=request, word="  ")
    with django_capture_on_commit_callbacks(execute=True):
        decline(by=ana, request=request, word="Tu área es otra.")
    assert told("Sobre tu solicitud") == [teo.email]
    assert not teo.roles_in(zapopan)
    with pytest.raises(NotReady):
        admit(by=ana, request=request, role=Role.EDITOR)
    ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)


def test_one_asks_once_at_a_time_and_few(teo, zapopan, health):
    ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)
    with pytest.raises(NotReady, match="Ya pediste"):
        ask_to_join(by=teo, institution=zapopan, role=Role.REVIEWER)
    for number in range(MOST_ASKED - 1):
        other = save_institution(by=None, slug=f"opd-{number}", name=f"OPD {number}", kind="organismo")
        ask_to_join(by=teo, institution=other, role=Role.EDITOR)
    with pytest.raises(TooMany):
        ask_to_join(by=teo, institution=health, role=Role.EDITOR)


def test_what_one_has_is_not_asked_for(luis, zapopan):
    with pytest.raises(Invalid, match="Ya tienes"):
        ask_to_join(by=luis, institution=zapopan, role=Role.EDITOR)
    ask_to_join(by=luis, institution=zapopan, role=Role.REVIEWER)


def test_only_who_administers_the_team_answers(luis, rosa, teo, zapopan):
    request = ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)
    for stranger in (luis, rosa, teo):
        with pytest.raises(NotAllowed):
            admit(by=stranger, request=request, role=Role.EDITOR)
        with pytest.raises(NotAllowed):
            decline(by=stranger, request=request, word="No.")
    request.refresh_from_db()
    assert request.answered is None


def test_an_administrator_admits_nobody_as_liaison(luis, steward, teo, zapopan):
    grant_role(by=steward, person=luis, institution=zapopan, role=Role.MANAGER)
    request = ask_to_join(by=teo, institution=zapopan, role=Role.LIAISON)
    with pytest.raises(NotAllowed, match="enlace"):
        admit(by=luis, request=request, role=Role.LIAISON)
    admit(by=luis, request=request, role=Role.REVIEWER)
    assert teo.roles_in(zapopan) == {"reviewer"}


def test_who_acts_as_somebody_neither_asks_nor_leaves_nor_accepts_for_them(luis, steward, health):
    luis.acting = steward
    for attempt in (
        lambda: ask_to_join(by=luis, institution=health, role=Role.EDITOR),
        lambda: remove_role(by=luis, membership=luis.memberships.get()),
        lambda: accept(by=luis, secret="x"),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.code == "acting"
