"""How many public datasets keep, on a day, what their institution promised: counted by institution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date

from django.db.models import Count, Q

from amate.catalog.models import Dataset


@dataclass(frozen=True)
class Punctuality:
    """Public datasets by how they stand. A share is of those with a promise that has a date; the others are apart."""

    fresh: int = 0
    due: int = 0
    overdue: int = 0
    delinquent: int = 0
    none: int = 0

    @property
    def promised(self) -> int:
        return self.fresh + self.due + self.late

    @property
    def on_time(self) -> int:
        """Not late: what is due is within its margin."""
        return self.fresh + self.due

    @property
    def late(self) -> int:
        return self.overdue + self.delinquent

    @property
    def share(self) -> int | None:
        """Of a hundred, rounded down: only where nothing is late it is a hundred. None where nothing was promised."""
        return 100 * self.on_time // self.promised if self.promised else None


def punctuality(day: date) -> dict[int, Punctuality]:
    """By institution, of its own datasets, of those that publish something: one query."""
    counted = (
        Dataset.objects.published()
        .order_by()
        .values("institution")
        .annotate(
            fresh=Count("pk", filter=Q(due__gte=day)),
            due_now=Count("pk", filter=Q(due__lt=day, overdue__gt=day)),
            late=Count("pk", filter=Q(overdue__lte=day, delinquent__gt=day)),
            very_late=Count("pk", filter=Q(delinquent__lte=day)),
            none=Count("pk", filter=Q(due=None)),
        )
    )
    return {
        row["institution"]: Punctuality(
            row["fresh"], row["due_now"], row["late"], row["very_late"], row["none"]
        )
        for row in counted
    }


def whole(several: Mapping[int, Punctuality]) -> Punctuality:
    rows = [astuple(one) for one in several.values()]
    return Punctuality(*map(sum, zip(*rows, strict=True))) if rows else Punctuality()
