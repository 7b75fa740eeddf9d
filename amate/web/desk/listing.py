"""A page of a list, and the links to the others."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from amate.web.paging import Pages, page_number


def listing(request: HttpRequest, rows: QuerySet[Any], size: int) -> dict[str, Any]:
    """The `rows` of the page asked for in `?pagina=`, and its `pages`."""

    def url(number: int) -> str:
        asked = request.GET.copy()
        asked["pagina"] = str(number)
        return f"?{asked.urlencode()}"

    total = rows.count()
    last = max(1, -(-total // size))
    pages = Pages(min(page_number(request.GET.get("pagina")), last), size, total, url)
    begin = (pages.number - 1) * size
    return {"pages": pages, "rows": list(rows[begin : begin + size])}
