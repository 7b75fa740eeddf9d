"""Who acts as somebody else is that person for every page and program that asks, until the time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext as _

from amate.people.acting import as_other, end_acting
from amate.people.models import Person
from amate.web.errors import error_page
from amate.web.typed import typed_here

Answer = Callable[[HttpRequest], HttpResponseBase]
SESSION = "acting"  # {"person": pk, "until": ISO moment}
SAFE = ("GET", "HEAD", "OPTIONS")
# What is of an account itself: its password, its second step, how one signs in. Leaving is always open.
OF_ACCOUNTS = ("account_", "mfa_", "oidc-")
OPEN = ("account_logout",)


class Acting:
    """Stands behind sessions, persons and messages."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        state = request.session.get(SESSION)
        if not state or not isinstance(request.user, Person):
            return self.get_response(request)
        until = datetime.fromisoformat(state["until"])
        other = as_other(by=request.user, pk=state["person"], until=until)
        if other is None:
            return self._over(request)
        other.acting_until = until
        request.user = other
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = (match and match.url_name) or ""
        if not is_acting(request) or not name.startswith(OF_ACCOUNTS) or name in OPEN:
            return None
        text = _("Actúas como %s: su contraseña, su segundo paso y su entrada son cosa suya.") % request.user
        return error_page(403, text, user=request.user)

    def _over(self, request: HttpRequest) -> HttpResponseBase:
        """A form of the other's is never sent in the steward's own name."""
        stop(request)
        told = _("Se acabó el tiempo de actuar como otra persona: eres tú otra vez.")
        if request.method not in SAFE:
            return error_page(
                403, told, title=str(_("No se guardó: se acabó el tiempo")), typed=typed_here(request)
            )
        messages.warning(request, told)
        return self.get_response(request)


def is_acting(request: HttpRequest) -> bool:
    return getattr(getattr(request, "user", None), "acting", None) is not None


def start(request: HttpRequest, person: Person, until: datetime) -> None:
    """From the next request on. Forms that were open belong to the one who opened them: their token is changed."""
    request.session[SESSION] = {"person": person.pk, "until": until.isoformat()}
    rotate_token(request)


def stop(request: HttpRequest) -> None:
    state = request.session.pop(SESSION, None)
    rotate_token(request)
    real = getattr(request.user, "acting", None) or request.user
    if state and isinstance(real, Person):
        end_acting(by=real, pk=state["person"])
