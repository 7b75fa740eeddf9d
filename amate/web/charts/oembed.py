"""oEmbed 1.0 (oembed.com): what a page that links to a chart or to a dataset of ours may show in the link's place."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from amate.base.errors import Invalid, NotFound
from amate.catalog.stored import stored
from amate.query.charts.parse import from_url
from amate.web.charts.charting import FRAMED, Charting
from amate.web.charts.page import of_address
from amate.web.public.seen import dataset_at

Described = dict[str, Any]
LEAST = 200  # pixels: in less nothing can be read


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """400 without an address, 404 for one that is not of a public thing here, 501 for another format."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return HttpResponse("Hay json y xml.", status=501, content_type="text/plain; charset=utf-8")
    if not (url := request.GET.get("url", "")):
        raise Invalid("Falta «url»: la dirección de una gráfica o de un conjunto de datos de este portal.")
    described = _described(url, _most(request, "maxwidth", FRAMED[0]), _most(request, "maxheight", FRAMED[1]))
    response = JsonResponse(described) if form == "json" else _xml(described)
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _described(url: str, width: int, height: int) -> Described:
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != settings.AMATE_URL:
        raise NotFound("")
    try:
        match = resolve(parts.path)
    except Http404:
        raise NotFound("") from None
    if match.url_name == "chart":
        return _chart(match.kwargs, parts.query, width, height)
    if match.url_name == "dataset":
        dataset = dataset_at(match.kwargs["slug"], None)
        return {
            "type": "link",
            **_said(dataset.title, dataset.institution.name),
            **_thumbnail(_card(dataset.slug)),
        }
    raise NotFound("")


def _chart(address: dict[str, Any], query: str, width: int, height: int) -> Described:
    dataset, table = of_address(address["slug"], address["public_id"], None)
    try:
        chart = from_url(parse_qsl(query), stored(table).columns)
        charting = Charting(dataset, table, chart)
        title = charting.title
    except Invalid:
        raise NotFound("") from None
    return {
        "type": "rich",
        **_said(title, dataset.institution.name),
        "html": charting.framed(width, height),
        "width": width,
        "height": height,
        **_thumbnail(charting.card_url),
    }


def _said(title: str, author: str) -> Described:
    return {
        "version": "1.0",
        "title": title,
        "author_name": author,
        "provider_name": settings.PORTAL.name,
        "provider_url": f"{settings.AMATE_URL}/",
        "cache_age": 3600,
    }


def _thumbnail(url: str) -> Described:
    return {"thumbnail_url": url, "thumbnail_width": 1200, "thumbnail_height": 630}


def _card(slug: str) -> str:
    return settings.AMATE_URL + reverse("dataset-card", args=[slug])


def _most(request: HttpRequest, name: str, usual: int) -> int:
    said = request.GET.get(name, "")
    return max(LEAST, min(int(said), usual)) if said.isascii() and said.isdigit() and len(said) < 9 else usual


def _xml(described: Described) -> HttpResponse:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in described.items())
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{fields}</oembed>'
    return HttpResponse(text, content_type="text/xml; charset=utf-8")
