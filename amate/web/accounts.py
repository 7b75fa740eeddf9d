"""Signing in: django-allauth behind our own addresses and pages. Accounts are made by stewards and by invitations."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from amate.base.mail import send
from amate.people.models import Person
from amate.web.errors import error_page
from amate.web.middleware.limits import address_of
from amate.web.oidc import views as oidc

DAY = 24 * 3600


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth in our words: links of the portal's own address, mail that a fallen server does not break."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Esta cuenta está desactivada."),
        "email_password_mismatch": _(
            "El correo o la contraseña no son correctos. Revísalos y vuelve a intentarlo."
        ),
        "enter_current_password": _("Escribe tu contraseña actual."),
        "incorrect_password": _("La contraseña no es correcta."),
        "too_many_login_attempts": _(
            "Hubo demasiados intentos fallidos. Espera cinco minutos o pide una contraseña nueva."
        ),
        "rate_limited": _("Son demasiados intentos seguidos. Espera unos minutos."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, token = key.split("-", 1)
        return f"{settings.AMATE_URL}{reverse('account_reset_password_from_key', args=[uid, token])}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        facts = {
            "portal": settings.PORTAL,
            "address": settings.AMATE_URL,
            "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
        }
        message = self.render_mail(template_prefix, email, context | facts)
        send(message.subject, str(message.body).strip() + "\n", to=email)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "El código no es correcto o ya cambió. Escribe el que muestra ahora la aplicación."
        ),
    }


def slow_down(request: HttpRequest) -> HttpResponse:
    """What allauth answers to an address that asks too often."""
    text = _("Son demasiados intentos seguidos. Espera unos minutos y vuelve a intentarlo.")
    response = error_page(429, str(text), title=str(_("Espera un poco")))
    response.headers["Retry-After"] = str(5 * 60)
    return response


def invite(person: Person, *, by: Person) -> None:
    """Mail a new person the link with which they choose their password."""
    adapter = get_adapter()
    key = f"{user_pk_to_url_str(person)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)}"
    facts = {"person": person, "by": by, "link": adapter.get_reset_password_from_key_url(key)}
    adapter.send_mail("account/email/invitation", person.email, facts)


_to_login = RedirectView.as_view(pattern_name="account_login")

# Names are allauth's, which looks them up; sign-up and e-mail management are closed and lead to the door.
urlpatterns = [
    path("entrar/", views.login, name="account_login"),
    path("entrar/unica/", oidc.begin, name="oidc-begin"),
    path("entrar/unica/vuelta/", oidc.callback, name="oidc-callback"),
    path("salir/", views.logout, name="account_logout"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("confirmar/", views.reauthenticate, name="account_reauthenticate"),
    path("clave/", views.password_change, name="account_change_password"),
    path("clave/nueva/", views.password_set, name="account_set_password"),
    path("clave/olvidada/", views.password_reset, name="account_reset_password"),
    path("clave/olvidada/enviada/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^clave/olvidada/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "clave/lista/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("alta/", _to_login, name="account_signup"),
    path("correo/", _to_login, name="account_email"),
    path("segundo-paso/", include("allauth.mfa.urls")),
]
