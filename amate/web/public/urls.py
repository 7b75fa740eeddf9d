"""Addresses for everyone. None ends in a slash; every one of them is a promise."""

from __future__ import annotations

from django.urls import path, re_path

from amate.web.public import (
    dataset,
    explorer,
    files,
    home,
    institutions,
    pages,
    reports,
    search,
    themes,
)

TEXTS = "acerca|licencia|privacidad|accesibilidad|ayuda|contacto"

urlpatterns = [
    path("", home.home, name="home"),
    path("datos", search.search, name="search"),
    path("datos/<slug:slug>", dataset.dataset, name="dataset"),
    path("datos/<slug:slug>/reportar", reports.report, name="report-error"),
    path("datos/<slug:slug>/reportar/gracias", reports.sent, name="report-error-sent"),
    path("datos/<slug:slug>/tablas/<uuid:public_id>", explorer.table, name="table"),
    path("datos/<slug:slug>/<slug:resource>/<str:filename>", files.latest_file, name="latest-file"),
    re_path(
        r"^archivos/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]+)$", files.version_file, name="version-file"
    ),
    path("instituciones", institutions.institutions, name="institutions"),
    path("instituciones/<slug:slug>", institutions.institution, name="institution"),
    path("temas", themes.themes, name="themes"),
    path("temas/<slug:slug>", themes.theme, name="theme"),
    path("estatico/<slug:digest>/tokens.css", pages.tokens, name="tokens"),
    path("robots.txt", pages.robots, name="robots"),
    re_path(rf"^(?P<slug>{TEXTS})$", pages.page, name="page"),
]
