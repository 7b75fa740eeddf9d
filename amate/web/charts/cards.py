"""The picture that social networks show of a dataset or of a chart: 1200 × 630 pixels, drawn by the server."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from amate.base.errors import Unavailable
from amate.base.text import thousands
from amate.catalog.models import Dataset, Table
from amate.catalog.stored import stored
from amate.query.charts import drawing
from amate.query.charts.labels import clean
from amate.query.charts.parse import from_url
from amate.query.charts.spec import wrapped
from amate.web.charts.charting import Charting, Look
from amate.web.charts.of_dataset import page_chart
from amate.web.charts.page import as_file, known_to, of_address
from amate.web.explore.fields import pairs
from amate.web.public.seen import dataset_at

LINES = 5
BOX = re.compile(r'viewBox="([0-9. -]+)"')
BESIDE, ALONE = 21, 42  # letters of a line of the title, with and without a chart


@require_safe
def dataset_card(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    return _answer(request, dataset, _card(dataset, dataset.title, page_chart(dataset).charting))


@require_safe
def chart_card(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    dataset, table = of_address(slug, public_id, request.user)
    charting = Charting(dataset, table, from_url(pairs(request), stored(table).columns))
    return _answer(request, dataset, _card(dataset, charting.title, None if charting.is_empty else charting))


def _answer(request: HttpRequest, dataset: Dataset, svg: str) -> HttpResponse:
    etag = quote_etag(drawing.digest(form="png", svg=svg))
    if etag in known_to(request):
        return as_file(HttpResponse(status=304), dataset, "image/png", etag)
    return as_file(HttpResponse(drawing.drawn(form="png", svg=svg)), dataset, "image/png", etag)


def _card(dataset: Dataset, title: str, charting: Charting | None) -> str:
    """The card as SVG; what people wrote is escaped by the template."""
    chart = _thumbnail(charting) if charting else ""
    lines = wrapped(title, BESIDE if chart else ALONE)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    context = {
        "portal": settings.PORTAL,
        "colours": settings.PORTAL.colours,
        "example": settings.AMATE_EXAMPLE,
        "lines": [(210 + 62 * at, line) for at, line in enumerate(lines)],
        "institution": clean(dataset.institution.name, 60),
        "rows": _rows(dataset),
        "chart": chart,
        "box": BOX.search(chart),
    }
    return render_to_string("public/card.svg", context)


def _thumbnail(charting: Charting) -> str:
    """The drawing of a chart, to stand inside another; a card is worth sending without it too."""
    try:
        return charting.drawn("svg", Look("thumb")).decode()
    except Unavailable:
        return ""


def _rows(dataset: Dataset) -> str:
    rows = Table.objects.current().filter(version__resource__dataset=dataset).values_list("rows", flat=True)
    total = sum(rows)
    return f"{thousands(total)} {'fila' if total == 1 else 'filas'}" if rows else ""
