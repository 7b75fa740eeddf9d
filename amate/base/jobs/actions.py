"""What one asks of jobs: enqueue, run here, report progress, look, try again."""

from __future__ import annotations

import time
from collections import deque
from weakref import WeakKeyDictionary

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from amate.base.errors import NotReady
from amate.base.jobs.heartbeat import mine
from amate.base.jobs.kinds import kind_named
from amate.base.jobs.models import LIVE, Job, JobState
from amate.base.jobs.rescue import rescue_silent
from amate.base.jobs.running import Taken, attempt, dispatch

REPORTS_A_SECOND = 4
_reports: WeakKeyDictionary[Job, deque[float]] = WeakKeyDictionary()


def enqueue(*, kind: str, subject: str = "", key: str = "", person: AbstractBaseUser | None = None) -> Job:
    """Have a job done behind the scenes once this transaction commits.

    At most one job of a `key` waits or runs at a time: while one does, that one is returned.
    """
    known = kind_named(kind)
    if known is None:
        raise LookupError(f"no room has a job of kind {kind!r}")
    while True:
        if key and (live := Job.objects.filter(key=key, state__in=LIVE).first()):
            return live
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind,
                    subject=subject,
                    key=key,
                    person_id=person.pk if person else None,
                    queue=known.queue,
                )
                dispatch(job)
                return job
        except IntegrityError:
            if not key:
                raise


def run_here(job: Job) -> Job:
    """Run a job to its end in this process, or wait for the worker that took it first."""
    job.refresh_from_db()
    while job.is_live:
        if not attempt(job.pk):
            time.sleep(0.2)
            rescue_silent()
        job.refresh_from_db()
    return job


def report_progress(job: Job, percent: int, step: str) -> None:
    """Say how far a running job is: 0 to 100, and a Spanish step. Beyond four reports a second they are dropped."""
    recent = _reports.setdefault(job, deque(maxlen=REPORTS_A_SECOND))
    now = time.monotonic()
    if len(recent) == REPORTS_A_SECOND and now - recent[0] < 1:
        return
    recent.append(now)
    if not mine(job).update(progress=max(0, min(100, percent)), step=step[:80]):
        raise Taken(job.pk)


def job_about(kind: str, subject: str) -> Job | None:
    """The newest job of a kind about one thing."""
    return Job.objects.filter(kind=kind, subject=subject).first()


@transaction.atomic
def retry(*, by: AbstractBaseUser, job: Job) -> Job:
    """Try again, in the name of `by`, what needed attention. Who may ask is the caller's question."""
    asked = Job.objects.filter(pk=job.pk, state=JobState.ATTENTION)
    if Job.objects.filter(key=job.key, state__in=LIVE).exclude(key="").exists() or not asked.update(
        state=JobState.WAITING, attempt=0, message="", person=by, ended=None
    ):
        raise NotReady("Esta tarea ya está en espera, en curso o terminada.")
    job.refresh_from_db()
    dispatch(job)
    return job
