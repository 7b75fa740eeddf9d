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
        "path": request.path,
        "status": status,
        "ms": round((time.perf_counter() - begun) * 1000, 1),
    }
    log.info("request", extra=facts)
