"""Refusals as RFC 9457 problems, in Spanish or English."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from amate.api.v1 import addresses, faults
from amate.api.v1.error_codes import KINDS, OTHERWISE
from amate.api.v1.translation import language_of
from amate.base.errors import AmateError, NotFound, status_of
from amate.base.logs import request_id
from amate.base.room import no_room

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
Fields = Mapping[str, str]


class Refused(AmateError):
    """What HTTP itself refuses: a method, a content type, a missing length, a request without a key."""

    def __init__(self, status: int, code: str, message: str, *, headers: Fields | None = None):
        super().__init__(message, code=code)
        self.status = status
        self.headers = headers or {}


def not_found() -> NotFound:
    """The same for what does not exist and for what may not be known."""
    return NotFound(_("No hay nada en esta dirección, o no está a la vista de quien pregunta."))


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    fields: Fields | None = None,
    headers: Fields | None = None,
    **more: Any,
) -> HttpResponse:
    """An answer that says what went wrong. `fields` names what to mend, `more` joins the document."""
    language = language_of(request)
    kind = KINDS.get(code, OTHERWISE)
    document = {
        "type": addresses.of_api(f"/problems/{code}"),
        "title": kind.english if language == "en" else kind.spanish,
        "status": status,
        "detail": kind.detail if language == "en" else detail,
        "code": code,
        **({"fields": dict(fields)} if fields else {}),
        **({"request": request_id.get()} if request_id.get() else {}),
        **more,
    }
    response = HttpResponse(orjson.dumps(document), status=status, content_type=MEDIA_TYPE, headers=headers)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def of_error(request: HttpRequest, error: AmateError) -> HttpResponse:
    """Any refusal of the rooms below, by its code and status."""
    status = error.status if isinstance(error, Refused) else status_of(error)
    headers = dict(error.headers) if isinstance(error, Refused) else {}
    if seconds := error.facts.get("retry_after"):
        headers["Retry-After"] = str(seconds)
    fields = error.fields
    if language_of(request) == "en":
        fields = dict.fromkeys(fields, faults.IN_ENGLISH)
    more = {"reason": error.message} if status in (410, 451) else {}
    more |= {name: error.facts[name] for name in ("ground", "date") if name in error.facts}
    if status == 451:
        headers["Link"] = f'<{settings.AMATE_URL}>; rel="blocked-by"'  # RFC 7725
    return problem(request, status, error.code, error.message, fields=fields, headers=headers, **more)


def of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = faults.fields(error.errors, language_of(request))
    detail = _("Hay %d datos que corregir: %s.") % (len(fields), ", ".join(sorted(fields)))
    return problem(request, 400, "invalid", detail, fields=fields)


def of_crash(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nothing of the inside goes out; the log has it under the same request id."""
    if full := no_room(error):
        log.error("the disk is full at %s", request.path)
        return of_error(request, full)
    log.error("unexpected error at %s", request.path, exc_info=error)
    detail = _("Algo falló en el portal y quedó anotado. Si se repite, escribe al portal con este número.")
    return problem(request, 500, "internal", detail)


def _of_signing_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Para esto hace falta una llave (Authorization: Bearer amate_…) o entrar con tu cuenta.")
    return problem(request, 401, "not-signed-in", detail, headers={"WWW-Authenticate": "Bearer"})


def _of_body(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, AmateError):
        return of_error(request, error.__cause__)
    detail = _("El cuerpo de la petición no es JSON válido en UTF-8.")
    return problem(request, error.status_code, "bad-json", detail)


def _of_request(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that Django would not take apart, or that broke off on its way."""
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return problem(request, 413, "too-large", _("El cuerpo de la petición es demasiado grande."))
    return problem(request, 400, "invalid", _("El cuerpo de la petición no se entiende: está mal formado."))


def install(api: NinjaAPI) -> None:
    """Have the API answer every error as a problem."""
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, answer)


_ANSWERS: Mapping[type[Exception], Callable[..., HttpResponse]] = {
    AmateError: of_error,
    ValidationError: of_validation,
    AuthenticationError: _of_signing_in,
    HttpError: _of_body,
    SuspiciousOperation: _of_request,
    MultiPartParserError: _of_request,
    UnreadablePostError: _of_request,
    Http404: lambda request, error: of_error(request, not_found()),
    Exception: of_crash,
}
