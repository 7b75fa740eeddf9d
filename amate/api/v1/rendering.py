"""JSON as it goes out: UTF-8, times in UTC, marked when the whole portal is an example."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from amate.api.v1.problems import Refused


def render(data: Any) -> bytes:
    """The bytes of an answer. A portal of examples says so in every object that it answers with."""
    if settings.AMATE_EXAMPLE and isinstance(data, dict):
        data = {"example": True, **data}
    return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return render(data)


class JsonParser(Parser):
    """Bodies are JSON and say so."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refused(
                415,
                "unsupported-media-type",
                _("El cuerpo debe ser JSON, con Content-Type: application/json."),
            )
        return orjson.loads(request.body)
