"""What waits for another person's eyes: what would change, field by field and row by row, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.errors import AmateError, status_of
from amate.catalog.history import FILLED, Difference, differences, plain
from amate.catalog.models import Dataset, Version
from amate.people.models import Membership, Person
from amate.people.permissions import institutions_where, may
from amate.people.second_factor import owed
from amate.publishing import submissions
from amate.publishing.between import beside
from amate.publishing.checklist import checklist
from amate.publishing.models import Publication, Stage, Submission
from amate.publishing.transfers import institution_then
from amate.publishing.undoing import undo_take_back
from amate.web.changes import Compared, changes, compared, first_rows
from amate.web.desk.access import at_desk, or_not_found, own_dataset
from amate.web.desk.checking import shown
from amate.web.desk.forms import RemarkForm, SendForm
from amate.web.desk.moves import move
from amate.web.desk.undo import Done, tell
from amate.web.forms import show_refusal
from amate.web.words import told

LOOKED_AT = 50  # open submissions, the oldest, among which those that wait for somebody are looked for
SHOWN = 20  # rows of each kind that the page shows


@dataclass(frozen=True)
class FileReviewed:
    """A version that would be public, what it changes in words, and its tables compared."""

    version: Version
    current: Version | None
    changes: list[str]
    tables: list[Compared]


@require_http_methods(["GET", "POST"])
@at_desk
def review(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """Compare; POST returns it with a comment."""
    submission = own_submission(person, str(key))
    if request.method == "GET":
        return _page(request, person, submission)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, person, submission, form)
    try:
        submissions.give_back(by=person, submission=submission, **form.cleaned_data)
    except AmateError as error:
        show_refusal(form, error, at="text")
        return _page(request, person, submission, form, error)
    messages.success(request, _("Devuelto. Le avisamos por correo a quien lo envió."))
    return redirect("desk-review", key=submission.public_id)


@require_POST
@at_desk
def approve(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    submission = own_submission(person, str(key))
    try:
        submission = submissions.approve(by=person, submission=submission)
    except AmateError as error:
        return _page(request, person, submission, refused=error)
    if submission.stage == Stage.SCHEDULED:
        messages.success(request, _("Aprobado. Se publicará solo a su hora."))
    else:
        messages.success(request, _("Publicado. Ya lo puede ver todo el mundo."))
    return redirect("desk-review", key=submission.public_id)


@require_POST
@at_desk
def take_back(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    submission = own_submission(person, str(key))
    try:
        submissions.take_back(by=person, submission=submission)
    except AmateError as error:
        return _page(request, person, submission, refused=error)
    back = reverse("desk-undo-take-back", args=[submission.public_id])
    tell(request, Done(_("Ya no está en revisión. Lo que preparaste sigue aquí."), back))
    return redirect("desk-dataset", slug=submission.dataset.slug)


@require_POST
@at_desk
def put_back(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """Undo `take_back`."""
    submission = own_submission(person, str(key))
    try:
        submission = undo_take_back(by=person, submission=submission)
    except AmateError as error:
        return _page(request, person, submission, refused=error)
    messages.success(request, _("Está otra vez donde estaba: «%s».") % submission.get_stage_display())
    return redirect("desk-review", key=submission.public_id)


@move(own_dataset, SendForm, place="enviar")
def send(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    """Ask somebody else to look at what is ready; who may publish alone schedules it at once."""
    submission = submissions.send(by=person, dataset=dataset, **data)
    if data["publish_at"] and submissions.may_approve(person, submission):
        submissions.approve(by=person, submission=submission)
        return _("Programado. Se publicará solo a su hora.")
    return _("Enviado a revisión. Avisamos por correo a quienes pueden publicarlo.")


@require_GET
@at_desk
def receipt(request: HttpRequest, person: Person, folio: str) -> HttpResponse:
    """The proof of a publication, to be printed or kept as PDF."""
    rows = Publication.objects.select_related("dataset__institution", "by", "prepared_by", "submission")
    own = rows.filter(folio=folio, dataset__institution__in=person.institutions).first()
    found = or_not_found(own, _("No hay un comprobante tuyo con ese folio."))
    versions = found.versions.select_related("resource__dataset").order_by("resource__position")
    address = f"{settings.AMATE_URL}{found.dataset.get_absolute_url()}"
    context = {
        "publication": found,
        "versions": versions,
        "address": address,
        "institution": institution_then(found.dataset, found.at),
    }
    return render(request, "desk/receipt.html", context)


def own_submission(person: Person, key: str) -> Submission:
    """One of an institution this person works for."""
    rows = Submission.objects.select_related("dataset__institution", "sent_by", "decided_by")
    found = rows.filter(public_id=key, dataset__institution__in=person.institutions).first()
    return or_not_found(found, _("No hay una revisión tuya con esa dirección."))


def waiting_for(person: Person) -> list[Submission]:
    """What this person may look at and approve, the oldest first; what was sent back to them, or to who left."""
    rows = Submission.objects.filter(dataset__institution__in=person.institutions)
    here = Membership.objects.filter(
        person=OuterRef("sent_by"), institution=OuterRef("dataset__institution"), person__is_active=True
    )
    open_ = rows.filter(stage__in=(Stage.IN_REVIEW, Stage.RETURNED)).order_by("sent")
    open_ = open_.annotate(sender_works_here=Exists(here))
    there = set(institutions_where(person, "publish").values_list("pk", flat=True))
    return [
        one
        for one in open_.select_related("dataset__institution", "sent_by")[:LOOKED_AT]
        if (one.stage == Stage.IN_REVIEW and _may_approve(person, one, there))
        or (one.stage == Stage.RETURNED and (one.sent_by_id == person.pk or not _is_somebodys(one)))
    ]


def _may_approve(person: Person, submission: Submission, there: set[int]) -> bool:
    """As `submissions.may_approve` says, which is asked only where two persons publish; there: where they publish."""
    institution = submission.dataset.institution
    if not institution.two_persons:
        return institution.pk in there
    return institution.pk in there and submissions.may_approve(person, submission)


def _is_somebodys(submission: Any) -> bool:
    """Whether who sent it can mend it; else it is for all of the team."""
    sender = submission.sent_by
    return submission.sender_works_here or (sender is not None and sender.is_active and sender.is_steward)


def _page(
    request: HttpRequest,
    person: Person,
    submission: Submission,
    form: RemarkForm | None = None,
    refused: AmateError | None = None,
) -> HttpResponse:
    """The page; with a form or a verb that was refused."""
    submission.refresh_from_db()
    status = status_of(refused) if refused else 400 if form else 200
    dataset = submission.dataset
    looked_at = submission.stage in (Stage.IN_REVIEW, Stage.RETURNED, Stage.SCHEDULED)
    context = {
        "submission": submission,
        "dataset": dataset,
        "fields": _fields(dataset) if looked_at else [],
        "files": [_file(version) for version in submission.versions.all()] if looked_at else [],
        "checklist": shown(dataset, checklist(dataset)) if looked_at else None,
        "remarks": submission.remarks.select_related("by"),
        "may_approve": submissions.may_approve(person, submission),
        "has_changed": looked_at and submissions.has_changed(submission),
        "may_publish": may(person, "publish", dataset.institution),
        "second_step": owed(person),
        "is_late": submission.publish_at is not None and submission.publish_at <= timezone.now(),
        "publication": submission.publications.first(),
        "form": form or RemarkForm(),
        "refused": refused,
    }
    return render(request, "desk/review.html", context, status=status)


def _fields(dataset: Dataset) -> list[tuple[str, str, str]]:
    """(label, as it is public, as it would be) of the metadata; of what never was public, all that is filled."""
    now = plain(dataset)
    if dataset.issued is None:
        changed = [Difference(field, None, now[field.name]) for field in FILLED if now[field.name]]
    else:
        changed = differences(now, now | dataset.proposed)
    return [told(one) for one in changed]


def _file(version: Version) -> FileReviewed:
    current = version.resource.current
    former = {table.public_id: table for table in current.tables.all()} if current else {}
    tables = [
        compared(beside(before, table), limit=SHOWN)
        if (before := former.get(table.public_id))
        else first_rows(table)
        for table in version.tables.all()
    ]
    return FileReviewed(version, current, changes(current, version) if current else [], tables)
