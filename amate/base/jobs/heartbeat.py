"""A running job says every ten seconds that it lives, on a thread and a connection of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from amate.base.jobs.models import Job, JobState

BEAT = 10.0  # seconds
running_here: set[Job] = set()
log = logging.getLogger(__name__)


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Keep a job's beat fresh while the body runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, ended), name=f"beat-{job.pk}", daemon=True)
    thread.start()
    running_here.add(job)
    try:
        yield
    finally:
        running_here.discard(job)
        ended.set()
        thread.join()


def _beat(job: Job, ended: threading.Event) -> None:
    try:
        while not ended.wait(BEAT):
            try:
                mine(job).update(beat=timezone.now())
            except DatabaseError:
                log.exception("a beat was missed", extra={"job": job.pk})
    finally:
        connection.close()


def mine(job: Job) -> QuerySet[Job]:
    """The job's row, as long as this attempt still holds it: whoever re-queued it took it away from us."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)
