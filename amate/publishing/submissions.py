"""What waits for another person's eyes: sent, returned with remarks, approved, scheduled, released at its hour."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import AmateError, Invalid, NotAllowed, Stale
from amate.catalog.models import Dataset, Version
from amate.people.journal import about, record
from amate.people.models import Person
from amate.people.permissions import may, require
from amate.publishing import letters
from amate.publishing.actions import go_public
from amate.publishing.models import Remark, Stage, Submission
from amate.publishing.proof import prove
from amate.publishing.readiness import ready_versions, refuse_quarantined, refuse_unready
from amate.publishing.rules import stage_after


@transaction.atomic
def send(*, by: Person, dataset: Dataset, publish_at: datetime | None = None, text: str = "") -> Submission:
    """Ask for what is ready to be looked at and published, not before an hour. Sent again, it answers its remarks."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    require(by, "vouch", dataset.institution)
    refuse_unready(dataset)
    if publish_at and publish_at <= timezone.now():
        raise Invalid(
            _("Ese día y hora ya pasaron: elige otros, o déjalo vacío para publicarlo en cuanto se apruebe."),
            fields={"publish_at": _("Ya pasó.")},
        )
    found = dataset.submissions.open().first() or Submission(dataset=dataset, stage="")
    found.stage = stage_after(found.stage, "send")
    found.revision, found.sent, found.sent_by = dataset.revision, timezone.now(), by
    found.publish_at, found.decided, found.decided_by = publish_at, None, None
    found.save()
    found.versions.set(ready_versions(dataset))
    remark(by, found, text)
    transaction.on_commit(lambda: letters.tell_reviewers(found))
    return _recorded(by, found, "send")


@transaction.atomic
def give_back(*, by: Person, submission: Submission, text: str, about: str = "") -> Submission:
    """Return it to whoever sent it, saying what is to be mended."""
    submission = _locked(submission)
    require(by, "publish", submission.dataset.institution)
    if not text.strip():
        raise Invalid(_("Di qué hay que corregir."), fields={"text": _("Falta el comentario.")})
    submission.stage = stage_after(submission.stage, "return")
    submission.decided, submission.decided_by = timezone.now(), by
    submission.save()
    said = remark(by, submission, text, about)
    transaction.on_commit(lambda: letters.tell_sender(submission, said))
    return _recorded(by, submission, "return")


@transaction.atomic
def take_back(*, by: Person, submission: Submission) -> Submission:
    """Take it out of review, or off the schedule. Nothing of it is lost."""
    submission = _locked(submission)
    require(by, "vouch", submission.dataset.institution)
    former = str(submission.stage)
    submission.stage = stage_after(submission.stage, "cancel")
    submission.save()
    return _recorded(by, submission, "cancel", former=former)


def approve(*, by: Person, submission: Submission) -> Submission:
    """Publish what was looked at, now or at its hour; `Stale` when it is not what was sent any more."""
    require(by, "publish", submission.dataset.institution)
    prove(list(submission.versions.all()))
    with transaction.atomic():
        submission = _locked(submission)
        _refuse_own(by, submission)
        _refuse_changed(submission)
        submission.stage = stage_after(submission.stage, "approve")
        submission.decided, submission.decided_by = timezone.now(), by
        submission.save()
        _recorded(by, submission, "approve")
        later = submission.publish_at is not None and submission.publish_at > timezone.now()
        return submission if later else _publish(by, submission)


def release(submission: Submission) -> Submission:
    """Publish what was approved and whose hour has come; what cannot go public returns with the reason."""
    try:
        prove(list(submission.versions.all()))
        with transaction.atomic():
            submission = _locked(submission)
            if submission.stage != Stage.SCHEDULED or not submission.decided_by:
                return submission
            _refuse_changed(submission)
            return _publish(submission.decided_by, submission)
    except AmateError as error:
        return return_alone(submission, _("No se publicó a su hora: %s") % error.message)


@transaction.atomic
def return_alone(submission: Submission, text: str) -> Submission:
    """What the portal itself sends back, saying why."""
    submission = _locked(submission)
    submission.stage = stage_after(submission.stage, "return")
    submission.save()
    said = remark(None, submission, text)
    transaction.on_commit(lambda: letters.tell_sender(submission, said))
    return _recorded(None, submission, "return")


@transaction.atomic
def reopen(submission: Submission, text: str) -> Submission:
    """Have what was approved for an hour to come looked at again, saying why."""
    submission = _locked(submission)
    submission.stage = stage_after(submission.stage, "reopen")
    submission.decided = submission.decided_by = None
    submission.save()
    remark(None, submission, text)
    transaction.on_commit(lambda: letters.tell_reviewers(submission))
    return _recorded(None, submission, "reopen")


def may_approve(person: Person, submission: Submission) -> bool:
    """Whether this person may, and is not one of those who prepared it where two persons publish."""
    institution = submission.dataset.institution
    return may(person, "publish", institution) and not (
        institution.two_persons and person.pk in preparers(submission)
    )


def has_changed(submission: Submission) -> bool:
    """Whether the metadata or the files are not those that were sent, so that nobody looked at what is there now."""
    dataset = submission.dataset
    if dataset.revision != submission.revision:
        return True
    sent = set(submission.versions.values_list("pk", flat=True))
    return sent != {one.pk for one in ready_versions(dataset)}


def preparers(submission: Submission) -> set[int]:
    """Ids of who sent it, uploaded its files or wrote its metadata since it was last public, in whoever's place."""
    dataset = submission.dataset
    published = dataset.revisions.filter(verb="publish").order_by("-number").values_list("number", flat=True)
    since = dataset.revisions.filter(number__gt=published.first() or 0)
    wrote = since.exclude(verb="transfer").values_list("by", flat=True)
    uploaded = submission.versions.values_list("created_by", flat=True)
    return {pk for pk in (submission.sent_by_id, *wrote, *uploaded, *_acted(dataset)) if pk}


def _acted(dataset: Dataset) -> set[int]:
    """Ids of who did something to it in the place of another."""
    versions = Version.objects.filter(resource__dataset=dataset)
    entries = about(dataset, *dataset.resources.all(), *versions).exclude(acting=None)
    published = about(dataset).filter(verb="publish").values_list("pk", flat=True).first()
    return set(entries.filter(pk__gt=published or 0).values_list("acting", flat=True))


def remark(by: Person | None, submission: Submission, text: str, about: str = "") -> Remark | None:
    """Write a comment down; an empty one is none."""
    if not text.strip():
        return None
    return Remark.objects.create(submission=submission, by=by, text=text.strip()[:2000], about=about[:200])


def _publish(by: Person, submission: Submission) -> Submission:
    submission.stage = stage_after(submission.stage, "release")
    submission.save()
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=submission.dataset_id)
    go_public(by, dataset, list(submission.versions.all()), submission)
    return submission


def _refuse_own(by: Person, submission: Submission) -> None:
    if not may_approve(by, submission):
        raise NotAllowed(
            _("Aquí publican dos personas, y tú preparaste esto: lo tiene que aprobar alguien más."),
            code="two-persons",
        )


def _refuse_changed(submission: Submission) -> None:
    """What is approved is what was sent, and nothing stands in its way."""
    dataset = submission.dataset
    refuse_quarantined(dataset)
    if has_changed(submission):
        raise Stale(
            _("Cambió desde que se envió a revisión: hay que enviarlo otra vez para revisarlo como está.")
        )
    refuse_unready(dataset)


def _locked(submission: Submission) -> Submission:
    """The row as it is now, its dataset locked first, as every verb does."""
    Dataset.objects.select_for_update(of=("self",)).get(pk=submission.dataset_id)
    rows = Submission.objects.select_related("dataset__institution", "decided_by")
    return rows.select_for_update(of=("self",)).get(pk=submission.pk)


def _recorded(by: Person | None, submission: Submission, verb: str, **detail: str) -> Submission:
    dataset = submission.dataset
    record(
        by=by,
        verb=f"{verb}-submission",
        subject=dataset,
        institution=dataset.institution,
        submission=str(submission.public_id),
        **detail,
    )
    return submission
