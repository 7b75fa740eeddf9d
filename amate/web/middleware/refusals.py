"""Whatever a page refuses with an AmateError becomes the page of its status."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from amate.base.errors import AmateError
from amate.base.room import no_room
from amate.web.errors import refused, unavailable

Answer = Callable[[HttpRequest], HttpResponseBase]


class Refusals:
    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, AmateError):
            return refused(request, exception)
        if full := no_room(exception):
            return refused(request, full)
        if isinstance(exception, OperationalError):
            return unavailable(request, exception)
        return None
