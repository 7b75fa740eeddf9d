"""Sectors: their list, and each with its datasets."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from amate.catalog.figures import Figures, figures
from amate.catalog.models import Dataset, Theme
from amate.web.public.lists import listed


class CountedTheme(NamedTuple):
    """A sector and how many published datasets it has."""

    theme: Theme
    datasets: int


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    counted_themes = counted(Theme.objects.all(), figures())
    return render(request, "public/themes.html", {"section": "themes", "themes": counted_themes})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    datasets = Dataset.objects.published().filter(theme=theme)
    context = {"section": "themes", "theme": theme} | listed(request, datasets)
    return render(request, "public/theme.html", context)


def counted(themes: QuerySet[Theme], known: Figures) -> list[CountedTheme]:
    return [CountedTheme(theme, known.by_theme.get(theme.pk, 0)) for theme in themes]
