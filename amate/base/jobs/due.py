"""Periodic work: due times live in the database, so that many workers do not double it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amate.base.jobs.actions import enqueue
from amate.base.jobs.kinds import PERIODIC, load_kinds
from amate.base.jobs.models import Due

LATE = timedelta(minutes=1)


def enqueue_due() -> int:
    """Enqueue what is due and not yet enqueued by another worker; returns how much that was."""
    load_kinds()
    now = timezone.now()
    times = dict(Due.objects.values_list("kind", "at"))
    return sum(_enqueue(kind, every, times.get(kind), now) for kind, every in PERIODIC.items())


def nobody_works() -> bool:
    """Periodic work is overdue, or was never begun: no worker runs."""
    return not Due.objects.exists() or Due.objects.filter(at__lt=timezone.now() - LATE).exists()


@transaction.atomic
def _enqueue(kind: str, every: timedelta, at: datetime | None, now: datetime) -> bool:
    if at is None:
        _, won = Due.objects.get_or_create(kind=kind, defaults={"at": now + every})
    elif at <= now or at > now + every:  # beyond one period: the clock was set back
        won = bool(Due.objects.filter(kind=kind, at=at).update(at=now + every))
    else:
        return False
    if won:
        enqueue(kind=kind, key=kind)
    return won
