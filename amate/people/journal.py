"""The journal of who did what to which thing."""

from __future__ import annotations

from functools import reduce
from operator import or_
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
        acting=by.acting if by else None,
        verb=verb,
        kind=type(subject).__name__.lower(),
        subject=str(subject.pk),
        label=str(subject)[:300],
        institution=institution,
        detail=detail,
    )


def about(*subjects: models.Model) -> models.QuerySet[JournalEntry]:
    """What was done to some things, newest first."""
    keys: dict[str, list[str]] = {}
    for subject in subjects:
        keys.setdefault(type(subject).__name__.lower(), []).append(str(subject.pk))
    named = (models.Q(kind=kind, subject__in=found) for kind, found in keys.items())
    return JournalEntry.objects.filter(reduce(or_, named)).select_related("by", "acting")
