"""Files over HTTP: whole or in part, answered from what the browser already has when it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags, quote_etag

CHUNK = 64 * 1024
RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
# Data are asked for again each time, versions too: what was shut off a second ago no cache may still hand out, and
# asking costs one answer without a body (docs/decisions/0018).
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "public, no-cache"


@dataclass(frozen=True)
class Sent:
    """A file to send: where its bytes are, under which name and type, and the SHA-256 that is its ETag."""

    path: Path
    name: str
    media_type: str
    etag: str
    private: bool = False  # only this person may see it: no shared cache keeps it
    location: str = ""  # the permanent address of these bytes


@dataclass(frozen=True)
class Span:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def send_file(request: HttpRequest, file: Sent) -> HttpResponseBase:
    """200 with the bytes, 206 with the range asked for, 304 when the browser has them, 416 for no such range."""
    size = file.path.stat().st_size
    etag = quote_etag(file.etag)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), file, etag)
    asked = request.headers.get("Range", "")
    span = _span(asked, size) if asked and _still_the_same(request, etag) else Span(0, size - 1)
    if span is None:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return _with_headers(response, file, etag)
    return _with_headers(_bytes(request, file, span, size), file, etag)


def _bytes(request: HttpRequest, file: Sent, span: Span, size: int) -> HttpResponseBase:
    status = 200 if span.length == size else 206
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        release_connections()
        response = StreamingHttpResponse(chunks(file.path, span), status=status)
    response.headers["Content-Length"] = str(span.length)
    if status == 206:
        response.headers["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def chunks(path: Path, span: Span) -> Iterator[bytes]:
    """The bytes of a span, 64 kB at a time: a slow reader holds a thread, not the file in memory."""
    with path.open("rb") as file:
        file.seek(span.first)
        left = span.length
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def release_connections() -> None:
    """Give the database back before a body streams: it may take minutes. Not inside a transaction."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _with_headers(response: HttpResponseBase, file: Sent, etag: str) -> HttpResponseBase:
    headers = response.headers
    headers["ETag"] = etag
    headers["Accept-Ranges"] = "bytes"
    headers["Cache-Control"] = _cache_control(file)
    headers["Content-Type"] = file.media_type
    headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "sandbox"
    if file.location:
        headers["Content-Location"] = file.location
    return response


def _cache_control(file: Sent) -> str:
    return "private, no-store" if file.private else ASK_AGAIN


def _still_the_same(request: HttpRequest, etag: str) -> bool:
    """A range continues a download only of the same bytes (If-Range)."""
    return request.headers.get("If-Range", etag) == etag


def _span(asked: str, size: int) -> Span | None:
    """The one range of a Range header, None when it lies outside; several at once get the whole file."""
    match = RANGE.match(asked.strip())
    if not match or match[1] == match[2] == "":
        return Span(0, size - 1)
    first = int(match[1]) if match[1] else max(0, size - int(match[2]))
    last = min(int(match[2]), size - 1) if match[1] and match[2] else size - 1
    return Span(first, last) if first <= last else None
