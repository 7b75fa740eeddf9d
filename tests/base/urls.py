"""A health page, and a page that takes its time."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bien")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def chunks() -> Iterator[bytes]:
        for _ in range(1000):
            yield b"x" * 65_536

    return StreamingHttpResponse(chunks())


urlpatterns = [path("salud", health), path("largo", stream)]
