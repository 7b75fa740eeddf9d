"""The page of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amate.catalog.models import Column, Dataset, SavedView, Table
from amate.catalog.similar import similar
from amate.web.charts.of_dataset import page_chart
from amate.web.middleware.usage import about
from amate.web.paging import Pages, page_number
from amate.web.public import citation, schema_org
from amate.web.public.bibliography import references
from amate.web.public.facts import facts
from amate.web.public.resources import ResourceShown, resources
from amate.web.public.seen import dataset_at, dataset_of_id, follows_its_dataset
from amate.web.public.snippets import snippets

FILES = 20  # on one page


@require_safe
@follows_its_dataset
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    about(request, dataset)
    return render(request, "public/dataset.html", _context(request, dataset))


@require_safe
def permanent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The address that stays when the slug changes leads to where the dataset is now."""
    return redirect("dataset", dataset_of_id(public_id, request.user).slug)


def _context(request: HttpRequest, dataset: Dataset) -> dict[str, object]:
    theme = dataset.theme
    public = dataset.resources.filter(current__isnull=False)
    pages = Pages(page_number(request.GET.get("archivos")), FILES, public.count(), _page_address)
    start = (pages.number - 1) * FILES
    shown = resources(dataset, public[start : start + FILES], request.user)
    lead = next((table for item in shown for table in item.tables if table.preview), None)
    return {
        "section": "search",
        "dataset": dataset,
        "trail": [(theme.name, f"/temas/{theme.slug}")] if theme else [("Datos", "/datos")],
        "saved_views": _saved_views(dataset),
        "facts": facts(dataset),
        "resources": shown,
        "pages": pages,
        "all_versions": "versiones" in request.GET,
        "lead": lead,
        "charting": page_chart(dataset, _tables(shown)).charting,
        "snippets": snippets(lead) if lead else [],
        "similar": similar(dataset, _columns(shown), request.user),
        "cited": citation.as_licensed(dataset),
        "references": references(dataset),
        "linked": schema_org.described(dataset, shown) if dataset.is_public else None,
        "site": settings.AMATE_URL,
        "permanent_url": schema_org.permanent(dataset),
        "api_url": f"{settings.AMATE_URL}/api/v1/datasets/{dataset.slug}",
    }


def _columns(shown: Sequence[ResourceShown]) -> list[Column]:
    """Those of the tables whose dictionary is on the page."""
    return [column for table in _tables(shown) for column in table.columns.all()]


def _tables(shown: Sequence[ResourceShown]) -> list[Table]:
    return [table.table for item in shown for table in item.tables if table.dictionary]


def _saved_views(dataset: Dataset) -> QuerySet[SavedView]:
    """Those of the tables that it has now."""
    tables = Table.objects.current().filter(version__resource__dataset=dataset)
    return dataset.saved_views.filter(table__in=tables.values("public_id")).select_related("dataset")


def _page_address(number: int) -> str:
    return f"?archivos={number}" if number > 1 else "?"
