"""The file that a request brings, on disk or still on its way: never in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amate.api.v1.problems import Refused
from amate.base.errors import Invalid, TooLarge
from amate.base.files import staging
from amate.base.text import bytes_human

ENVELOPE = 1_000_000  # bytes of multipart around a file
NAME = {
    "name": "filename",
    "in": "query",
    "description": "Name of the file; needed when it is the whole body",
    "schema": {"type": "string", "maxLength": 200},
}
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
    "required": ["file"],
}
BODY: dict[str, Any] = {
    "parameters": [NAME],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": FORM},
            "application/octet-stream": {"schema": {"type": "string"}},
        },
    },
}


@dataclass(frozen=True)
class Sent:
    """Bytes to read once, and what their sender calls them."""

    file: BinaryIO
    filename: str


def sent_file(request: HttpRequest) -> Sent:
    """The part `file` of a multipart body, or the whole body of any other type with `?filename=…`."""
    _check_size(request)
    name = request.GET.get("filename", "").strip()
    if request.content_type == "multipart/form-data":
        staging()
        part = request.FILES.get("file")
        if part is None or part.file is None:
            raise _lacking("file", _("Falta la parte «file» con el archivo."))
        return Sent(cast(BinaryIO, part.file), name or part.name or "archivo")
    if not name:
        raise _lacking(
            "filename", _("Di cómo se llama el archivo: agrega ?filename=nombre.csv a la dirección.")
        )
    return Sent(cast(BinaryIO, request), name)


def _check_size(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "Transfer-Encoding" in request.headers or not length.isdigit():
        raise Refused(411, "length-required", _("Falta Content-Length: di cuántos bytes mide lo que envías."))
    if int(length) > settings.AMATE_MAX_UPLOAD + ENVELOPE:
        raise TooLarge(
            _("El archivo pasa de %s, que es lo más que recibe este portal. Divídelo o comprímelo.")
            % bytes_human(settings.AMATE_MAX_UPLOAD)
        )


def _lacking(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
