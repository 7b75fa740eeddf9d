"""All the rows of a table as a file: produced at full speed, then sent as slowly as the reader likes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from amate.api.v1.visitors import visitor
from amate.base.errors import Unavailable
from amate.base.files import blob_path, workbench
from amate.base.http import CHUNK, Sent, release_connections, send_file
from amate.base.text import slugify
from amate.catalog.models import Table
from amate.engines.stored import StoredTable
from amate.people.models import Person
from amate.query.formats import FORMATS, export
from amate.query.language import Query

AT_ONCE, PATIENCE = 2, 5.0  # exports being written in this process; seconds that one more waits
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
_desk = BoundedSemaphore(AT_ONCE)


def whole_csv(request: HttpRequest, row: Table) -> HttpResponseBase:
    """The CSV that was compressed when the version was built: as it is, or opened on the way."""
    if not GZIP.search(request.headers.get("Accept-Encoding", "")):
        return _opened(request, row)
    packed = Sent(
        path=blob_path(row.csv_sha256),
        name=file_name(row, "csv"),
        media_type=FORMATS["csv"].media_type,
        etag=row.csv_sha256,
        private=isinstance(visitor(request), Person),
    )
    response = send_file(request, packed)
    if response.status_code in (200, 206):
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _opened(request: HttpRequest, row: Table) -> HttpResponseBase:
    head = headers_of(row, "csv")
    head["ETag"] = f'"{row.csv_sha256}-csv"'
    head["Content-Length"] = str(row.csv_size)
    patch_vary_headers(head, ["Accept-Encoding"])
    if kept := unchanged(request, head):
        return kept
    release_connections()
    return StreamingHttpResponse(unpacked(blob_path(row.csv_sha256)), headers=dict(head.items()))


def written(head: HttpResponse, table: StoredTable, query: Query, form: str) -> HttpResponseBase:
    """The rows of a question, written to a file that has no name any more once it is being sent."""
    release_connections()
    file = _spooled(table, query, form)
    head["Content-Length"] = str(file.seek(0, 2))
    file.seek(0)
    return StreamingHttpResponse(in_chunks(file), headers=dict(head.items()))


def headers_of(row: Table, form: str) -> HttpResponse:
    """An answer without a body yet, under the name and type of the file that it will be."""
    head = HttpResponse(content_type=FORMATS[form].media_type)
    head["Content-Disposition"] = content_disposition_header(True, file_name(row, form)) or "attachment"
    return head


def unchanged(request: HttpRequest, head: HttpResponse) -> HttpResponseBase | None:
    """304, when the client has what `head` names; None when it has not."""
    kept = get_conditional_response(request, etag=head["ETag"], response=head)
    return None if kept is head else kept


def file_name(row: Table, form: str) -> str:
    """After the file that the table came in, and the table's own name when that file had several."""
    stem = row.version.filename.partition(".")[0]
    if row.name and slugify(row.name).replace("-", "_") not in stem:
        stem = f"{stem}.{slugify(row.name).replace('-', '_')}"
    mark = "ejemplo_" if settings.AMATE_EXAMPLE and not stem.startswith("ejemplo") else ""
    return f"{mark}{stem}.{form}"


def _spooled(table: StoredTable, query: Query, form: str) -> BinaryIO:
    with turn(), workbench() as bench:
        path = bench / "rows"
        export(table, query, path, format=form)
        return path.open("rb")


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a place among those who write exports; `Unavailable` when it takes too long."""
    if not _desk.acquire(timeout=PATIENCE):
        message = _("Hay muchas descargas en preparación. Espera unos segundos y vuelve a pedirla.")
        raise Unavailable(message, code="busy", retry_after=10)
    try:
        yield
    finally:
        _desk.release()


def unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        yield from in_chunks(file)


def in_chunks(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
