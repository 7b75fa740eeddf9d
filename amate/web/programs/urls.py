"""Addresses of the pages about the API."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.gzip import gzip_page

from amate.web.programs import portal, table

urlpatterns = [
    path("api", gzip_page(portal.page), name="api"),
    path("datos/<slug:slug>/tablas/<uuid:public_id>/api", gzip_page(table.page), name="table-api"),
]
