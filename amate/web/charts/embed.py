"""A chart in the pages of others: without our header, without cookies, in a frame that any page may make."""

from __future__ import annotations

from uuid import UUID

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from amate.base.errors import NotFound
from amate.catalog.stored import stored
from amate.query.charts.palette import THEMES
from amate.query.charts.parse import apart, from_url
from amate.query.refusals import refused
from amate.web.charts.charting import THEME, Charting
from amate.web.charts.page import of_address
from amate.web.explore.fields import pairs
from amate.web.middleware.usage import about
from amate.web.public.seen import moved_to


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator,unused-ignore]
@require_safe
def embedded_chart(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    try:
        dataset, table = of_address(slug, public_id, None)
    except NotFound:
        if moved := moved_to(slug, None):
            return redirect("embed-chart", moved.slug, public_id, permanent=True)
        raise
    about(request, dataset)
    names = stored(table).names
    theme, params = apart(pairs(request), names, THEME)
    if theme and theme not in THEMES:
        raise refused(THEME, f"hay {', '.join(THEMES)}.")
    charting = Charting(dataset, table, from_url(params, stored(table).columns))
    context = {"charting": charting, "dataset": dataset, "embed_theme": theme}
    return render(request, "public/embed_chart.html", context)
