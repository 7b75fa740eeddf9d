"""How one job is run: taken by one process alone, kept alive by its beat, and settled once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django_tasks import task

from amate.base.errors import AmateError
from amate.base.jobs.heartbeat import beating, mine
from amate.base.jobs.kinds import kind_named
from amate.base.jobs.models import Job, JobState, Queue

ATTEMPTS = 3
PAUSE = timedelta(seconds=10)  # before the second attempt; twice that before the third
NO_PAUSE = timedelta(0)
BROKEN = "Falló por un error interno del portal. Quien lo administra puede ver la causa en la bitácora."
log = logging.getLogger(__name__)


class Taken(Exception):
    """Another process holds this job now; what is left of this attempt must stop."""


@task(queue_name=Queue.MACHINES)
def carry(pk: int) -> None:
    """All that a django-task holds is the number of a job."""
    attempt(pk)


def dispatch(job: Job, *, pause: timedelta = NO_PAUSE) -> None:
    """Hand a waiting job to the workers, in the same transaction as the job itself."""
    later = timezone.now() + pause if pause else None
    carrier = carry.using(queue_name=job.queue, run_after=later).enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(task=carrier.id)


def attempt(pk: int) -> bool:
    """Run a waiting job to its end or its failure; False when it was not there to take."""
    job = _take(pk)
    if job is None:
        return False
    with beating(job):
        try:
            _work(job)
        except Taken:
            log.warning("the job was taken by another process", extra=_facts(job))
        except AmateError as error:
            if error.facts.get("transient"):
                put_back(job, error.message, pause=PAUSE * job.attempt)
            else:
                _settle(job, JobState.ATTENTION, message=error.message[:500])
        except Exception:
            log.exception("the job failed", extra=_facts(job))
            put_back(job, BROKEN, pause=PAUSE * job.attempt)
        except BaseException:
            release(job)
            raise
        else:
            _settle(job, JobState.DONE, progress=100)
    return True


def put_back(job: Job, message: str, *, pause: timedelta = NO_PAUSE) -> None:
    """Let a failed or lost attempt be tried again, at most three times in all."""
    if job.attempt >= ATTEMPTS:
        _settle(job, JobState.ATTENTION, message=message[:500])
    elif mine(job).update(state=JobState.WAITING, message=message[:500], step=""):
        dispatch(job, pause=pause)


def release(job: Job) -> None:
    """Give back a job that this process must leave half-way through no fault of the job."""
    if mine(job).update(state=JobState.WAITING, attempt=job.attempt - 1, step=""):
        dispatch(job)


def _take(pk: int) -> Job | None:
    now = timezone.now()
    won = Job.objects.filter(pk=pk, state=JobState.WAITING).update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        progress=0,
        step="",
        message="",
        started=now,
        beat=now,
        ended=None,
    )
    return Job.objects.get(pk=pk) if won else None


def _work(job: Job) -> None:
    kind = kind_named(job.kind)
    if kind is None:
        raise AmateError(f"Este programa no conoce la tarea «{job.kind}».")
    kind.work(job)


def _settle(job: Job, state: JobState, **fields: object) -> None:
    mine(job).update(state=state, step="", ended=timezone.now(), **fields)
    log.info("the job ended: %s", state.value, extra=_facts(job))


def _facts(job: Job) -> dict[str, object]:
    return {"job": job.pk, "kind": job.kind}
