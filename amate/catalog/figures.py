"""What the portal holds, counted once for each thing that is done in it.

Nothing public changes without an entry in the journal, so the counts of an entry hold until the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Sum
from django.utils import timezone

from amate.base.files import home
from amate.catalog.models import Dataset, Resource, Table
from amate.people.models import JournalEntry

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Holding:
    """How much of it one institution publishes."""

    datasets: int
    files: int
    rows: int
    recent: int  # datasets whose data changed in the last thirty days


@dataclass(frozen=True)
class Figures:
    """Counts of what is public: datasets of each sector, and all that each institution holds, by primary key."""

    by_theme: Mapping[int, int]
    by_institution: Mapping[int, Holding]

    @property
    def whole(self) -> Holding:
        """The sum of what they hold."""
        rows = [astuple(each) for each in self.by_institution.values()]
        return Holding(*map(sum, zip(*rows, strict=True))) if rows else Holding(0, 0, 0, 0)


def figures() -> Figures:
    """The counts as they are now."""
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _counted(newest or 0, timezone.localdate(), home())


@lru_cache(maxsize=2)
def _counted(newest: int, today: date, place: Path) -> Figures:
    public = Dataset.objects.published()
    recent = public.filter(data_modified__gte=timezone.now() - MONTH)
    files = Resource.objects.filter(dataset__in=public, current__isnull=False)
    tables = Table.objects.visible_to(None).current()
    counts = (
        _by(public, "institution"),
        _by(files, "dataset__institution"),
        _by(tables, "version__resource__dataset__institution", Sum("rows")),
        _by(recent, "institution"),
    )
    return Figures(
        by_theme=_by(public, "theme"),
        by_institution={pk: Holding(*(count.get(pk, 0) for count in counts)) for pk in counts[0]},
    )


def _by(rows: QuerySet[Any], name: str, how: Aggregate | None = None) -> dict[int, int]:
    counted = rows.order_by().values_list(name).annotate(times=how or Count("pk"))
    return {pk: times for pk, times in counted if pk}
