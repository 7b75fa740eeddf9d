"""Tables: what their columns are, pages of their rows, all of their rows."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from ninja import Router
from pydantic import WithJsonSchema

from amate.api.v1 import addresses, exports, from_rows, lookup, schemas
from amate.api.v1.counting import note_dataset
from amate.api.v1.manners import is_head
from amate.api.v1.problems import not_found
from amate.api.v1.rendering import render
from amate.api.v1.values import as_objects
from amate.api.v1.visitors import READERS, visitor
from amate.catalog.models import Table
from amate.catalog.stored import stored
from amate.engines.stored import StoredTable
from amate.query.formats import FORMATS
from amate.query.language import Query
from amate.query.parse import from_url, to_url
from amate.query.rows import page

router = Router(tags=["tables"])

LANGUAGE = """Conditions are parameters named by their column: `anio=2024`, `monto__gte=1000`,
`nombre__contains=juarez`, `anio__in=2023,2024`, `fecha__isnull=true` (eq ne gt gte lt lte in isnull, and for
text contains startswith). `_q=agua potable` (rows with each word in some column of text), `_columns=a,b`,
`_sort=-monto,nombre`, `_limit` (100; 1,000 at most), `_after` (the page that `next` names), `_page`,
`_count=0` (do not count).

Groups instead of rows: `_group=municipio,fecha__month` by the values of a column or by a part of them (`year quarter
month week day monthofyear weekday hour`, `bin` and `bin:500` for numbers), `_aggregate=count,monto__sum` (`count
distinct sum avg median min max`). `_sort` then names the columns of the answer, which are called as in the address."""

ANY_COLUMN: dict[str, Any] = {
    "name": "question",
    "in": "query",
    "description": LANGUAGE,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


FORMS = "\n".join(f"- `{form.name}`: {form.meaning}" for form in FORMATS.values())
FormName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(FORMATS), "description": FORMS})]
CONTENTS: dict[str, Any] = {
    form.media_type.partition(";")[0]: {"schema": {"type": "string"}} for form in FORMATS.values()
} | {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}


@router.get("/tables/{uuid:public_id}", auth=READERS, response=schemas.Table)
def read_table(request: HttpRequest, public_id: UUID) -> schemas.Table:
    """Its columns, with type, meaning and profile, and the version that they are of."""
    row = lookup.table(visitor(request), public_id)
    note_dataset(request, row.version.resource.dataset)
    return from_rows.table(row)


@router.get(
    "/tables/{uuid:public_id}/rows",
    auth=READERS,
    response=schemas.Rows,
    openapi_extra={"parameters": [ANY_COLUMN]},
)
def read_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A page of the rows that fulfil every condition."""
    row = lookup.table(visitor(request), public_id)
    note_dataset(request, row.version.resource.dataset)
    table = stored(row)
    query = from_url(_asked(request), table.columns)
    answer = _named(HttpResponse(content_type="application/json"), row, table, query, "rows")
    if kept := exports.unchanged(request, answer):
        return kept
    answer.content = render(_page(row, table, query))
    return answer


@router.get(
    "/tables/{uuid:public_id}/rows.{form}",
    auth=READERS,
    openapi_extra={
        "parameters": [ANY_COLUMN],
        "responses": {200: {"content": CONTENTS}},
    },
)
def export_rows(request: HttpRequest, public_id: UUID, form: FormName) -> HttpResponseBase:
    """All the rows that fulfil every condition, to the last one, as a file.

    Text is sent in zstd or gzip to who accepts it. The whole table in `csv` and `parquet` is a stored file, which
    takes `Range`.
    """
    if form not in FORMATS:
        raise not_found()
    row = lookup.table(visitor(request), public_id)
    note_dataset(request, row.version.resource.dataset)
    table = stored(row)
    query = from_url(_asked(request), table.columns, export=True)
    if query == Query() and (file := exports.whole(request, row, form)):
        return file
    head = _named(exports.headers_of(request, row, form), row, table, query, form)
    if kept := exports.unchanged(request, head):
        return kept
    return head if is_head(request) else exports.written(head, table, query, form)


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _page(row: Table, table: StoredTable, query: Query) -> dict[str, Any]:
    found = page(table, query)
    version = row.version
    return {
        "total": found.total,
        "results": as_objects(found.columns, found.rows),
        "next": _following(row, table, query, found.next) if found.more and found.rows else None,
        "columns": [{"name": column.name, "type": column.type} for column in found.columns],
        "version": {
            "number": version.number,
            "sha256": version.sha256,
            "url": addresses.of_version(version),
        },
    }


def _following(row: Table, table: StoredTable, query: Query, last: int | None) -> str:
    """After the last row seen; of groups, which have no number, the next page."""
    if last is None:
        beyond = replace(query, offset=query.offset + (query.limit or 0))
    else:
        beyond = replace(query, after=last, offset=0)
    parameters = to_url(beyond, table.columns)
    return f"{addresses.of_table(row.public_id)}/rows?{urlencode(parameters)}"


def _named(response: HttpResponse, row: Table, table: StoredTable, query: Query, form: str) -> HttpResponse:
    """Name an answer, before it is worked out, by the version it is of and the question it answers."""
    question = urlencode(to_url(query, table.columns, export=form != "rows"))
    name = sha256(f"{row.parquet_sha256} {row.version.public_id} {form} {question}".encode()).hexdigest()
    response["ETag"] = f'W/"{name[:24]}"'
    if row.version.published:
        response["Last-Modified"] = http_date(row.version.published.timestamp())
    return response
