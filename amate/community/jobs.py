"""What is forgotten: the privacy page promises that reports do not outlive their use."""

from __future__ import annotations

from datetime import timedelta

from amate.base.jobs.kinds import job, periodic
from amate.base.jobs.models import Job, Queue
from amate.community.actions import forget_old_reports


@periodic(every=timedelta(days=1), kind="forget-reports")
@job("forget-reports", queue=Queue.MACHINES)
def forget_reports(job: Job) -> None:
    """Erase error reports that are a year old."""
    forget_old_reports()
