"""The keys of whoever asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from amate.api.v1 import from_rows, incoming, schemas
from amate.api.v1.paging import Paging, listing
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import OWNERS, WRITERS, person
from amate.people.actions import create_key, revoke_key
from amate.people.models import ApiKey

router = Router(tags=["keys"])


@router.get("/keys", auth=OWNERS, response=schemas.Listing[schemas.KeyCard])
def list_keys(request: HttpRequest, paging: Query[Paging]) -> schemas.Listing[schemas.KeyCard]:
    """Those that are not revoked."""
    mine = ApiKey.objects.filter(person=person(request), revoked=None)
    return listing(request, mine, lambda row: schemas.KeyCard(**from_rows.key(row)), paging)


@router.post("/keys", auth=WRITERS, response={201: schemas.NewKey})
def make_key(
    request: HttpRequest, response: HttpResponse, payload: incoming.KeyRequest
) -> Status[schemas.NewKey]:
    """Only for somebody signed in: a key makes no keys. It is shown this once."""
    row, secret = create_key(by=person(request), **payload.model_dump())
    made = schemas.NewKey(**from_rows.key(row), key=secret)
    response["Location"] = made.url
    response["Cache-Control"] = "no-store"
    return Status(201, made)


@router.delete("/keys/{int:number}", auth=WRITERS, response={204: None})
def revoke_own_key(request: HttpRequest, number: int) -> Status[None]:
    row = ApiKey.objects.filter(person=person(request), revoked=None, pk=number).first()
    if row is None:
        raise not_found()
    revoke_key(by=person(request), key=row)
    return Status(204, None)
