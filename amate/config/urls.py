"""All addresses of the portal."""

from __future__ import annotations

from django.urls import include, path

from amate.web import health

urlpatterns = [
    path("salud", health.alive, name="health"),
    path("salud/listo", health.ready, name="ready"),
    path("", include("amate.api.urls")),
    path("", include("amate.web.urls")),
]
handler400 = "amate.web.errors.bad_request"
handler403 = "amate.web.errors.denied"
handler404 = "amate.web.errors.not_found"
handler429 = "amate.web.accounts.slow_down"
handler500 = "amate.web.errors.failed"
