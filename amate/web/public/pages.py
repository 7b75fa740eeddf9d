"""The portal's own texts, its colours, and what robots are told."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amate.base.http import FOR_EVER
from amate.web.models import Page
from amate.web.tokens import stylesheet

CLOSED = "User-agent: *\nDisallow: /\n"
OPEN = (
    "User-agent: *\nDisallow: /mesa/\nDisallow: /datos?\nDisallow: /datos.atom?\nDisallow: /datos/*?\n"
    "Sitemap: {sitemap}\n"
)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Page, slug=slug)
    return render(request, "public/page.html", {"section": slug, "page": found})


@require_safe
def tokens(request: HttpRequest, digest: str) -> HttpResponse:
    """The portal's colours. `digest` is of what they are, so browsers keep them."""
    return HttpResponse(
        stylesheet(), content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER}
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = (
        CLOSED if settings.AMATE_EXAMPLE else OPEN.format(sitemap=f"{settings.AMATE_URL}{reverse('sitemap')}")
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
