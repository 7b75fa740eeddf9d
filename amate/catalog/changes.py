"""The change log of the catalogue's index: written with the change itself, emptied by the index job."""

from __future__ import annotations

from django.db import transaction

from amate.base.jobs.actions import enqueue
from amate.base.jobs.models import JobState
from amate.catalog.models import Dataset, SearchChange


def mark(dataset: Dataset) -> None:
    """The index no longer says what the database says about this dataset."""
    SearchChange.objects.create(dataset_id=dataset.pk)
    transaction.on_commit(_wake_the_index)


@transaction.atomic
def settle_all() -> int:
    """Write anew what is promised of datasets where rules changed or rows were written by hand; how many those were."""
    wrong = Dataset.objects.settle()
    for dataset in wrong:
        mark(dataset)
    return len(wrong)


def _wake_the_index() -> None:
    """See to it that an update begins after this moment: one that already runs may have read too early."""
    for key in ("update-index", "update-index:next"):
        if enqueue(kind="update-index", key=key).state == JobState.WAITING:
            return


def pending() -> frozenset[int]:
    """Ids of the datasets whose place in the index is out of date."""
    return frozenset(SearchChange.objects.values_list("dataset_id", flat=True))
