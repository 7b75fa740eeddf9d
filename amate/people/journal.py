"""The journal of who did what to which thing."""

from __future__ import annotations

from typing import Any

from django.db import models

from amate.people.models import Institution, JournalEntry, Person


def record(
    *,
    by: Person | None,
    verb: str,
    subject: models.Model,
    institution: Institution | None = None,
    **detail: Any,
) -> JournalEntry:
    """Write down one thing done, in the transaction of the thing itself. `by=None` is the portal acting alone."""
    return JournalEntry.objects.create(
        by=by,
        verb=verb,
        kind=type(subject).__name__.lower(),
        subject=str(subject.pk),
        label=str(subject)[:300],
        institution=institution,
        detail=detail,
    )


def about(subject: models.Model) -> models.QuerySet[JournalEntry]:
    """What was done to one thing, newest first."""
    kind = type(subject).__name__.lower()
    return JournalEntry.objects.filter(kind=kind, subject=str(subject.pk)).select_related("by")
