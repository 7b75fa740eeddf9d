"""The issuer, as allauth speaks with it: found by its own description, believed only when what it says is signed."""

from __future__ import annotations

from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from amate.web.oidc.tokens import claims_of, nonce_of

PROVIDER = "portal"  # the one that there is
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TOLD = ("email", "email_verified", "name")


class Oidc(Protocol):
    """See `amate.config.environment`."""

    issuer: str
    client: str
    secret: str
    label: str
    domains: tuple[str, ...]


def configured() -> Oidc:
    """What the operator said of it; pages ask first whether there is one."""
    found = settings.AMATE_OIDC
    assert found is not None
    return cast("Oidc", found)


class Client(OAuth2Client):  # type: ignore[misc]
    """Sends a nonce with the state."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, Any]) -> str:
        asked = extra_params | {"nonce": nonce_of(self.state)}
        return str(super().get_redirect_url(authorization_url, scope, asked))


class Issuer(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    client_class = Client

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself; it must be who was asked, and speak https."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != configured().issuer:
            raise OAuth2Error(f"the issuer calls itself {config.get('issuer')!r}")
        for name in ENDPOINTS:
            if not is_safe(config.get(name) or ""):
                raise OAuth2Error(f"the issuer has no safe {name}")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.AMATE_URL}{reverse('oidc-callback')}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who it is: the subject of the ID token, with what the issuer tells of it."""
        claims = claims_of(
            str(kwargs["response"].get("id_token") or ""),
            self._get(self.openid_config["jwks_uri"]),
            issuer=configured().issuer,
            client=app.client_id,
            nonce=nonce_of(request.GET.get("state", "")),
        )
        told = {name: claims[name] for name in TOLD if name in claims}
        if "email" not in told and self.openid_config.get("userinfo_endpoint"):
            told |= self._told_of(str(claims["sub"]), token)
        login = self.get_provider().sociallogin_from_response(request, {"sub": str(claims["sub"]), **told})
        # A subject is of its issuer: another issuer, configured later, must not find the accounts of this one.
        login.account.uid = f"{configured().issuer}#{claims['sub']}"
        login.account.extra_data = {}
        return login

    def _told_of(self, subject: str, token: SocialToken) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token.token}"}
        found = self._get(self.openid_config["userinfo_endpoint"], headers)
        if found.get("sub") != subject:
            raise OAuth2Error("the user info is of somebody else")
        return {name: found[name] for name in TOLD if name in found}

    def _get(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        if not is_safe(address):
            raise OAuth2Error("the issuer has no safe address")
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise OAuth2Error("the issuer did not answer with an object")
        return found


def is_safe(address: str) -> bool:
    """By https, or on this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
