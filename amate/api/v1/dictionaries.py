"""What the columns of a table are and promise, in three formats; and the cells that break a promise."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router, Status

from amate.api.v1 import addresses, exports, lookup, schemas
from amate.api.v1.counting import note_dataset
from amate.api.v1.paging import Paging, next_page
from amate.api.v1.problems import not_found
from amate.api.v1.uploads import FORM, Sent, sent_file
from amate.api.v1.visitors import OWNERS, READERS, WRITERS, person, visitor
from amate.catalog.models import Table, Version
from amate.ingest.dictionary import as_csv, csvw, table_schema
from amate.people.permissions import require
from amate.publishing.checks import FORMS, Breach, breaches, copy_with_errors
from amate.publishing.dictionaries import declare_from, forget_schema, schema_of
from amate.query.formats import FORMATS

router = Router(tags=["dictionaries"])

JSON = "application/json"
CSVW = "application/csvm+json"
CSV = "text/csv; charset=utf-8; header=present"
NAMES = {JSON: "schema.json", CSVW: "csvw.json", "text/csv": "diccionario.csv"}  # of bodies that need none
BODY: dict[str, Any] = {
    "parameters": [
        {
            "name": "filename",
            "in": "query",
            "description": "Name of the file; JSON needs none",
            "schema": {"type": "string", "maxLength": 200},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"type": "object", "description": "A Table Schema or CSVW"}},
            "text/csv": {
                "schema": {"type": "string", "description": "A dictionary with a line for each column"}
            },
            "multipart/form-data": {"schema": FORM},
        },
    },
}


@router.get(
    "/tables/{uuid:public_id}/schema.json",
    auth=READERS,
    openapi_extra={"responses": {200: {"content": {JSON: {"schema": {"type": "object"}}}}}},
)
def read_table_schema(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the columns are and what their values promise, as a Table Schema of Frictionless."""
    return _json(table_schema.write(schema_of(_table(request, public_id))), JSON)


@router.get(
    "/tables/{uuid:public_id}/csvw.json",
    auth=READERS,
    openapi_extra={"responses": {200: {"content": {CSVW: {"schema": {"type": "object"}}}}}},
)
def read_csvw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The metadata of the table's CSV, as CSV on the Web has them (JSON-LD)."""
    row = _table(request, public_id)
    url = f"{addresses.of_table(public_id)}/rows.csv"
    return _json(csvw.write(schema_of(row), url=url, title=_called(row)), CSVW)


@router.get(
    "/tables/{uuid:public_id}/dictionary.csv",
    auth=READERS,
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def read_dictionary(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The dictionary of data: a line for each column, in Spanish, for people and spreadsheets (UTF-8 with its mark)."""
    row = _table(request, public_id)
    text = "\ufeff" + as_csv.write([(row.name, schema_of(row))])
    answer = HttpResponse(text.encode(), content_type=CSV)
    name = exports.file_name(row, "csv").removesuffix(".csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}.diccionario.csv"'
    return answer


@router.put("/tables/{uuid:public_id}/schema", auth=WRITERS, response=dict[str, Any], openapi_extra=BODY)
def declare_schema(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what the columns are and what they promise: a Table Schema, CSVW, or a dictionary as any kind of table.

    Descriptions are kept from version to version. A version that breaks what is promised asks before it is published.
    """
    row = lookup.table(person(request), public_id)
    name = NAMES.get(request.content_type or "")
    sent = Sent(cast(BinaryIO, request), name) if name else sent_file(request)
    declare_from(by=person(request), table=row, file=sent.file, filename=sent.filename)
    return _json(table_schema.write(schema_of(lookup.table(person(request), public_id))), JSON)


@router.delete("/tables/{uuid:public_id}/schema", auth=WRITERS, response={204: None})
def withdraw_schema(request: HttpRequest, public_id: UUID) -> Status[None]:
    """Promise nothing any more; what was said of the columns stays."""
    forget_schema(by=person(request), table=lookup.table(person(request), public_id))
    return Status(204, None)


@router.get("/versions/{uuid:public_id}/errors", auth=OWNERS, response=schemas.Listing[schemas.CellError])
def list_errors(
    request: HttpRequest, public_id: UUID, paging: Query[Paging]
) -> schemas.Listing[schemas.CellError]:
    """Every cell of a version that breaks what its tables promise, in the order of the file."""
    row = _own_version(request, public_id)
    total, found = breaches(row, paging.per_page, (paging.page - 1) * paging.per_page)
    results = [_cell(breach) for breach in found]
    return schemas.Listing(total=total, results=results, next=next_page(request, paging, total))


def _cell(breach: Breach) -> schemas.CellError:
    return schemas.CellError(
        table=breach.table.name,
        table_url=addresses.of_table(breach.table.public_id),
        row=breach.row,
        line=breach.line,
        column=breach.column,
        value=breach.value,
        code=breach.code,
        message=breach.message,
    )


@router.get(
    "/versions/{uuid:public_id}/errors.{form}",
    auth=OWNERS,
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    FORMATS[form].media_type.partition(";")[0]: {"schema": {"type": "string"}}
                    for form in FORMS
                }
            }
        },
        "parameters": [
            {
                "name": "table",
                "in": "query",
                "description": "Which of its tables; the first that breaks a promise when it is left out",
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
    },
)
def read_errors_copy(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """A copy of the table (`csv` or `xlsx`) with one more column, «Errores», to mend and to upload again."""
    if form not in FORMS:
        raise not_found()
    name, file = copy_with_errors(_own_version(request, public_id), form, request.GET.get("table", ""))
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[form].media_type)


def _own_version(request: HttpRequest, public_id: UUID) -> Version:
    """Cells that are wrong are for those who can mend them."""
    row = lookup.version(person(request), public_id)
    require(person(request), "look", row.resource.dataset.institution)
    return row


def _table(request: HttpRequest, public_id: UUID) -> Table:
    row = lookup.table(visitor(request), public_id)
    note_dataset(request, row.version.resource.dataset)
    return row


def _called(row: Table) -> str:
    resource = row.version.resource
    return row.name if row.name in resource.dataset.title else f"{resource.dataset.title} · {row.name}"


def _json(document: dict[str, Any], media_type: str) -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=2), content_type=media_type)
