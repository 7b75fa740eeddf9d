"""Datasets: find, read, make, edit, publish, withdraw."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from amate.api.v1 import addresses, from_rows, incoming, lookup, schemas
from amate.api.v1.counting import asked_in_vain, note_dataset
from amate.api.v1.manners import REVISION
from amate.api.v1.paging import Paging, next_page
from amate.api.v1.visitors import KEEPERS, OWNERS, PUBLISHERS, READERS, WRITERS, person, visitor
from amate.base.errors import Invalid, Stale
from amate.catalog import finding
from amate.catalog.actions import create_dataset, delete_draft, edit_dataset
from amate.catalog.models import Dataset, Licence, Theme
from amate.catalog.search.facets import FACETS
from amate.catalog.search.find import RELEVANCE, SORTS, Search
from amate.community.actions import report_error
from amate.people.models import Institution
from amate.people.permissions import Visitor, require
from amate.publishing.actions import publish, withdraw
from amate.publishing.checklist import checklist
from amate.publishing.shutting import lift, quarantine

router = Router(tags=["datasets"])

# One parameter a facet; repeated, its values add up.
NARROWING: dict[str, Any] = {
    "parameters": [
        {
            "name": facet.name,
            "in": "query",
            "description": f"{facet.label}: see /facets for its values",
            "schema": {"type": "array", "items": {"type": "string", "maxLength": 300}},
        }
        for facet in FACETS
    ]
}


class Words(Paging):
    q: str = Field("", max_length=1_000, description="Words to look for; accents and endings are forgiven")
    sort: str = Field("", json_schema_extra={"enum": ["", RELEVANCE, *SORTS]})


@router.get("/datasets", auth=READERS, response=schemas.Found, openapi_extra=NARROWING)
def find_datasets(request: HttpRequest, words: Query[Words]) -> schemas.Found:
    """Those that have all the words and fit every facet, and drafts of one's own institutions."""
    found = _find(request, words, words.per_page, facets=False)
    if words.q and (found.closest or not found.total):
        asked_in_vain(request, words.q)
    return schemas.Found(
        total=found.total,
        results=[from_rows.dataset_card(row) for row in found.datasets],
        next=next_page(request, words, found.total),
        closest=found.closest,
        suggestion=found.suggestion,
    )


@router.get("/facets", auth=READERS, response=schemas.Facets, openapi_extra=NARROWING)
def count_facets(request: HttpRequest, words: Query[Words]) -> schemas.Facets:
    """What a search can be narrowed by, and how many datasets each choice would leave."""
    found = _find(request, words, per_page=0, facets=True)
    return schemas.Facets(total=found.total, facets=[from_rows.facet(row) for row in found.facets])


def _find(request: HttpRequest, words: Words, per_page: int, *, facets: bool) -> finding.Results:
    chosen = tuple(
        (facet.name, value) for facet in FACETS for value in request.GET.getlist(facet.name) if value
    )
    search = Search(
        words=words.q, filters=chosen, sort=words.sort, page=words.page, per_page=per_page, facets=facets
    )
    with finding.door:
        return finding.find(search, visitor(request))


@router.post("/datasets", auth=WRITERS, response={201: schemas.Dataset})
def make_dataset(
    request: HttpRequest, response: HttpResponse, payload: incoming.NewDataset
) -> Status[schemas.Dataset]:
    """A draft; what is not said is derived from the institution."""
    said = payload.model_dump(exclude_unset=True)
    institution = Institution.objects.filter(slug=said.pop("institution")).first()
    if institution is None:
        raise _unknown("institution", _("No hay una institución con esa dirección."))
    row = create_dataset(by=person(request), institution=institution, **_metadata(said))
    response["Location"] = addresses.of_dataset(row)
    return Status(201, _document(response, person(request), row))


@router.get("/datasets/{address}", auth=READERS, response=schemas.Dataset)
def read_dataset(request: HttpRequest, response: HttpResponse, address: str) -> schemas.Dataset:
    """By UUID or slug. The ETag begins with the revision, so it serves as If-Match."""
    row = lookup.dataset(visitor(request), address)
    note_dataset(request, row)
    return _document(response, visitor(request), row)


@router.get("/datasets/{address}/checklist", auth=OWNERS, response=schemas.Checklist)
def read_checklist(request: HttpRequest, address: str) -> schemas.Checklist:
    """What the rules of the portal ask of it, done or not. For those who work there."""
    row = lookup.dataset(person(request), address)
    require(person(request), "edit", row.institution)
    found = checklist(row)
    items = [
        schemas.ChecklistItem(
            code=item.code,
            level=item.level,
            group=item.group,
            label=item.label,
            says=item.says,
            done=item.done,
            field=item.field or None,
            step=item.step or None,
        )
        for item in found.items
    ]
    return schemas.Checklist(profile=found.profile, complete=found.complete, items=items)


@router.patch("/datasets/{address}", auth=WRITERS, response=schemas.Dataset)
def change_dataset(
    request: HttpRequest, response: HttpResponse, address: str, payload: incoming.Metadata
) -> schemas.Dataset:
    """Change what is said and nothing else. With If-Match, only if nobody saved since."""
    row = lookup.dataset(person(request), address)
    said = _metadata(payload.model_dump(exclude_unset=True))
    row = edit_dataset(by=person(request), dataset=row, revision=_revision(request), **said)
    return _document(response, person(request), row)


@router.delete("/datasets/{address}", auth=WRITERS, response={204: None})
def remove_draft(request: HttpRequest, address: str) -> Status[None]:
    """Only what never was public."""
    delete_draft(by=person(request), dataset=lookup.dataset(person(request), address))
    return Status(204, None)


@router.post("/datasets/{address}/publish", auth=PUBLISHERS, response=schemas.Dataset)
def publish_dataset(
    request: HttpRequest,
    response: HttpResponse,
    address: str,
    payload: incoming.Publication | None = None,
) -> schemas.Dataset:
    """What is ready goes public: the newest version of every resource, or only the one named."""
    row = lookup.dataset(person(request), address)
    version = lookup.version(person(request), payload.version) if payload and payload.version else None
    row = publish(by=person(request), dataset=row, version=version)
    return _document(response, person(request), row)


@router.post("/datasets/{address}/withdraw", auth=PUBLISHERS, response=schemas.Dataset)
def withdraw_dataset(
    request: HttpRequest, response: HttpResponse, address: str, payload: incoming.Withdrawal
) -> schemas.Dataset:
    """Its address answers 410 with the reason from now on."""
    row = lookup.dataset(person(request), address)
    row = withdraw(by=person(request), dataset=row, reason=payload.reason)
    return _document(response, person(request), row)


@router.post("/datasets/{address}/quarantine", auth=KEEPERS, response=schemas.Dataset)
def quarantine_dataset(
    request: HttpRequest, response: HttpResponse, address: str, payload: incoming.Quarantine
) -> schemas.Dataset:
    """For stewards: every address of it, of all its versions, answers 451 from now on."""
    row = lookup.dataset(person(request), address)
    quarantine(by=person(request), dataset=row, ground=payload.ground, note=payload.note)
    return _document(response, person(request), lookup.dataset(person(request), str(row.public_id)))


@router.post("/datasets/{address}/lift", auth=KEEPERS, response=schemas.Dataset)
def lift_quarantine(request: HttpRequest, response: HttpResponse, address: str) -> schemas.Dataset:
    """For stewards: it goes public with what was mended meanwhile, or as it was before."""
    row = lift(by=person(request), dataset=lookup.dataset(person(request), address))
    return _document(response, person(request), row)


@router.post("/datasets/{address}/error-reports", auth=READERS, response={201: schemas.ErrorReport})
def report_an_error(
    request: HttpRequest, address: str, payload: incoming.NewErrorReport
) -> Status[schemas.ErrorReport]:
    """Anyone may say what is wrong in these data; it reaches the institution."""
    row = lookup.dataset(visitor(request), address)
    report = report_error(dataset=row, text=payload.text, email=payload.email)
    said = schemas.ErrorReport(
        text=report.text, created=report.created, dataset_url=addresses.of_dataset(row)
    )
    return Status(201, said)


def _document(response: HttpResponse, who: Visitor, row: Dataset) -> schemas.Dataset:
    response[REVISION] = str(row.revision)
    return from_rows.dataset(row, lookup.resources(who, row))


def _metadata(said: dict[str, Any]) -> dict[str, Any]:
    """Metadata as the verbs take them: sector and licence as rows."""
    if "theme" in said:
        known = Theme.objects.filter(slug=said["theme"] or "").first()
        if said["theme"] and known is None:
            raise _unknown("theme", _("No hay un sector con esa dirección; están en /api/v1/themes."))
        said["theme"] = known
    if "licence" in said:
        terms = Licence.objects.filter(slug=said["licence"] or "").first()
        if said["licence"] and terms is None:
            raise _unknown("licence", _("No hay una licencia con esa dirección; están en /api/v1/licences."))
        said["licence"] = terms
    return said


def _unknown(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})


def _revision(request: HttpRequest) -> int | None:
    """The revision that If-Match names, alone ("7") or as the head of an ETag ("7-…"); None for none or `*`."""
    asked = request.headers.get("If-Match", "*").strip()
    if asked == "*":
        return None
    match = re.match(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]+)?"$', asked)
    if match is None:
        raise Stale(_("If-Match no nombra una revisión de este conjunto: léelo otra vez."))
    return int(match[1])
