"""Taking back what one just did, while nobody has built on it: a withdrawal, and a submission taken out of review."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.catalog.changes import mark
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State
from amate.people.journal import about, record
from amate.people.models import JournalEntry, Person
from amate.people.permissions import require
from amate.publishing.models import Stage, Submission
from amate.publishing.proof import certify
from amate.publishing.signals import published

FOR = timedelta(hours=1)  # after that it is a decision of its own


@transaction.atomic
def undo_withdraw(*, by: Person, dataset: Dataset) -> Dataset:
    """Make public again what one withdrew within the hour, exactly as it was: what waits goes on waiting."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    require(by, "withdraw", dataset.institution)
    _own_deed(by, dataset, "withdraw")
    if dataset.state != State.WITHDRAWN:
        raise _too_late()
    dataset.state, dataset.withdrawn_reason = State.PUBLISHED, ""
    dataset.revision += 1
    dataset.save()
    current = Version.objects.filter(pk__in=dataset.resources.values("current")).select_related("resource")
    certify(by, dataset, list(current), None)
    record(by=by, verb="publish", subject=dataset, institution=dataset.institution, undone="withdraw")
    mark(dataset)
    transaction.on_commit(lambda: published.send(sender=Dataset, dataset=dataset))
    return dataset


@transaction.atomic
def undo_take_back(*, by: Person, submission: Submission) -> Submission:
    """Put a submission back where it was before one took it out within the hour; nobody is written to again."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=submission.dataset_id)
    submission = Submission.objects.select_related("dataset__institution").get(pk=submission.pk)
    require(by, "edit", dataset.institution)
    deed = _own_deed(by, dataset, "cancel-submission")
    taken = deed.detail.get("submission") == str(submission.public_id)
    if submission.stage != Stage.CANCELLED or not taken or dataset.submissions.open().exists():
        raise _too_late()
    submission.stage = Stage(deed.detail["former"])
    submission.save(update_fields=["stage"])
    record(
        by=by,
        verb="send-submission",
        subject=dataset,
        institution=dataset.institution,
        submission=str(submission.public_id),
        undone="cancel-submission",
    )
    return submission


def _own_deed(by: Person, dataset: Dataset, verb: str) -> JournalEntry:
    """The last thing that was done to a dataset, if it is this one, by this person and not long ago."""
    last = about(dataset).first()
    if last is None or (last.verb, last.by_id) != (verb, by.pk) or last.at < timezone.now() - FOR:
        raise _too_late()
    return last


def _too_late() -> NotReady:
    return NotReady(
        _("Ya no se puede deshacer: pasó más de una hora, o alguien hizo algo después."), code="too-late"
    )
