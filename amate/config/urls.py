"""All addresses of the portal."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("amate.api.urls")),
    path("", include("amate.web.urls")),
]
handler400 = "amate.web.errors.bad_request"
handler403 = "amate.web.errors.denied"
handler404 = "amate.web.errors.not_found"
handler500 = "amate.web.errors.failed"
