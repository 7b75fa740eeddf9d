"""A page of datasets as cards, newest data first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from amate.base.errors import NotFound
from amate.catalog.models import DatasetQuerySet
from amate.web.paging import Pages, page_number
from amate.web.public.cards import cards

PER_PAGE = 20


def listed(request: HttpRequest, datasets: DatasetQuerySet) -> dict[str, Any]:
    """`cards` and `pages` for a template; a page beyond the last is not found."""
    number = page_number(request.GET.get("pagina"))
    pages = Pages(number, PER_PAGE, datasets.count(), lambda page: f"?pagina={page}" if page > 1 else "?")
    if number > pages.last:
        raise NotFound("")
    start = (number - 1) * PER_PAGE
    chosen = datasets.for_lists().order_by("-data_modified", "-pk")[start : start + PER_PAGE]
    return {"cards": cards(chosen), "pages": pages}
