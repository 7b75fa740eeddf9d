"""Where a file is brought from: said, read, brought now, taken away. Only for those who work there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from amate.api.v1 import incoming, lookup, schemas
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import OWNERS, WRITERS, person
from amate.base.errors import AmateError
from amate.catalog.models import Resource
from amate.people.permissions import require
from amate.publishing import refresh
from amate.publishing.models import Source
from amate.publishing.origins import NOBODY, Secret

router = Router(tags=["files"])
PATH = "/resources/{uuid:public_id}/source"


@router.get(PATH, auth=OWNERS, response=schemas.Source)
def read_source(request: HttpRequest, public_id: UUID) -> schemas.Source:
    """Address, how often, and how it went. The password is never told."""
    return _shown(_source(_own(request, public_id)))


@router.put(PATH, auth=WRITERS, response=schemas.Source)
def set_source(request: HttpRequest, public_id: UUID, payload: incoming.Source) -> schemas.Source:
    """Bring the file from an address from now on, and at once when it is on."""
    row = lookup.resource(person(request), public_id)
    return _shown(refresh.set_source(by=person(request), resource=row, **payload.dict()))


@router.delete(PATH, auth=WRITERS, response={204: None})
def remove_source(request: HttpRequest, public_id: UUID) -> Status[None]:
    """Bring it no more. What came stays."""
    refresh.remove_source(by=person(request), resource=lookup.resource(person(request), public_id))
    return Status(204, None)


@router.post(f"{PATH}/refresh", auth=WRITERS, response={202: schemas.Source})
def refresh_now(request: HttpRequest, public_id: UUID) -> Status[schemas.Source]:
    """Bring it now, whenever its turn is; `tried` says when that was done."""
    row = lookup.resource(person(request), public_id)
    refresh.ask_refresh(by=person(request), resource=row)
    return Status(202, _shown(_source(row)))


def _own(request: HttpRequest, public_id: UUID) -> Resource:
    """One of an institution that this person edits for."""
    row = lookup.resource(person(request), public_id)
    require(person(request), "look", row.dataset.institution)
    return row


def _source(row: Resource) -> Source:
    found = Source.objects.filter(resource=row).first()
    if found is None:
        raise not_found()
    return found


def _shown(source: Source) -> schemas.Source:
    try:
        secret = Secret.opened(source.secret)
    except AmateError:
        secret = NOBODY
    return schemas.Source(
        address=source.address,
        every=source.every,
        on=source.on,
        publishes=source.publishes,
        user=secret.user,
        has_password=bool(secret.password),
        next=source.next_at,
        tried=source.tried,
        succeeded=source.succeeded,
        failures=source.failures,
        trouble=source.trouble,
    )
