"""What an answer leaves word of for the daily counts, which a middleware keeps after it succeeded."""

from __future__ import annotations

from django.http import HttpRequest

from amate.catalog.models import Dataset


def note_dataset(request: HttpRequest, dataset: Dataset) -> None:
    """The answer is about this dataset; drafts and withdrawn ones are not counted."""
    if dataset.is_public:
        request.META["amate.dataset"] = dataset.pk


def asked_in_vain(request: HttpRequest, words: str) -> None:
    request.META["amate.vain"] = words
