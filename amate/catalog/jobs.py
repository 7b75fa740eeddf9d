"""What the catalogue does behind the scenes."""

from __future__ import annotations

from datetime import timedelta

from amate.base.jobs.kinds import job, periodic
from amate.base.jobs.models import Job, Queue
from amate.catalog import indexing


@periodic(every=timedelta(minutes=5), kind="update-index")
@job("update-index", queue=Queue.PEOPLE)
def update_index(job: Job) -> None:
    """Take changes into the search index."""
    indexing.update()
