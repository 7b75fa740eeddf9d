"""Addresses for everyone. None ends in a slash; every one of them is a promise."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from amate.web.charts import cards, embed, oembed
from amate.web.charts import page as charts
from amate.web.explore import page as explore
from amate.web.explore import row, saved
from amate.web.public import (
    between,
    bibliography,
    dataset,
    feeds,
    files,
    freshness,
    home,
    institutions,
    pages,
    register,
    reports,
    search,
    sitemaps,
    themes,
)

TEXTS = "acerca|licencia|privacidad|accesibilidad|ayuda|publicar|contacto"

urlpatterns = [
    path("", gzip_page(home.home), name="home"),
    path("cifras", gzip_page(home.holdings), name="holdings"),
    path("datos", gzip_page(search.search), name="search"),
    path("datos.atom", gzip_page(feeds.of_search), name="search-feed"),
    path("datos/<slug:slug>.atom", gzip_page(feeds.of_dataset), name="dataset-feed"),
    path("datos/<slug:slug>", gzip_page(dataset.dataset), name="dataset"),
    re_path(
        rf"^datos/(?P<slug>[-\w]+)/cita\.(?P<form>{'|'.join(bibliography.FORMS)})$",
        bibliography.reference,
        name="reference",
    ),
    path("datos/<slug:slug>/cambios", gzip_page(between.between), name="changes"),
    path("datos/<slug:slug>/reportar", reports.report, name="report-error"),
    path("datos/<slug:slug>/reportar/gracias", reports.sent, name="report-error-sent"),
    path("datos/<slug:slug>/tablas/<uuid:public_id>", gzip_page(explore.table), name="table"),
    path("datos/<slug:slug>/tablas/<uuid:public_id>/vistas", saved.save, name="save-view"),
    path(
        "datos/<slug:slug>/tablas/<uuid:public_id>/vistas/<int:pk>/quitar", saved.remove, name="remove-view"
    ),
    path("datos/<slug:slug>/tablas/<uuid:public_id>/filas/<int:number>", gzip_page(row.row), name="row"),
    path("datos/<slug:slug>/tablas/<uuid:public_id>/grafica", gzip_page(charts.chart), name="chart"),
    re_path(
        r"^datos/(?P<slug>[-\w]+)/tablas/(?P<public_id>[0-9a-f-]{36})/grafica\.(?P<form>svg|png|json)$",
        gzip_page(charts.chart_file),
        name="chart-file",
    ),
    path("datos/<slug:slug>/tablas/<uuid:public_id>/tarjeta.png", cards.chart_card, name="chart-card"),
    path("datos/<slug:slug>/tarjeta.png", cards.dataset_card, name="dataset-card"),
    path(
        "embed/datos/<slug:slug>/tablas/<uuid:public_id>/grafica",
        gzip_page(embed.embedded_chart),
        name="embed-chart",
    ),
    path("oembed", oembed.oembed, name="oembed"),
    path("datos/<slug:slug>/<slug:resource>/<str:filename>", files.latest_file, name="latest-file"),
    re_path(
        r"^archivos/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]+)$", files.version_file, name="version-file"
    ),
    path("instituciones", gzip_page(institutions.institutions), name="institutions"),
    path("instituciones/<slug:slug>.atom", gzip_page(feeds.of_institution), name="institution-feed"),
    path("instituciones/<slug:slug>", gzip_page(institutions.institution), name="institution"),
    path("temas", gzip_page(themes.themes), name="themes"),
    path("temas/<slug:slug>.atom", gzip_page(feeds.of_theme), name="theme-feed"),
    path("temas/<slug:slug>", gzip_page(themes.theme), name="theme"),
    path("estatico/<slug:digest>/tokens.css", pages.tokens, name="tokens"),
    path("id/<uuid:public_id>", dataset.permanent, name="permanent"),
    path("actualizacion", gzip_page(freshness.freshness), name="freshness"),
    path("actualizacion.atom", gzip_page(freshness.feed), name="freshness-feed"),
    path("registro", gzip_page(register.register), name="register"),
    path("registro.json", gzip_page(register.lines), name="register-lines"),
    path("registro.atom", gzip_page(register.feed), name="register-feed"),
    path("sitemap.xml", gzip_page(sitemaps.index), name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        gzip_page(require_safe(sitemap)),
        {"sitemaps": sitemaps.PARTS},
        name="sitemap-part",
    ),
    path("robots.txt", pages.robots, name="robots"),
    re_path(rf"^(?P<slug>{TEXTS})$", gzip_page(pages.page), name="page"),
]
