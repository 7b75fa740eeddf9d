"""How every answer behaves on the wire: HEAD, OPTIONS, CORS, ETag and 304, what caches may keep."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from amate.api.v1.problems import problem
from amate.api.v1.visitors import SAFE
from amate.people.models import Person

View = Callable[..., HttpResponseBase]

REVISION = "Amate-Revision"
EXPOSED = (
    "Accept-Ranges, Content-Disposition, Content-Language, Content-Range, ETag, "
    f"{REVISION}, RateLimit, RateLimit-Policy, Retry-After"
)
ASKED = "Accept-Language, If-None-Match, If-Modified-Since, Range"


def mannered(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, whose answers behave."""
    found = list(patterns)
    for pattern in found:
        assert isinstance(pattern, URLPattern)
        pattern.callback = polite(pattern.callback)
    return found


def polite(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = _asked_as_get(request, view, args, kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = _not_allowed(request, response)
        _name(request, response)
        if request.method in SAFE:
            response = _kept(request, response)
            _share(request, response)
        if is_head(request):
            response = _without_body(response)
        if settings.AMATE_EXAMPLE:
            response["X-Robots-Tag"] = "noindex"
            response["Amate-Example"] = "1"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are asked for it in visitors.py
    return answer


def is_head(request: HttpRequest) -> bool:
    """Whether only the head of the answer will go out."""
    return bool(request.META["REQUEST_METHOD"] == "HEAD")


def _asked_as_get(
    request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponseBase:
    """HEAD is what GET would say, without its body."""
    if not is_head(request):
        return view(request, *args, **kwargs)
    request.method = "GET"
    response = view(request, *args, **kwargs)
    request.method = "HEAD"
    return response


def _not_allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    takes = {method.strip() for method in response["Allow"].split(",")} | {"OPTIONS"}
    allow = ", ".join(sorted(takes | ({"HEAD"} if "GET" in takes else set())))
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allow})
    detail = _("Esta dirección no atiende %(method)s; atiende %(allow)s.") % {
        "method": request.method,
        "allow": allow,
    }
    return problem(request, 405, "method-not-allowed", detail, headers={"Allow": allow})


def _kept(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say who may keep these bytes; 304 when the client has them already."""
    patch_vary_headers(response, ["Authorization", "Cookie"])
    if response.status_code == 200 and isinstance(response, HttpResponse):
        response.setdefault("Content-Length", str(len(response.content)))
    if not response.has_header("Cache-Control"):
        known = isinstance(getattr(request, "auth", None), Person)
        response["Cache-Control"] = "private, no-cache" if known else "public, no-cache"
    if response.status_code == 200 and isinstance(response, HttpResponse):
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """Only the head goes out. Bodies that stream open their file when they begin, so nothing is left open."""
    headers = dict(response.items())
    if response.streaming and "Content-Length" not in headers:
        return StreamingHttpResponse((), status=response.status_code, headers=headers)  # else Django says 0
    return HttpResponse(status=response.status_code, headers=headers)


def _name(request: HttpRequest, response: HttpResponseBase) -> None:
    """An ETag from the bytes. What has a revision says it first, so that its ETag serves as If-Match."""
    revision = response.get(REVISION, "")
    if not isinstance(response, HttpResponse) or response.has_header("ETag"):
        return
    if revision or (request.method in SAFE and response.status_code == 200):
        name = hashlib.sha256(response.content).hexdigest()[:24]
        response["ETag"] = f'"{revision}-{name}"' if revision else f'"{name}"'


def _share(request: HttpRequest, response: HttpResponseBase) -> None:
    """Pages of other sites may read what anyone may read; what they ask with somebody's key or cookie, never."""
    if "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return
    if request.method == "OPTIONS" and request.headers.get("Access-Control-Request-Method") not in SAFE:
        return
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = ASKED
        response["Access-Control-Max-Age"] = "86400"
