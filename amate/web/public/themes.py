"""Sectors: their list, and each with its datasets."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from amate.catalog.models import Dataset, Theme
from amate.catalog.rules import State
from amate.web.public.lists import listed


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/themes.html", {"section": "themes", "themes": counted(Theme.objects.all())}
    )


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    datasets = Dataset.objects.published().filter(theme=theme)
    context = {"section": "themes", "theme": theme} | listed(request, datasets)
    return render(request, "public/theme.html", context)


def counted(themes: QuerySet[Theme]) -> QuerySet[Theme]:
    """In their order, each with `datasets`: how many published ones it has."""
    published = Count("dataset", filter=Q(dataset__state=State.PUBLISHED), distinct=True)
    # Said again because grouping drops the model's own order.
    return themes.annotate(datasets=published).order_by("-main", "position", "name")
