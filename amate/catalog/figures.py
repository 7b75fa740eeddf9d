"""What the portal holds, counted once for each thing that is done in it.

Nothing public changes without an entry in the journal, so the counts of an entry hold until the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from amate.base.files import home
from amate.catalog.models import Dataset, Resource, Table
from amate.catalog.rules import State
from amate.people.models import JournalEntry

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """Counts of what is public; the mappings count published datasets by primary key."""

    datasets: int
    files: int
    rows: int
    recent: int  # datasets whose data changed in the last thirty days
    by_theme: Mapping[int, int]
    by_institution: Mapping[int, int]


def figures() -> Figures:
    """The counts as they are now."""
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _counted(newest or 0, timezone.localdate(), home())


@lru_cache(maxsize=2)
def _counted(newest: int, today: date, place: Path) -> Figures:
    public = Dataset.objects.published()
    return Figures(
        datasets=public.count(),
        files=Resource.objects.filter(dataset__state=State.PUBLISHED, current__isnull=False).count(),
        rows=Table.objects.visible_to(None).current().aggregate(rows=Sum("rows"))["rows"] or 0,
        recent=public.filter(data_modified__gte=timezone.now() - MONTH).count(),
        by_theme=_by(public, "theme"),
        by_institution=_by(public, "institution"),
    )


def _by(datasets: QuerySet[Dataset], name: str) -> dict[int, int]:
    counted = datasets.order_by().values_list(name).annotate(times=Count("pk"))
    return {pk: times for pk, times in counted if pk}
