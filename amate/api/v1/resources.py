"""Resources and their versions: read, upload, rename, discard."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from amate.api.v1 import addresses, from_rows, incoming, lookup, schemas
from amate.api.v1.counting import note_dataset
from amate.api.v1.paging import Paging, listing
from amate.api.v1.uploads import BODY, sent_file
from amate.api.v1.visitors import KEEPERS, READERS, WRITERS, person, visitor
from amate.base.jobs.actions import job_about
from amate.catalog.actions import edit_resource
from amate.catalog.models import Resource, Version
from amate.catalog.rules import VersionState
from amate.people.permissions import Visitor
from amate.publishing.actions import add_file, discard, upload, upload_new
from amate.publishing.purging import purge

router = Router(tags=["files"])


@router.get("/datasets/{address}/resources", auth=READERS, response=schemas.Listing[schemas.ResourceCard])
def list_resources(
    request: HttpRequest, address: str, paging: Query[Paging]
) -> schemas.Listing[schemas.ResourceCard]:
    row = lookup.dataset(visitor(request), address)
    rows = lookup.resources(visitor(request), row)
    return listing(request, rows, lambda each: from_rows.resource_card(each, row), paging)


@router.post(
    "/institutions/{slug}/uploads", auth=WRITERS, response={202: schemas.Version}, openapi_extra=BODY
)
def upload_first(request: HttpRequest, response: HttpResponse, slug: str) -> Status[schemas.Version]:
    """A file before any form: it becomes a draft dataset, with the version that is being read."""
    institution, sent = lookup.institution(slug), sent_file(request)
    row = upload_new(by=person(request), institution=institution, file=sent.file, filename=sent.filename)
    return _accepted(response, row)


@router.post(
    "/datasets/{address}/resources", auth=WRITERS, response={202: schemas.Version}, openapi_extra=BODY
)
def upload_resource(request: HttpRequest, response: HttpResponse, address: str) -> Status[schemas.Version]:
    """One more file in a dataset: a new resource with its first version."""
    dataset, sent = lookup.dataset(person(request), address), sent_file(request)
    row = add_file(by=person(request), dataset=dataset, file=sent.file, filename=sent.filename)
    return _accepted(response, row)


@router.post(
    "/resources/{uuid:public_id}/versions",
    auth=WRITERS,
    response={202: schemas.Version},
    openapi_extra=BODY,
)
def upload_version(request: HttpRequest, response: HttpResponse, public_id: UUID) -> Status[schemas.Version]:
    """The next delivery of a file. Readers go on seeing the last one until this one is published."""
    resource, sent = lookup.resource(person(request), public_id), sent_file(request)
    row = upload(by=person(request), resource=resource, file=sent.file, filename=sent.filename)
    return _accepted(response, row)


def _accepted(response: HttpResponse, row: Version) -> Status[schemas.Version]:
    """Kept, and being read: its address says how far that has come."""
    response["Location"] = addresses.of_version(row)
    return Status(202, _version(row))


@router.get("/resources/{uuid:public_id}", auth=READERS, response=schemas.Resource)
def read_resource(request: HttpRequest, public_id: UUID) -> schemas.Resource:
    row = lookup.resource(visitor(request), public_id)
    note_dataset(request, row.dataset)
    return _resource(visitor(request), row)


@router.patch("/resources/{uuid:public_id}", auth=WRITERS, response=schemas.Resource)
def change_resource(
    request: HttpRequest, public_id: UUID, payload: incoming.ResourceEdit
) -> schemas.Resource:
    row = lookup.resource(person(request), public_id)
    title = row.title if payload.title is None else payload.title
    description = row.description if payload.description is None else payload.description
    row = edit_resource(by=person(request), resource=row, title=title, description=description)
    return _resource(person(request), row)


def _resource(who: Visitor, row: Resource) -> schemas.Resource:
    versions = Version.objects.visible_to(who).filter(resource=row).prefetch_related("tables")
    return from_rows.resource(row, versions)


@router.get("/versions/{uuid:public_id}", auth=READERS, response=schemas.Version)
def read_version(request: HttpRequest, public_id: UUID) -> schemas.Version:
    """With the report of what was read and, until it is, how far that has come."""
    row = lookup.version(visitor(request), public_id)
    note_dataset(request, row.resource.dataset)
    return _version(row)


def _version(row: Version) -> schemas.Version:
    waiting = row.state == VersionState.RECEIVED
    return from_rows.version(row, job_about("build-version", str(row.pk)) if waiting else None)


@router.delete("/versions/{uuid:public_id}", auth=WRITERS, response={204: None})
def discard_version(request: HttpRequest, public_id: UUID) -> Status[None]:
    """Only one that never was public."""
    discard(by=person(request), version=lookup.version(person(request), public_id))
    return Status(204, None)


@router.post("/versions/{uuid:public_id}/purge", auth=KEEPERS, response={204: None})
def purge_version(request: HttpRequest, public_id: UUID, payload: incoming.Purge) -> Status[None]:
    """For stewards: its bytes and all that was made of them are erased for ever; its addresses answer 410."""
    row = lookup.version(person(request), public_id)
    purge(
        by=person(request),
        version=row,
        ground=payload.ground,
        note=payload.note,
        together=payload.together,
    )
    return Status(204, None)
