"""What waits for another person's eyes: sent, looked at, returned, approved, taken back. For those who work there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from amate.api.v1 import addresses, incoming, lookup, schemas
from amate.api.v1.from_rows import name_of
from amate.api.v1.paging import Paging, listing
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import OWNERS, PUBLISHERS, WRITERS, person
from amate.publishing import submissions
from amate.publishing.models import Submission

router = Router(tags=["datasets"])
PATH = "/datasets/{address}/review"


@router.get("/reviews", auth=OWNERS, response=schemas.Listing[schemas.ReviewCard])
def list_reviews(request: HttpRequest, paging: Query[Paging]) -> schemas.Listing[schemas.ReviewCard]:
    """What of one's own institutions waits for somebody, or for its hour; the oldest first."""
    rows = Submission.objects.open().filter(dataset__institution__in=person(request).institutions)
    shown = rows.select_related("dataset", "sent_by").order_by("sent", "pk")
    return listing(request, shown, _card, paging)


@router.get(PATH, auth=OWNERS, response=schemas.Review)
def read_review(request: HttpRequest, address: str) -> schemas.Review:
    """The last time it was sent: where that stands, what was said of it, what would be public."""
    return _shown(_last(request, address))


@router.post(PATH, auth=WRITERS, response={201: schemas.Review})
def send_to_review(
    request: HttpRequest, address: str, payload: incoming.Review | None = None
) -> Status[schemas.Review]:
    """Ask for what is ready to be looked at; sent again after it was returned, it goes on from there."""
    row = lookup.own_dataset(person(request), address)
    said = payload.dict() if payload else {}
    return Status(201, _shown(submissions.send(by=person(request), dataset=row, **said)))


@router.post(f"{PATH}/return", auth=PUBLISHERS, response=schemas.Review)
def return_review(request: HttpRequest, address: str, payload: incoming.Remark) -> schemas.Review:
    """To whoever sent it, with what is to be mended."""
    found = _last(request, address)
    return _shown(submissions.give_back(by=person(request), submission=found, **payload.dict()))


@router.post(f"{PATH}/approve", auth=PUBLISHERS, response=schemas.Review)
def approve_review(request: HttpRequest, address: str) -> schemas.Review:
    """It goes public, now or at its hour; 409 or 412 when it is not what was sent any more."""
    return _shown(submissions.approve(by=person(request), submission=_last(request, address)))


@router.delete(PATH, auth=WRITERS, response={204: None})
def take_back_review(request: HttpRequest, address: str) -> Status[None]:
    """Out of review, or off the schedule. What was prepared stays."""
    submissions.take_back(by=person(request), submission=_last(request, address))
    return Status(204, None)


def _last(request: HttpRequest, address: str) -> Submission:
    row = lookup.own_dataset(person(request), address)
    found = row.submissions.select_related("dataset__institution", "sent_by", "decided_by").first()
    if found is None:
        raise not_found()
    return found


def _card(row: Submission) -> schemas.ReviewCard:
    return schemas.ReviewCard(**_facts(row))


def _shown(row: Submission) -> schemas.Review:
    publication = row.publications.first()
    return schemas.Review(
        **_facts(row),
        decided=row.decided,
        decided_by=name_of(row.decided_by),
        folio=publication.folio if publication else None,
        versions=[addresses.of_version(version) for version in row.versions.order_by("resource__position")],
        remarks=[
            schemas.Remark(at=one.at, by=name_of(one.by), about=one.about, text=one.text)
            for one in row.remarks.select_related("by")
        ],
    )


def _facts(row: Submission) -> dict[str, Any]:
    return {
        "title": row.dataset.title,
        "dataset_url": addresses.of_dataset(row.dataset),
        "stage": row.stage,
        "sent": row.sent,
        "sent_by": name_of(row.sent_by),
        "publish_at": row.publish_at,
    }
