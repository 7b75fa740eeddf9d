"""I7: every job is in one state, and somebody will see to what is not done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from amate.base.jobs.models import LIVE, Job, JobState
from amate.catalog.models import Version
from amate.catalog.rules import VersionState
from amate.publishing.verify.fault import Fault

STUCK = timedelta(minutes=5)


def are_settled() -> Iterator[Fault]:
    live = Q(state__in=LIVE)
    for job in Job.objects.filter(live & Q(ended__isnull=False) | ~live & Q(ended=None)):
        yield Fault(f"dice «{JobState(job.state).label}» y no es cierto: {job}", f"tarea {job.pk}")
    limit = timezone.now() - STUCK
    for job in Job.objects.filter(state=JobState.RUNNING).exclude(beat__gte=limit):
        yield Fault(
            f"está en curso y no da señales desde hace más de cinco minutos: {job}", f"tarea {job.pk}"
        )
    for version in Version.objects.filter(state=VersionState.RECEIVED).select_related("resource__dataset"):
        if not _has_somebody(version):
            yield Fault("se recibió y nadie la va a leer", f"{version.resource.dataset.slug}: {version}")


def _has_somebody(version: Version) -> bool:
    """A job will build it, or a steward has it on the list of what needs attention."""
    jobs = Job.objects.filter(kind="build-version", subject=str(version.pk))
    return jobs.exclude(state=JobState.DONE).exists()
