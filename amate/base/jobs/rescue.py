"""What killed workers leave behind: silent jobs, jobs that nobody carries, tasks that nobody ends."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from amate.base.jobs.kinds import job, periodic
from amate.base.jobs.models import Job, JobState, Queue
from amate.base.jobs.running import dispatch, put_back

SILENCE = timedelta(seconds=60)
KEEP_TASKS = timedelta(hours=1)
KEEP_JOBS = timedelta(days=30)
LOST = "El proceso que hacía esta tarea murió varias veces antes de terminarla."
log = logging.getLogger(__name__)


def rescue_silent() -> int:
    """Re-queue running jobs whose beat stopped, or ask for attention after three; returns how many there were."""
    silent = Job.objects.filter(state=JobState.RUNNING, beat__lt=timezone.now() - SILENCE)
    for each in silent:
        log.warning("the job fell silent", extra={"job": each.pk, "kind": each.kind})
        with transaction.atomic():
            put_back(each, LOST)
    return len(silent)


def rescue_uncarried() -> int:
    """Dispatch again the waiting jobs whose task was lost: its worker died between taking one and the other."""
    carried = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values("id")
    waiting = Job.objects.filter(state=JobState.WAITING, created__lt=timezone.now() - SILENCE)
    lost = waiting.exclude(task__in=carried)
    for each in lost:
        dispatch(each)
    return len(lost)


@periodic(every=timedelta(hours=1), kind="prune-jobs")
@job("prune-jobs", queue=Queue.MACHINES)
def prune(job: Job) -> None:
    """Forget tasks that ended, tasks whose worker died, and jobs long done."""
    now = timezone.now()
    running = Job.objects.filter(state=JobState.RUNNING, task__isnull=False).values("task")
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_TASKS).delete()
    DBTaskResult.objects.running().filter(started_at__lt=now - KEEP_TASKS).exclude(id__in=running).delete()
    Job.objects.filter(state=JobState.DONE, ended__lt=now - KEEP_JOBS).delete()
