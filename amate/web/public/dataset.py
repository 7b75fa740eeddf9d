"""The page of a dataset."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amate.base.errors import NotFound
from amate.catalog.models import Dataset, Resource
from amate.web.middleware.usage import about
from amate.web.public import citation
from amate.web.public.facts import facts
from amate.web.public.resources import resources
from amate.web.public.seen import dataset_at, moved_to


@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        dataset = dataset_at(slug, request.user)
    except NotFound:
        if moved := moved_to(slug, request.user):
            return redirect(moved, permanent=True)
        raise
    about(request, dataset)
    current = Resource.objects.filter(current__isnull=False).select_related("current")
    prefetch_related_objects([dataset], Prefetch("resources", current.prefetch_related("current__tables")))
    return render(request, "public/dataset.html", _context(request, dataset))


def _context(request: HttpRequest, dataset: Dataset) -> dict[str, object]:
    theme = dataset.theme
    return {
        "section": "search",
        "dataset": dataset,
        "trail": [(theme.name, f"/temas/{theme.slug}")] if theme else [("Datos", "/datos")],
        "facts": facts(dataset),
        "resources": resources(dataset, request.user),
        "citation_short": citation.short(dataset),
        "citation": citation.complete(dataset),
        "api_url": f"{settings.AMATE_URL}/api/v1/datasets/{dataset.slug}",
    }
