"""Tables: what their columns are, pages of their rows, all of their rows."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import WithJsonSchema

from amate.api.v1 import exports, from_rows, lookup, schemas
from amate.api.v1.asking import asked, paged
from amate.api.v1.counting import note_dataset
from amate.api.v1.describing import EXPORT, ROWS
from amate.api.v1.manners import is_head
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import READERS, visitor
from amate.query.formats import FORMATS
from amate.query.language import Query
from amate.query.parse import from_url, to_url

router = Router(tags=["tables"])

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
    openapi_extra={"parameters": ROWS},
)
def read_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A page of the rows that fulfil every condition."""
    this = asked(request, public_id)
    return paged(request, this, "rows", from_url(this.params, this.table.columns))


@router.get(
    "/tables/{uuid:public_id}/rows.{form}",
    auth=READERS,
    openapi_extra={
        "parameters": EXPORT,
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
    this = asked(request, public_id)
    query = from_url(this.params, this.table.columns, export=True)
    if query == Query() and (file := exports.whole(request, this.row, form)):
        return file
    question = to_url(query, this.table.columns, export=True)
    head = this.name(exports.headers_of(request, this.row, form), form, question)
    if kept := exports.unchanged(request, head):
        return kept
    if is_head(request):
        return exports.unwritten(head)
    return exports.written(head, this.table, query, form)
