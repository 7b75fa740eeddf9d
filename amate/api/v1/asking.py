"""A question about a table as it came: which table, of which version, what is asked; and how its answer is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from amate.api.v1 import addresses, exports, lookup
from amate.api.v1.counting import note_dataset
from amate.api.v1.rendering import render
from amate.api.v1.values import as_objects
from amate.api.v1.visitors import visitor
from amate.catalog.models import Table
from amate.catalog.offered import sha256_of
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn, StoredTable
from amate.query.language import Query
from amate.query.parse import to_url, version_asked
from amate.query.rows import page

Params = list[tuple[str, str]]
Spell = Callable[[Query, Sequence[StoredColumn]], Params]


@dataclass(frozen=True)
class Asked:
    """`row` and `table` are of the version that is asked of, `version` what says so in the address, or nothing."""

    row: Table
    table: StoredTable
    params: Params
    version: Params

    def address(self, place: str, question: Params) -> str:
        """Another question of the same version, as `rows` or `facets`."""
        text = urlencode([*question, *self.version])
        return f"{addresses.of_table(self.row.public_id)}/{place}{'?' if text else ''}{text}"

    def name(self, answer: HttpResponse, form: str, question: Params) -> HttpResponse:
        """Name an answer, before it is worked out, by the version it is of and the question it answers."""
        said = f"{self.row.parquet_sha256} {self.row.version.public_id} {form} {urlencode(question)}"
        answer["ETag"] = f'W/"{sha256(said.encode()).hexdigest()[:24]}"'
        if self.row.version.published:
            answer["Last-Modified"] = http_date(self.row.version.published.timestamp())
        return answer

    def said_version(self) -> dict[str, Any]:
        version = self.row.version
        return {"number": version.number, "sha256": sha256_of(version), "url": addresses.of_version(version)}


def asked(request: HttpRequest, public_id: UUID) -> Asked:
    """What is asked of the table at this address; its dataset is counted as read."""
    row = lookup.table(visitor(request), public_id)
    note_dataset(request, row.version.resource.dataset)
    table = stored(row)
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    version, params = version_asked(pairs, table.columns)
    if version:
        row = lookup.table_as_of(visitor(request), public_id, version[0][1])
        table = stored(row)
    return Asked(row, table, params, version)


def answered(
    request: HttpRequest, this: Asked, place: str, question: Params, work: Callable[[], dict[str, Any]]
) -> HttpResponseBase:
    """What `work` gives, as JSON; without work when the client has it already."""
    answer = this.name(HttpResponse(content_type="application/json"), place, question)
    if kept := exports.unchanged(request, answer):
        return kept
    answer.content = render(work() | {"version": this.said_version()})
    return answer


def paged(
    request: HttpRequest, this: Asked, place: str, query: Query, spell: Spell = to_url
) -> HttpResponseBase:
    """A page of rows or of groups. `spell` says a question as addresses of this place do."""

    def work() -> dict[str, Any]:
        found = page(this.table, query)
        following = _beyond(query, found.next) if found.more and found.rows else None
        return {
            "total": found.total,
            "results": as_objects(found.columns, found.rows),
            "next": this.address(place, spell(following, this.table.columns)) if following else None,
            "columns": [{"name": column.name, "type": column.type} for column in found.columns],
        }

    return answered(request, this, place, spell(query, this.table.columns), work)


def _beyond(query: Query, last: int | None) -> Query:
    """After the last row seen; of groups, which have no number, the next page."""
    if last is None:
        return replace(query, offset=query.offset + (query.limit or 0))
    return replace(query, after=last, offset=0)
