"""Whose account it is here: the one that was joined before, or the one of the same verified address."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import Session

from amate.base.mail import send
from amate.people.actions import create_person
from amate.people.journal import record
from amate.people.models import Person
from amate.web.errors import error_page
from amate.web.oidc.issuer import PROVIDER, WELL_KNOWN, configured

log = logging.getLogger(__name__)
LONGEST_UID = 191


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The issuer of the settings, or none."""
        known = settings.AMATE_OIDC
        if known is None:
            return []
        address = known.issuer.rstrip("/") + WELL_KNOWN
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=known.label,
                client_id=known.client,
                secret=known.secret,
                settings={"server_url": address},
            )
        ]

    def get_requests_session(self) -> Session:
        """The issuer is named by the operator and may stand in the own network; it leads nowhere else."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        session.trust_env = False
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join the account of the same verified address, once; after that the issuer's own name for it counts."""
        if sociallogin.is_existing:
            return
        email = next((one.email.lower() for one in sociallogin.email_addresses if one.verified is True), "")
        if not email:
            raise _refused(
                _("%s no dice que tu correo esté comprobado, y sin eso no sabemos cuál es tu cuenta.")
            )
        if len(sociallogin.account.uid) > LONGEST_UID:
            raise _refused(_("%s te nombra de una forma demasiado larga."))
        person = Person.objects.filter(email=email).first() or _newcomer(email, sociallogin)
        _join(person, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, _("No entraste: lo cancelaste allá."))
            raise ImmediateHttpResponse(redirect("account_login"))
        log.warning("signing in elsewhere failed: %s", exception or "no state, or an error was answered")
        raise _refused(_("No pudimos comprobar lo que contestó %s. Empieza otra vez desde «Entrar»."))


@transaction.atomic
def _join(person: Person, sociallogin: SocialLogin) -> None:
    account = sociallogin.account
    account.user = sociallogin.user = person
    account.save()
    record(by=person, verb="join-account", subject=person, issuer=configured().issuer)
    body = _(
        "Desde ahora también puedes entrar a %(portal)s con %(label)s.\n\n"
        "Si no fuiste tú, escribe enseguida a %(contact)s"
    ) % {
        "portal": settings.PORTAL.name,
        "label": configured().label,
        "contact": settings.PORTAL.contact_email,
    }
    transaction.on_commit(lambda: send(_("Otra forma de entrar a tu cuenta"), body, to=person.email))


def _newcomer(email: str, sociallogin: SocialLogin) -> Person:
    """An account without any role, where the operator lets people of this domain in."""
    if email.rpartition("@")[2] not in configured().domains:
        raise _refused(
            _("No hay una cuenta con el correo %s. Pide una a los responsables del portal.") % email,
            label=False,
        )
    name = str(getattr(sociallogin.user, "name", "") or "").strip()[:150] or email.partition("@")[0]
    return create_person(by=None, email=email, name=name)


def _refused(text: str, *, label: bool = True) -> ImmediateHttpResponse:
    said = text % configured().label if label else text
    return ImmediateHttpResponse(error_page(403, said, title=str(_("No pudiste entrar"))))
