"""Every request gets an id, and one line in the technical log that says nothing of who asked."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amate.base.logs import request_id

log = logging.getLogger("amate.requests")
Answer = Callable[[HttpRequest], HttpResponseBase]
# Addresses that open something by themselves, and the part of each that is not written down.
SECRETS = {"invitation": "secret", "account_reset_password_from_key": "key"}


class RequestLog:
    """Sets X-Request-ID and writes method, path (never the query), status and milliseconds."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifier, begun = uuid.uuid4().hex, time.perf_counter()
        token = request_id.set(identifier)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = identifier
            if settings.AMATE_EXAMPLE:
                response.headers["X-Robots-Tag"] = "noindex, nofollow"
            _write(request, response.status_code, begun)
            return response
        finally:
            request_id.reset(token)


def _write(request: HttpRequest, status: int, begun: float) -> None:
    facts = {
        "method": request.method,
        "path": _path(request),
        "status": status,
        "ms": round((time.perf_counter() - begun) * 1000, 1),
    }
    log.info("request", extra=facts)


def _path(request: HttpRequest) -> str:
    """The path without what of it is a secret."""
    found = request.resolver_match
    name = SECRETS.get(found.url_name or "", "") if found else ""
    secret = str(found.kwargs.get(name, "")) if found and name else ""
    return request.path.replace(secret, "…") if secret else request.path
