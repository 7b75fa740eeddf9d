"""What people take and look for: the datasets that are downloaded most, and words that find nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet, Sum

from amate.base.clock import today
from amate.catalog.models import Dataset, VainSearch
from amate.ingest.recognise.personal import personal_data_in
from amate.people.models import InstitutionQuerySet

SHOWN = 5
DAYS = 30
TIMES = 2  # what one person alone looked for once is nobody's business
SPARE = 20


def most_downloaded(institutions: InstitutionQuerySet) -> QuerySet[Dataset]:
    public = Dataset.objects.published().filter(institution__in=institutions, downloads__gt=0)
    return public.order_by("-downloads", "-pk")[:SHOWN]


def in_vain() -> list[tuple[str, int]]:
    """(words, how often) of the last days, from the whole portal; nothing that looks like a person's identifier."""
    rows = VainSearch.objects.filter(day__gt=today() - timedelta(days=DAYS)).values("words")
    asked = rows.annotate(total=Sum("times")).filter(total__gte=TIMES).order_by("-total", "words")
    found = [(row["words"], row["total"]) for row in asked[: SHOWN + SPARE]]
    return [(words, times) for words, times in found if not personal_data_in([words])][:SHOWN]
