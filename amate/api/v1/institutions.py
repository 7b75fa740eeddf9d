"""Who publishes, under which sectors and licences."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from amate.api.v1 import from_rows, lookup, schemas
from amate.api.v1.paging import Paging, listing
from amate.api.v1.visitors import READERS
from amate.catalog.models import Licence, Theme
from amate.people.models import Institution

router = Router(tags=["catalogue"])


@router.get("/institutions", auth=READERS, response=schemas.Listing[schemas.InstitutionCard])
def list_institutions(
    request: HttpRequest, paging: Query[Paging]
) -> schemas.Listing[schemas.InstitutionCard]:
    return listing(request, Institution.objects.all(), from_rows.institution_card, paging)


@router.get("/institutions/{slug}", auth=READERS, response=schemas.Institution)
def read_institution(request: HttpRequest, slug: str) -> schemas.Institution:
    """With those that hang from it."""
    row = lookup.institution(slug)
    return from_rows.institution(row, row.children.all())


@router.get("/themes", auth=READERS, response=schemas.Listing[schemas.Theme])
def list_themes(request: HttpRequest, paging: Query[Paging]) -> schemas.Listing[schemas.Theme]:
    """The sectors of the portal, those it exists for first."""
    return listing(request, Theme.objects.all(), from_rows.theme, paging)


@router.get("/licences", auth=READERS, response=schemas.Listing[schemas.Licence])
def list_licences(request: HttpRequest, paging: Query[Paging]) -> schemas.Listing[schemas.Licence]:
    return listing(request, Licence.objects.all(), from_rows.licence, paging)
