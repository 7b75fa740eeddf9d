"""How a version was read, for those who keep it: see it, change its recipe, accept what it asks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from amate.api.v1 import addresses, from_rows, incoming, lookup, schemas
from amate.api.v1.visitors import OWNERS, WRITERS, person
from amate.base.jobs.actions import job_about
from amate.catalog.models import Version
from amate.ingest.recipe import Recipe
from amate.publishing.readings import answer, reread

router = Router(tags=["files"])


@router.get("/versions/{uuid:public_id}/reading", auth=OWNERS, response=schemas.Reading)
def read_reading(request: HttpRequest, public_id: UUID) -> schemas.Reading:
    """Every step with its examples, the first lines as they are in the file, the recipe, and what is asked."""
    return from_rows.reading(lookup.own_version(person(request), public_id))


@router.put("/versions/{uuid:public_id}/recipe", auth=WRITERS, response={202: schemas.Version})
def change_recipe(
    request: HttpRequest, response: HttpResponse, public_id: UUID, payload: incoming.Recipe
) -> Status[schemas.Version]:
    """Read its bytes again in this way. What was published never changes: its next version is made, at Location."""
    recipe = Recipe.from_json(payload.model_dump(exclude_unset=True))
    row = lookup.own_version(person(request), public_id)
    row = reread(by=person(request), version=row, recipe=recipe)
    response["Location"] = addresses.of_version(row)
    return Status(202, _version(row))


@router.post("/versions/{uuid:public_id}/accept", auth=WRITERS, response=schemas.Version)
def accept_reading(request: HttpRequest, public_id: UUID) -> schemas.Version:
    """What it asked is answered: it is right as it was read, and may be published."""
    row = lookup.own_version(person(request), public_id)
    return _version(answer(by=person(request), version=row))


def _version(row: Version) -> schemas.Version:
    return from_rows.version(row, job_about("build-version", str(row.pk)))
