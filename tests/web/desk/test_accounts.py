"""Signing in and out, forgotten passwords, invitations, the second step."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from amate.base.mail import kept_messages
from amate.people.models import Person
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://127\.0\.0\.1:8000(/mesa/clave/olvidada/\S+)")
NEW = "tres palabras que recuerdo"


def enter(client: Client, email: str, password: str = PASSWORD) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def only_mail() -> EmailMessage:
    ((_name, message),) = kept_messages()
    return message


def choose_password(message: EmailMessage, client: Client) -> object:
    found = LINK.search(message.get_content())
    assert found, message.get_content()
    form = client.get(found[1], follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)


def test_the_door_opens_with_address_and_password(client, ana):
    assert enter(client, "ANA@zapopan.example").headers["Location"] == "/mesa/"
    assert client.get("/mesa/").status_code == 200


def test_a_wrong_password_says_nothing_of_which_accounts_exist(client, ana):
    known = enter(client, ana.email, "no es").content.decode()
    unknown = enter(client, "otra@zapopan.example", "no es").content.decode()
    sentence = "El correo o la contraseña no son correctos."
    assert sentence in known
    assert sentence in unknown


def test_too_many_failures_close_the_door_for_a_while(client, ana):
    for _attempt in range(10):
        enter(client, ana.email, "no es")
    answer = enter(client, ana.email)
    assert "Hubo demasiados intentos fallidos." in answer.content.decode()


def test_leaving_leaves(client, ana):
    enter(client, ana.email)
    assert client.post(reverse("account_logout")).headers["Location"] == "/"
    assert client.get("/mesa/").status_code == 302


def test_nobody_makes_an_account_of_their_own(client):
    assert client.get("/mesa/alta/").headers["Location"] == "/mesa/entrar/"


def test_a_forgotten_password_is_replaced_through_the_mail(client, ana):
    client.post(reverse("account_reset_password"), {"email": ana.email})
    message = only_mail()
    assert message["Subject"] == "Contraseña nueva en Datos Abiertos Jalisco"
    assert "example.com" not in message.get_content()
    assert "Contraseña guardada" in choose_password(message, client).content.decode()
    assert enter(Client(), ana.email).status_code == 200
    assert enter(Client(), ana.email, NEW).status_code == 302


def test_an_address_without_an_account_gets_no_mail_and_the_same_page(client, ana):
    answer = client.post(reverse("account_reset_password"), {"email": "nadie@correo.example"}, follow=True)
    assert "Revisa tu correo" in answer.content.decode()
    assert kept_messages() == []


def test_who_asks_for_links_without_end_is_slowed_down(client, ana):
    answers = [client.post(reverse("account_reset_password"), {"email": ana.email}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Espera unos minutos" in answers[-1].content.decode()
    assert len(kept_messages()) == 5


def test_a_link_serves_once(client, ana):
    client.post(reverse("account_reset_password"), {"email": ana.email})
    choose_password(only_mail(), client)
    again = Client().get(LINK.search(only_mail().get_content())[1], follow=True)
    assert "El enlace ya no sirve" in again.content.decode()


def test_a_new_account_comes_with_a_mail_a_role_and_a_way_in(
    at, steward, zapopan, client, django_capture_on_commit_callbacks
):
    fields = {"name": "Marta", "email": "marta@zapopan.example", "institution": zapopan.pk, "role": "liaison"}
    with django_capture_on_commit_callbacks(execute=True):
        at(steward).post(reverse("portal-new", args=["personas"]), fields)
    marta = Person.objects.get(email="marta@zapopan.example")
    assert marta.roles_in(zapopan) == {"liaison"}
    message = only_mail()
    assert (message["To"], message["Subject"]) == (marta.email, "Tu cuenta en Datos Abiertos Jalisco")
    assert "Responsable creó una cuenta para ti" in message.get_content()
    choose_password(message, client)
    assert enter(Client(), marta.email, NEW).status_code == 302


def test_an_invitation_is_sent_again(at, steward, ana):
    at(steward).post(reverse("portal-invite", args=[ana.pk]))
    assert LINK.search(only_mail().get_content())


def test_a_password_is_changed_by_who_knows_it(client, ana):
    enter(client, ana.email)
    address = reverse("account_change_password")
    wrong = client.post(address, {"oldpassword": "no es", "password1": NEW, "password2": NEW})
    assert "Escribe tu contraseña actual." in wrong.content.decode()
    client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert enter(Client(), ana.email, NEW).status_code == 302


def test_the_second_step_is_turned_on_asked_for_and_turned_off(client, ana):
    from allauth.mfa.totp.internal import auth as totp

    enter(client, ana.email)
    asked = client.get(reverse("mfa_activate_totp"))
    page = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret

    def code() -> str:
        return totp.format_hotp_value(
            totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
        )

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "El código no es correcto" in wrong.content.decode()
    client.post(reverse("mfa_activate_totp"), {"code": code()})
    other = Client()
    assert enter(other, ana.email).headers["Location"].startswith("/mesa/segundo-paso/")
    assert other.get("/mesa/").status_code == 302
    backup = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    other.post(reverse("mfa_authenticate"), {"code": backup})
    assert other.get("/mesa/").status_code == 200
    answer = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "bastará tu contraseña" in answer.content.decode()
    assert enter(Client(), ana.email).headers["Location"] == "/mesa/"


def test_an_account_that_was_turned_off_does_not_come_in(at, client, steward, ana):
    at(steward).post(reverse("portal-row", args=["personas", ana.pk]), {"name": "Ana"})
    ana.refresh_from_db()
    assert not ana.is_active
    answer = client.post(reverse("account_login"), {"login": ana.email, "password": PASSWORD}, follow=True)
    assert "desactivada" in answer.content.decode()
    assert client.get("/mesa/").status_code == 302
