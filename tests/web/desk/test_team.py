"""The page of a team, and the doors through which people come to it."""

from __future__ import annotations

import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from amate.people.actions import create_person, grant_role
from amate.people.invitations import invite
from amate.people.joining import ask_to_join
from amate.people.models import Invitation, JoinRequest, Person
from amate.people.rules import Role
from tests.cast import PASSWORD
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
EVA = "eva@zapopan.example"
TEAM = "/mesa/equipo/zapopan/"


@pytest.fixture(autouse=True)
def mail_is_kept_in_order(own_mail_and_counts, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def link_in_the_last_mail() -> str:
    run_waiting_jobs()
    found = re.search(r"http\S+?(/mesa/invitacion/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_stranger_is_invited_makes_an_account_and_is_at_the_desk(at, ana, zapopan):
    answer = at(ana).post(TEAM, {"email": EVA.upper(), "name": "Eva", "role": "editor"}, follow=True)
    assert f"Invitación enviada a {EVA}." in answer.content.decode()
    link, browser = link_in_the_last_mail(), Client()
    page = browser.get(link).content.decode()
    assert "Te invitan a Ayuntamiento de Zapopan" in page
    assert "como <strong>editor</strong>" in page
    weak = browser.post(link, {"name": "Eva", "password": "123"})
    assert weak.status_code == 400
    assert "contraseña" in weak.content.decode()
    desk = browser.post(link, {"name": "Eva Luna", "password": PASSWORD}, follow=True)
    assert "ya eres parte de «Ayuntamiento de Zapopan»" in desk.content.decode()
    assert "Empieza por el archivo" in desk.content.decode()
    used = Client().get(link)
    assert used.status_code == 410
    assert "ya se usó" in used.content.decode()
    team = at(ana).get(TEAM).content.decode()
    assert "Eva Luna" in team
    assert "se lo dio Ana" in team
    assert "Invitaciones sin responder" not in team


def test_who_has_an_account_signs_in_and_accepts(ana, rosa, zapopan):
    invite(by=ana, email=rosa.email, name="", institution=zapopan, role=Role.REVIEWER)
    link, browser = link_in_the_last_mail(), Client()
    page = browser.get(link).content.decode()
    assert "entra y podrás aceptar" in page
    assert 'type="password"' not in page
    door = re.search(r'href="(/mesa/entrar/\?next=[^"]+)"', page)
    assert door
    signed = browser.post(door[1], {"login": rosa.email, "password": PASSWORD, "next": link})
    assert signed.headers["Location"] == link
    assert "Aceptar la invitación" in browser.get(link).content.decode()
    browser.post(link)
    assert rosa.roles_in(zapopan) == {"reviewer"}


def test_without_signing_in_nobody_gets_into_an_account_that_exists(ana, rosa, zapopan):
    invite(by=ana, email=rosa.email, name="", institution=zapopan, role=Role.REVIEWER)
    link, browser = link_in_the_last_mail(), Client()
    answer = browser.post(link, {"name": "Otra", "password": "otra clave larga de prueba"})
    assert answer.status_code == 409
    assert "sesion" not in browser.cookies
    rosa.refresh_from_db()
    assert rosa.check_password(PASSWORD)


def test_with_another_account_one_is_told_to_leave_it(at, ana, luis, zapopan):
    invite(by=ana, email=EVA, name="Eva", institution=zapopan, role=Role.REVIEWER)
    link = link_in_the_last_mail()
    assert "Entraste con otra cuenta" in at(luis).get(link).content.decode()
    assert at(luis).post(link).status_code == 403
    assert luis.roles_in(zapopan) == {"editor"}


def test_a_link_that_opens_nothing_says_so_in_a_page(at, ana, zapopan):
    unknown = Client().get("/mesa/invitacion/nunca/")
    assert unknown.status_code == 404
    assert "Esta invitación no sirve" in unknown.content.decode()
    invite(by=ana, email=EVA, name="Eva", institution=zapopan, role=Role.REVIEWER)
    link = link_in_the_last_mail()
    page = at(ana).post(reverse("desk-revoke-invitation", args=[Invitation.objects.get().pk]), follow=True)
    assert f"La invitación a {EVA} ya no sirve." in page.content.decode()
    revoked = Client().get(link)
    assert revoked.status_code == 410
    assert "se retiró" in revoked.content.decode()


def test_the_technical_log_does_not_hold_the_secret(ana, zapopan, caplog):
    invite(by=ana, email=EVA, name="Eva", institution=zapopan, role=Role.REVIEWER)
    link = link_in_the_last_mail()
    with caplog.at_level(logging.INFO, logger="amate.requests"):
        Client().get(link)
        Client().get("/mesa/clave/olvidada/1-un-secreto/")
    written = str([vars(record) for record in caplog.records if record.name == "amate.requests"])
    assert "/mesa/invitacion/…/" in written
    assert link.split("/")[-2] not in written
    assert "un-secreto" not in written


def test_it_is_sent_again_from_the_page(at, ana, zapopan):
    invite(by=ana, email=EVA, name="Eva", institution=zapopan, role=Role.REVIEWER)
    first = link_in_the_last_mail()
    at(ana).post(reverse("desk-resend", args=[Invitation.objects.get().pk]))
    second = link_in_the_last_mail()
    assert [Client().get(link).status_code for link in (first, second)] == [404, 200]


def test_an_editor_sees_the_team_and_changes_nothing_but_may_leave(at, luis, ana, rosa, zapopan):
    page = at(luis).get(TEAM).content.decode()
    assert "Invitar a alguien" not in page
    assert "Dejar<" in page
    assert page.count("Quitar<") == 0
    assert at(luis).post(TEAM, {"email": rosa.email, "role": "liaison"}).status_code == 403
    own = luis.memberships.get()
    assert at(luis).post(reverse("desk-change-role", args=[own.pk]), {"role": "liaison"}).status_code == 403
    assert at(luis).post(reverse("desk-leave", args=[ana.memberships.get().pk])).status_code == 403
    assert at(luis).post(reverse("desk-leave", args=[own.pk])).headers["Location"] == reverse("desk")


def test_the_last_liaison_is_told_why_they_may_not_leave(at, ana, zapopan):
    answer = at(ana).post(reverse("desk-leave", args=[ana.memberships.get().pk]))
    assert answer.status_code == 409
    assert "sin nadie que administre" in answer.content.decode()
    assert ana.roles_in(zapopan) == {"liaison"}


def test_roles_are_changed_and_taken_away_by_forms(at, ana, luis, zapopan):
    membership = luis.memberships.get()
    page = at(ana).post(reverse("desk-change-role", args=[membership.pk]), {"role": "reviewer"}, follow=True)
    assert "Luis es ahora revisor." in page.content.decode()
    at(ana).post(reverse("desk-leave", args=[luis.memberships.get().pk]))
    assert not luis.roles_in(zapopan)
    assert at(luis).get(TEAM).status_code == 404


def test_a_mistaken_address_is_refused_at_its_field(at, ana, zapopan):
    answer = at(ana).post(TEAM, {"email": "eva", "role": "editor"})
    assert answer.status_code == 400
    assert "Escribe un correo completo" in answer.content.decode()
    assert "Elige un papel" in at(ana).post(TEAM, {"email": EVA, "role": "rey"}).content.decode()


@pytest.fixture
def teo(db) -> Person:
    return create_person(by=None, email="teo@zapopan.example", name="Teo", password=PASSWORD)


def test_who_is_of_no_institution_asks_from_the_desk_and_is_admitted(at, ana, teo, zapopan):
    empty = at(teo).get(reverse("desk")).content.decode()
    assert reverse("desk-ask-to-join") in empty
    told = (
        at(teo)
        .post(
            reverse("desk-ask-to-join"),
            {"institution": "zapopan", "role": "editor", "message": "Soy de Parques."},
            follow=True,
        )
        .content.decode()
    )
    assert "Esperan respuesta" in told
    again = at(teo).post(reverse("desk-ask-to-join"), {"institution": "zapopan", "role": "editor"})
    assert again.status_code == 409
    desk = at(ana).get(reverse("desk")).content.decode()
    address = reverse("desk-join-request", args=[JoinRequest.objects.get().pk])
    assert address in desk
    assert "Soy de Parques." in at(ana).get(address).content.decode()
    silent = at(ana).post(address, {"role": "editor", "word": "", "answer": "decline"})
    assert "Falta el motivo" in silent.content.decode()
    at(ana).post(address, {"role": "reviewer", "word": "", "answer": "admit"})
    assert teo.roles_in(zapopan) == {"reviewer"}
    assert "Se le agregó al equipo" in at(ana).get(address).content.decode()


def test_the_page_of_an_institution_leads_to_asking(client, at, teo, zapopan):
    address = f"{reverse('desk-ask-to-join')}?institucion=zapopan"
    assert address in client.get("/instituciones/zapopan").content.decode()
    assert client.get(address).headers["Location"].startswith("/mesa/entrar/")
    assert '<option value="zapopan" selected>' in at(teo).get(address).content.decode()


def test_others_do_not_see_who_asks(at, ana, luis, rosa, teo, zapopan):
    request = ask_to_join(by=teo, institution=zapopan, role=Role.EDITOR)
    address = reverse("desk-join-request", args=[request.pk])
    for person in (luis, rosa, teo):
        assert at(person).get(address).status_code == 404
        assert at(person).post(address, {"role": "liaison", "answer": "admit"}).status_code == 404
    assert "Piden unirse" not in at(luis).get(TEAM).content.decode()
    assert "Piden unirse" in at(ana).get(TEAM).content.decode()


def test_who_invited_and_left_is_shown_beside_what_they_offered(at, ana, luis, steward, zapopan):
    grant_role(by=steward, person=luis, institution=zapopan, role=Role.LIAISON)
    invite(by=luis, email=EVA, name="Eva", institution=zapopan, role=Role.EDITOR)
    at(ana).post(reverse("desk-leave", args=[luis.memberships.get(role="liaison").pk]))
    assert "quien invitó ya no administra" in at(ana).get(TEAM).content.decode()
