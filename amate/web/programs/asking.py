"""Asks the API what a program would ask it, as anyone may, without leaving the process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve

LINES = 40  # of an answer that are shown


@dataclass(frozen=True)
class Answer:
    """What came back from `path`, with the part of it that is shown and how many lines are not."""

    path: str
    status: int
    data: Any

    @property
    def url(self) -> str:
        return settings.AMATE_URL + self.path

    @property
    def text(self) -> str:
        return "\n".join(self._lines[:LINES])

    @property
    def left_out(self) -> int:
        return max(0, len(self._lines) - LINES)

    @property
    def _lines(self) -> list[str]:
        return json.dumps(self.data, ensure_ascii=False, indent=2).splitlines()


def ask(path: str) -> Answer:
    """The JSON that anyone gets from an address of the API."""
    place, _, question = path.partition("?")
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", place, place
    request.GET = QueryDict(question)
    request.META = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    found = resolve(place)
    response = found.func(request, *found.args, **found.kwargs)
    assert isinstance(response, HttpResponse)
    return Answer(path, response.status_code, json.loads(response.content))
