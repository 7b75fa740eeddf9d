"""What changed between two public versions of a file: columns, rows, and what was said of the dataset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema
from pydantic import Field

from amate.api.v1 import addresses, exports, from_rows, lookup, schemas
from amate.api.v1.counting import note_dataset
from amate.api.v1.manners import is_head
from amate.api.v1.paging import Paging
from amate.api.v1.problems import not_found
from amate.api.v1.rendering import render
from amate.api.v1.values import as_objects, encoder
from amate.api.v1.visitors import READERS, visitor
from amate.base.errors import Unavailable
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn
from amate.publishing.between import Beside, Pair, door, histories, key_of, pair, rows_of, said_of, tables_of
from amate.query.diff import Diff, export

router = Router(tags=["files"])

TABLES = 5  # compared row by row in one answer, unless one is asked for
MOST = 999_999


class Versions(Schema):
    before: int | None = Field(
        None, alias="from", ge=1, le=MOST, description="Its number; the one before `to`"
    )
    after: int | None = Field(None, alias="to", ge=1, le=MOST, description="Its number; the last one")


class Asked(Versions, Paging):
    resource: str = Field("", max_length=120, description="Slug of the file; the one that went public last")
    table: UUID | None = Field(None, description="Compare the rows of this one alone")


@router.get("/datasets/{address}/changes", auth=READERS, response=schemas.Changes)
def compare_versions(request: HttpRequest, address: str, asked: Query[Asked]) -> HttpResponseBase:
    """From one public version of a file to another; by default to the last one from the one before.

    `page` and `per_page` are of the rows of each kind; all are counted.
    """
    row = lookup.dataset(visitor(request), address)
    note_dataset(request, row)
    two = pair(histories(row, visitor(request)), asked.resource, asked.before, asked.after)
    return HttpResponse(render(_document(two, asked) if two else _NOTHING), content_type="application/json")


_NOTHING: dict[str, Any] = {"resource": None, "before": None, "after": None, "metadata": [], "tables": []}


@router.get(
    "/tables/{uuid:public_id}/changes.csv",
    auth=READERS,
    openapi_extra={"responses": {200: {"description": "OK", "content": {"text/csv": {}}}}},
)
def export_changes(request: HttpRequest, public_id: UUID, asked: Query[Versions]) -> HttpResponseBase:
    """Every row that differs between two public versions of a table, under what happened to it (`_cambio`)."""
    row = lookup.table(visitor(request), public_id)
    resource = row.version.resource
    note_dataset(request, resource.dataset)
    two = pair(histories(resource.dataset, visitor(request)), resource.slug, asked.before, asked.after)
    several = tables_of(two) if two else []
    one = next((one for one in several if one.table.public_id == public_id and one.in_both), None)
    if two is None or one is None or one.before is None or one.after is None:
        raise not_found()
    before, after = one.before, one.after
    head = exports.headers_of(request, after, "csv")
    stem = exports.file_name(after, "csv").removesuffix(".csv")
    name = f"{stem}_cambios_{two.before.number}_{two.after.number}.csv"
    head["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    head["ETag"] = f'W/"{before.parquet_sha256[:16]}-{after.parquet_sha256[:16]}"'
    if kept := exports.unchanged(request, head):
        return kept
    if is_head(request):
        return exports.unwritten(head)
    key = key_of(after)
    return exports.spooled(head, lambda path: export(stored(before), stored(after), key, path))


def _document(two: Pair, asked: Asked) -> dict[str, Any]:
    said = said_of(two)
    several = tables_of(two)
    chosen = [one for one in several if one.table.public_id == asked.table] if asked.table else several
    if asked.table and not chosen:
        raise not_found()
    two.before.resource = two.after.resource = two.resource
    return {
        "resource": from_rows.resource_card(two.resource, two.resource.dataset).model_dump(),
        "before": from_rows.version_card(two.before).model_dump(),
        "after": from_rows.version_card(two.after).model_dump(),
        "metadata": [from_rows.field_change(one).model_dump() for one in said] if said is not None else None,
        "tables": [_table(two, one, asked, compare=at < TABLES) for at, one in enumerate(chosen)],
    }


def _table(two: Pair, one: Beside, asked: Asked, *, compare: bool) -> dict[str, Any]:
    found = _rows(one, asked) if compare and one.in_both else None
    numbers = urlencode({"from": two.before.number, "to": two.after.number})
    csv = f"{addresses.of_table(one.table.public_id)}/changes.csv?{numbers}"
    return {
        "id": one.table.public_id,
        "name": one.table.name,
        "state": "kept" if one.in_both else "removed" if one.before else "added",
        "rows_before": one.before.rows if one.before else None,
        "rows_after": one.after.rows if one.after else None,
        "columns_added": one.columns_added,
        "columns_removed": one.columns_removed,
        "columns_retyped": [
            {"name": name, "before": before, "after": after} for name, before, after in one.retyped
        ],
        "compared": found is not None,
        "csv": csv if one.in_both else None,
        **_told(one, found),
    }


def _rows(one: Beside, asked: Asked) -> Diff | None:
    """None when it takes too long or too much: the CSV, which waits longer, has them all the same."""
    try:
        with door:
            return rows_of(one, limit=asked.per_page, offset=(asked.page - 1) * asked.per_page)
    except Unavailable as error:
        if error.code == "busy":
            raise
        return None


def _told(one: Beside, found: Diff | None) -> dict[str, Any]:
    diff = found or Diff(())
    columns = _columns(one, diff.columns)
    keys = [column for name in diff.key for column in columns if column.name == name]
    return {
        "key": diff.key,
        "added": diff.added if found else None,
        "removed": diff.removed if found else None,
        "changed": diff.changed if found and (diff.key or diff.is_none) else None,
        "changed_by_column": diff.by_column,
        "added_rows": as_objects(columns, diff.added_rows),
        "removed_rows": as_objects(columns, diff.removed_rows),
        "changed_rows": [
            {"key": as_objects(keys, [row.key])[0], "fields": _fields(columns, row.fields)}
            for row in diff.changed_rows
        ],
    }


def _columns(one: Beside, names: Sequence[str]) -> list[StoredColumn]:
    """As they are compared: a column of another type as text."""
    types = {column.name: column.type for column in one.after.columns.all()} if one.after else {}
    texts = {name for name, *_types in one.retyped}
    return [StoredColumn(name, "text" if name in texts else types[name]) for name in names]


def _fields(columns: Iterable[StoredColumn], fields: Iterable[tuple[str, Any, Any]]) -> dict[str, Any]:
    encode = {column.name: encoder(column.type) for column in columns}
    return {
        name: {"before": encode[name](before), "after": encode[name](after)} for name, before, after in fields
    }
