"""Who asks: the owner of a key, somebody signed in, or anyone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer

from amate.api.v1.problems import Refused
from amate.base.visitors import coarse_address
from amate.people.keys import person_with
from amate.people.models import Person
from amate.people.permissions import Visitor
from amate.people.rules import Scope

SAFE = ("GET", "HEAD", "OPTIONS")


class Key(HttpBearer):
    """A key; what an operation needs of it is said where its address is."""

    openapi_description = "A key made at /mesa: `Authorization: Bearer amate_…`"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        person = person_with(token.strip(), coarse_address(request))
        if person is None:
            message = _("La llave no existe, caducó o fue revocada.")
            raise Refused(
                401, "bad-key", message, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
            )
        if self.scope not in (person.key_scopes or ()):
            message = _("Esta llave no alcanza: para esto hace falta el permiso «%s».") % self.scope.value
            told = f'Bearer error="insufficient_scope", scope="{self.scope.value}"'  # RFC 6750
            raise Refused(403, "scope", message, headers={"WWW-Authenticate": told})
        return person


class Session(APIKeyCookie):
    """The cookie of the desk; what it writes needs its CSRF token too. Not read when there is a key."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of somebody signed in; writes also need X-CSRFToken"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # asked below, and only of those who are signed in

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        if not key or has_key(request) or not isinstance(request.user, Person):
            return None
        if request.method not in SAFE and not _has_csrf_token(request):
            message = _("Falta el encabezado X-CSRFToken de tu sesión, o no es el suyo.")
            raise Refused(403, "csrf", message)
        return request.user


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own, without its page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden(reason)


def _has_csrf_token(request: HttpRequest) -> bool:
    check = _CsrfCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, HttpResponse, (), {}) is None


class Anyone:
    """Comes last: whoever is not known may read what is public."""

    openapi_security_schema = None

    def __call__(self, request: HttpRequest) -> AnonymousUser:
        return AnonymousUser()


# Who an operation is for, and the scope that a key needs for it.
READERS = [Key(Scope.READ), Session(), Anyone()]
OWNERS = [Key(Scope.READ), Session()]  # read what is theirs
WRITERS = [Key(Scope.WRITE), Session()]
PUBLISHERS = [Key(Scope.PUBLISH), Session()]
KEEPERS = [Key(Scope.ADMIN), Session()]


def has_key(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def visitor(request: HttpRequest) -> Visitor:
    """Who reads."""
    who: Visitor = getattr(request, "auth", None)
    return who


def person(request: HttpRequest) -> Person:
    """Who is known: only READERS let others in."""
    who = visitor(request)
    assert isinstance(who, Person)
    return who
