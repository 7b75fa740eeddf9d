"""What the catalogue does behind the scenes."""

from __future__ import annotations

from datetime import timedelta

from amate.base.jobs.kinds import job, periodic
from amate.base.jobs.models import Job, Queue
from amate.catalog import indexing
from amate.catalog.changes import settle_all


@periodic(every=timedelta(minutes=5), kind="update-index")
@job("update-index", queue=Queue.PEOPLE)
def update_index(job: Job) -> None:
    """Take changes into the search index."""
    indexing.update()


@periodic(every=timedelta(days=1), kind="settle-promises")
@job("settle-promises", queue=Queue.MACHINES)
def settle_promises(job: Job) -> None:
    """Have each dataset say when it is due by the rules there are now."""
    settle_all()
