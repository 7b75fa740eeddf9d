"""How the metadata of a dataset were, revision by revision, and the way back. For those who work there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from amate.api.v1 import from_rows, lookup, schemas
from amate.api.v1.manners import REVISION
from amate.api.v1.paging import Paging, next_page
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import OWNERS, WRITERS, person
from amate.catalog.actions import restore_revision
from amate.catalog.history import steps

router = Router(tags=["datasets"])


@router.get("/datasets/{address}/history", auth=OWNERS, response=schemas.Listing[schemas.Revision])
def read_history(
    request: HttpRequest, address: str, paging: Query[Paging]
) -> schemas.Listing[schemas.Revision]:
    """Who changed what and when, field by field, the last first."""
    row = lookup.own_dataset(person(request), address)
    total, first = row.revisions.count(), (paging.page - 1) * paging.per_page
    results = [
        schemas.Revision(
            number=step.revision.number,
            at=step.revision.at,
            by=from_rows.name_of(step.revision.by),
            verb=step.revision.verb,
            changes=[from_rows.field_change(one) for one in step.changes],
        )
        for step in steps(row, first, paging.per_page)
    ]
    return schemas.Listing(total=total, results=results, next=next_page(request, paging, total))


@router.post("/datasets/{address}/history/{int:number}/restore", auth=WRITERS, response=schemas.Dataset)
def restore_metadata(
    request: HttpRequest, response: HttpResponse, address: str, number: int
) -> schemas.Dataset:
    """Make the metadata what they were: a change like any other, which waits for review where others wait."""
    row = lookup.own_dataset(person(request), address)
    revision = row.revisions.filter(number=number).first()
    if revision is None:
        raise not_found()
    row = restore_revision(by=person(request), dataset=row, revision=revision)
    response[REVISION] = str(row.revision)
    return from_rows.dataset(row, lookup.resources(person(request), row))
