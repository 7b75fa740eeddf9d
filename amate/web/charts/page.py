"""Charts: the page of one with the form that makes others, and its files."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from amate.base.errors import Invalid
from amate.catalog.models import Dataset, Table
from amate.catalog.stored import stored
from amate.people.permissions import Visitor, may
from amate.query import parse
from amate.query.charts import drawing
from amate.query.charts.palette import THEMES
from amate.query.charts.parse import MARK, Params, apart, from_url
from amate.query.charts.spec import FRAMES
from amate.query.refusals import refused
from amate.web.charts.building import Building
from amate.web.charts.charting import DAY, FRAME, POSTER, THEME, Charting, Look, automatic
from amate.web.explore.fields import fields_of, pairs
from amate.web.explore.tables import table_at
from amate.web.middleware.usage import about
from amate.web.public.seen import dataset_at, follows_its_dataset

TYPES = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
# A drawing opened by itself runs nothing and fetches nothing.
ALONE = "default-src 'none'; img-src data:; frame-ancestors 'none'; sandbox"


@require_safe
@follows_its_dataset
def chart(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    dataset, table = of_address(slug, public_id, request.user)
    about(request, dataset)
    building = Building(table, fields_of(pairs(request), stored(table).names))
    if building.was_sent:
        return redirect(f"{request.path}?{building.address}")
    try:
        charting = _asked_or_automatic(dataset, table, building.fields.question)
        return _page(request, dataset, building.about(charting))
    except Invalid as error:
        return _page(request, dataset, building, error)


@require_safe
@follows_its_dataset
def chart_file(request: HttpRequest, slug: str, public_id: UUID, form: str) -> HttpResponseBase:
    dataset, table = of_address(slug, public_id, request.user)
    about(request, dataset)
    look, params = look_at(pairs(request), table)
    charting = _asked(dataset, table, params)
    spec = charting.spec(look)
    etag = quote_etag(drawing.digest(form=form, spec=spec))
    if etag in known_to(request):
        response = HttpResponse(status=304)
    elif form == "json":
        response = HttpResponse(json.dumps(spec, ensure_ascii=False, separators=(",", ":")))
    else:
        response = HttpResponse(charting.drawn(form, look))
    return as_file(response, dataset, TYPES[form], etag)


def as_file(response: HttpResponse, dataset: Dataset, media_type: str, etag: str) -> HttpResponse:
    """A drawing, or what it is drawn from: kept by whoever may, asked for again each time."""
    response["Content-Type"] = media_type
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache" if dataset.is_public else "private, no-store"
    response["Content-Security-Policy"] = ALONE
    return response


def known_to(request: HttpRequest) -> list[str]:
    """The drawings that the browser has; what was compressed on its way has a weak mark of the same name."""
    return [mark.removeprefix("W/") for mark in parse_etags(request.headers.get("If-None-Match", ""))]


def of_address(slug: str, public_id: UUID, person: Visitor) -> tuple[Dataset, Table]:
    dataset = dataset_at(slug, person)
    return dataset, table_at(dataset, public_id, person)


def look_at(params: Params, table: Table) -> tuple[Look, Params]:
    """How a chart is to be drawn, and the parameters of the chart itself."""
    names = [column.name for column in table.columns.all()]
    frame, rest = apart(params, names, FRAME)
    theme, rest = apart(rest, names, THEME)
    for control, said, known in ((FRAME, frame, FRAMES), (THEME, theme, THEMES)):
        if said and said not in known:
            raise refused(control, f"hay {', '.join(known)}.")
    return Look(frame or POSTER, theme or DAY), rest


def _asked(dataset: Dataset, table: Table, params: Params) -> Charting:
    return Charting(dataset, table, from_url(params, stored(table).columns))


def _asked_or_automatic(dataset: Dataset, table: Table, params: Params) -> Charting | None:
    """The chart of an address; of one that only narrows the rows, what their profile suggests."""
    params = list(params)
    columns = stored(table).columns
    mark, rest = apart(params, [column.name for column in columns], MARK)
    query = parse.from_url(rest, columns)
    if mark or query.is_grouped or query.columns:
        return _asked(dataset, table, params)
    return automatic(dataset, table, query)


def _page(
    request: HttpRequest, dataset: Dataset, building: Building, error: Invalid | None = None
) -> HttpResponse:
    table, charting = building.table, building.charting
    if charting:
        _ = charting.answer  # what cannot be answered is refused here, not half way down the page
    context = {
        "section": "search",
        "dataset": dataset,
        "table": table,
        "trail": [
            (dataset.title, dataset.get_absolute_url()),
            (table.name, f"{dataset.get_absolute_url()}/tablas/{table.public_id}"),
        ],
        "charting": charting,
        "building": building,
        "error": error,
        "frame": charting.framed() if charting else "",
        "oembed_url": charting.oembed_url if charting else "",
        "may_choose": charting and not charting.is_empty and may(request.user, "edit", dataset.institution),
        "canonical": charting.full_url if charting else None,
    }
    return render(request, "public/chart.html", context, status=400 if error else 200)
