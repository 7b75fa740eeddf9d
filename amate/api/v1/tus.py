"""The tus protocol, version 1.0.0, as headers say it: https://tus.io/protocols/resumable-upload"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.utils.translation import gettext as _

from amate.api.v1.problems import Refused
from amate.base.errors import Invalid
from amate.base.files import workbench
from amate.base.partial import CHUNK, Reader
from amate.publishing.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
CHECKSUMS = ("sha1", "sha256")
PIECE = "application/offset+octet-stream"
LONGEST = 4096  # characters of metadata
Run = Callable[..., HttpResponseBase]


def in_tus(run: Run) -> Run:
    """Every answer, a refusal too, says which version of the protocol it speaks and is kept by nobody."""

    @wraps(run)
    def answer(request: HttpRequest, **path: object) -> HttpResponseBase:
        response = run(request, **path)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def abilities() -> dict[str, str]:
    """What OPTIONS tells."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.AMATE_MAX_UPLOAD),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def state(upload: Upload) -> dict[str, str]:
    """How far an upload has come, as headers."""
    return {
        "Upload-Offset": str(upload.arrived),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(upload.expires.timestamp()),
    }


def require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        message = _("Esta dirección habla tus %s: manda Tus-Resumable con esa versión.") % VERSION
        raise Refused(412, "unsupported-version", message, headers={"Tus-Version": VERSION})


def number(request: HttpRequest, name: str) -> int:
    """A header that is a count of bytes."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid(_("Falta %s, o no es un número de bytes.") % name, fields={name: _("Número de bytes.")})
    return int(text)


def piece_length(request: HttpRequest) -> int:
    """How many bytes the body of a PATCH brings."""
    if request.content_type != PIECE:
        raise Refused(415, "unsupported-media-type", _("El cuerpo debe decir Content-Type: %s.") % PIECE)
    if "Transfer-Encoding" in request.headers:
        raise Refused(411, "length-required", _("Falta Content-Length: di cuántos bytes mide lo que envías."))
    return number(request, "Content-Length")


def metadata(request: HttpRequest) -> dict[str, str]:
    """Upload-Metadata: keys, each with its value as Base64 of UTF-8, between commas."""
    text = request.headers.get("Upload-Metadata", "")
    try:
        if len(text) > LONGEST:
            raise ValueError(text)
        pairs = [pair.split() for pair in text.split(",") if pair.strip()]
        return {pair[0]: _decoded("".join(pair[1:])).decode() for pair in pairs}
    except ValueError:
        message = _(
            "Upload-Metadata no se entiende: son pares «clave valor», el valor en Base64, entre comas."
        )
        raise Invalid(message, fields={"Upload-Metadata": message}) from None


@contextmanager
def verified(request: HttpRequest) -> Iterator[Reader]:
    """The body; when it comes with a checksum, only after the whole of it was seen to be what its sender sent."""
    if "Upload-Checksum" not in request.headers:
        yield request
        return
    algorithm, expected = _checksum(request.headers["Upload-Checksum"])
    with workbench() as bench, (bench / "piece").open("w+b") as file:
        found = hashlib.new(algorithm, usedforsecurity=False)
        while chunk := request.read(CHUNK):
            found.update(chunk)
            file.write(chunk)
        if found.digest() != expected:
            raise Refused(
                460, "checksum-mismatch", _("El pedazo llegó dañado y no se guardó: envíalo otra vez.")
            )
        file.seek(0)
        yield file


def _checksum(header: str) -> tuple[str, bytes]:
    algorithm, _space, value = header.partition(" ")
    try:
        if algorithm not in CHECKSUMS:
            raise ValueError(algorithm)
        return algorithm, _decoded(value)
    except ValueError:
        message = _("Upload-Checksum dice un algoritmo (%s) y la suma en Base64.") % ", ".join(CHECKSUMS)
        raise Invalid(message, fields={"Upload-Checksum": message}) from None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
