"""Addresses of the contracts for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from amate.api.v1.api import api
from amate.api.v1.manners import mannered, polite
from amate.api.v1.problems import not_found, of_error

_patterns, _app, _namespace = api.urls
_v1 = mannered(_patterns)
_index = next(each for each in _v1 if isinstance(each, URLPattern) and each.name == "index")


def nothing_here(request: HttpRequest) -> HttpResponse:
    return of_error(request, not_found())


urlpatterns = [
    path("api/v1", _index.callback),
    path("api/v1/", (_v1, _app, _namespace)),
    re_path(r"^api/v1/", polite(nothing_here)),
]
