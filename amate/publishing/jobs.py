"""What publishing does behind the scenes: one line each."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from amate.base import outbox
from amate.base.jobs.actions import report_progress
from amate.base.jobs.kinds import job, periodic
from amate.base.jobs.models import Job, Queue
from amate.catalog.models import Table, Version
from amate.publishing import build, purging, refresh, reminders, serving, submissions, sweep
from amate.publishing.models import Source, Submission


@job("build-version", queue=Queue.PEOPLE)
def build_version(job: Job) -> None:
    """Make tables of an uploaded file."""
    version = Version.objects.select_related("resource__dataset__institution").filter(pk=job.subject).first()
    if version:
        build.build(version, lambda percent, step: report_progress(job, percent, step))
        refresh.built(version)


@job("build-serving", queue=Queue.MACHINES)
def build_serving(job: Job) -> None:
    """Make the file that answers pages of a big table quickly."""
    if table := Table.objects.filter(pk=job.subject).first():
        serving.build(table)


@periodic(every=timedelta(minutes=1), kind="release-submissions")
@job("release-submissions", queue=Queue.PEOPLE)
def release_submissions(job: Job) -> None:
    """Publish what was approved and whose hour has come."""
    for submission in Submission.objects.due(timezone.now()).select_related("dataset"):
        submissions.release(submission)


@periodic(every=timedelta(minutes=1), kind="refresh-due")
@job("refresh-due", queue=Queue.PEOPLE)
def refresh_due(job: Job) -> None:
    """Have the files brought whose turn has come."""
    refresh.enqueue_due(timezone.now())


@job("refresh-source", queue=Queue.MACHINES)
def refresh_source(job: Job) -> None:
    """Bring a file from where it is kept."""
    rows = Source.objects.select_related("resource__dataset__institution", "by")
    if source := rows.filter(pk=job.subject).first():
        refresh.refresh(source)


@periodic(every=timedelta(hours=1), kind="remind")
@job("remind", queue=Queue.PEOPLE)
def remind(job: Job) -> None:
    """Tell people what is late or soon due. Every hour, so that no change of the clock skips a day; once a day each."""
    reminders.remind(timezone.now())


@periodic(every=timedelta(days=1), kind="finish-purges")
@job("finish-purges", queue=Queue.MACHINES)
def finish_purges(job: Job) -> None:
    """Erase what versions that were erased left in files, backups and the index."""
    purging.finish()


@periodic(every=timedelta(days=1), kind="sweep")
@job("sweep", queue=Queue.MACHINES)
def sweep_store(job: Job) -> None:
    """Remove files that nothing names any more."""
    sweep.sweep()


@periodic(every=timedelta(minutes=1), kind="send-mail")
@job("send-mail", queue=Queue.MACHINES)
def send_waiting_mail(job: Job) -> None:
    """Send the letters that the mail server did not take when they were written."""
    outbox.send_waiting()
