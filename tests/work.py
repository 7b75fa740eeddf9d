"""What the worker would do, done now."""

from __future__ import annotations

from amate.base.jobs.actions import run_here
from amate.base.jobs.models import Job, JobState
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import VersionState
from amate.people.models import Person
from amate.publishing.readings import answer


def run_waiting_jobs() -> None:
    """Run every waiting job, and those that they leave behind, in the order they came."""
    while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
        run_here(job)


def accept_changes(by: Person, dataset: Dataset) -> None:
    """Say of every new version that it is meant to be unlike the public one."""
    for version in Version.objects.filter(resource__dataset=dataset, state=VersionState.ASKING):
        answer(by=by, version=version)
