"""What the worker would do, done now."""

from __future__ import annotations

from amate.base.jobs.actions import run_here
from amate.base.jobs.models import Job, JobState


def run_waiting_jobs() -> None:
    """Run every waiting job, and those that they leave behind, in the order they came."""
    while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
        run_here(job)
