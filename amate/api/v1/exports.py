"""All the rows of a table as a file: produced at full speed, then sent as slowly as the reader likes."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from amate.api.v1.visitors import visitor
from amate.base import encodings
from amate.base.errors import Unavailable
from amate.base.files import blob_path, workbench
from amate.base.gate import Gate
from amate.base.http import CHUNK, Sent, release_connections, send_file
from amate.base.text import slugify
from amate.catalog.models import Table
from amate.engines.stored import StoredTable
from amate.people.models import Person
from amate.query.formats import FORMATS, export
from amate.query.language import Query

desk = Gate(
    at_once=2,
    patience=5.0,
    refusal=lambda: Unavailable(
        _("Hay muchas descargas en preparación. Espera unos segundos y vuelve a pedirla."),
        code="busy",
        retry_after=10,
    ),
)


def whole(request: HttpRequest, row: Table, form: str) -> HttpResponseBase | None:
    """The whole table from the file that was kept when its version was built; None when this form is not kept."""
    return STORED[form](request, row) if form in STORED else None


def _whole_parquet(request: HttpRequest, row: Table) -> HttpResponseBase:
    """The very file that questions are answered from: parts of it may be asked for, as DuckDB and polars do."""
    return send_file(request, _stored(request, row, "parquet", row.parquet_sha256))


def _whole_csv(request: HttpRequest, row: Table) -> HttpResponseBase:
    """The CSV that was compressed when the version was built: as it is, or opened on the way."""
    if encodings.chosen(_accepted(request), ("gzip",)) == encodings.IDENTITY:
        return _opened(request, row)
    response = send_file(request, _stored(request, row, "csv", row.csv_sha256))
    if response.status_code in (200, 206):
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


STORED = {"csv": _whole_csv, "parquet": _whole_parquet}


def _stored(request: HttpRequest, row: Table, form: str, sha256: str) -> Sent:
    return Sent(
        path=blob_path(sha256),
        name=file_name(row, form),
        media_type=FORMATS[form].media_type,
        etag=sha256,
        private=isinstance(visitor(request), Person),
    )


def _opened(request: HttpRequest, row: Table) -> HttpResponseBase:
    head = headers_of(request, row, "csv", coded=False)
    head["ETag"] = f'"{row.csv_sha256}-csv"'
    head["Content-Length"] = str(row.csv_size)
    if kept := unchanged(request, head):
        return kept
    release_connections()
    return StreamingHttpResponse(unpacked(blob_path(row.csv_sha256)), headers=dict(head.items()))


def written(head: HttpResponse, table: StoredTable, query: Query, form: str) -> HttpResponseBase:
    """The rows of a question, to the last one."""
    return spooled(head, lambda path: export(table, query, path, format=form))


def spooled(head: HttpResponse, write: Callable[[Path], object]) -> HttpResponseBase:
    """What is written to a file that has no name any more once it is being sent."""
    release_connections()
    with desk, workbench() as bench:
        path = bench / "rows"
        write(path)
        file = path.open("rb")
    if coding := head.get("Content-Encoding"):
        body = encodings.compressed(in_chunks(file), coding, CHUNK)
    else:
        head["Content-Length"] = str(file.seek(0, 2))
        file.seek(0)
        body = in_chunks(file)
    return StreamingHttpResponse(body, headers=dict(head.items()))


def unwritten(head: HttpResponse) -> HttpResponseBase:
    """What is said of a file that nobody waits for, and whose length is therefore not known."""
    return StreamingHttpResponse((), headers=dict(head.items()))


def headers_of(request: HttpRequest, row: Table, form: str, *, coded: bool = True) -> HttpResponse:
    """An answer without a body yet, under the name, type and coding of the file that it will be."""
    head = HttpResponse(content_type=FORMATS[form].media_type)
    head["Content-Disposition"] = content_disposition_header(True, file_name(row, form)) or "attachment"
    head["X-Content-Type-Options"] = "nosniff"
    if FORMATS[form].packed:
        return head
    patch_vary_headers(head, ["Accept-Encoding"])
    coding = encodings.chosen(_accepted(request), tuple(encodings.ON_THE_WAY))
    if coded and coding != encodings.IDENTITY:
        head["Content-Encoding"] = coding
    return head


def _accepted(request: HttpRequest) -> str:
    return request.headers.get("Accept-Encoding", "")


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


def unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        yield from in_chunks(file)


def in_chunks(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
