"""To the issuer, and back from it."""

from __future__ import annotations

import logging

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from requests import RequestException

from amate.people.models import Person
from amate.web.errors import error_page
from amate.web.oidc.issuer import PROVIDER, Issuer

log = logging.getLogger(__name__)


@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """A plain link: it only ever signs in whoever the issuer says, and joins nothing to who is signed in here."""
    if settings.AMATE_OIDC is None:
        raise Http404
    if isinstance(request.user, Person):
        return redirect("desk")
    provider = Issuer(request, PROVIDER).get_provider()
    provider.oauth2_adapter_class = Issuer
    try:
        going: HttpResponseBase = provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (OAuth2Error, RequestException) as error:
        log.warning("the issuer does not answer as it should: %s", error)
        text = _("%s no responde. Entra con tu correo y tu contraseña, o inténtalo en unos minutos.")
        return error_page(503, text % settings.AMATE_OIDC.label)
    return going


@require_GET
def callback(request: HttpRequest) -> HttpResponseBase:
    if settings.AMATE_OIDC is None:
        raise Http404
    back: HttpResponseBase = OAuth2CallbackView.adapter_view(Issuer(request, PROVIDER))(request)
    return back
