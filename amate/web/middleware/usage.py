"""Counts what pages and files were asked for, without cookies or addresses, robots apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amate.catalog import usage
from amate.catalog.models import Dataset

Answer = Callable[[HttpRequest], HttpResponseBase]
ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|fetcher|monitor|preview|archiver|headless", re.IGNORECASE)
DATASET, VAIN = "amate.dataset", "amate.vain"  # where views leave word, in request.META
ANSWERED = {200, 303}  # 303: another file stands for the one that was asked for
WHAT = {  # by the name of the address
    "dataset": "view",
    "table": "view",
    "row": "view",
    "latest-file": "download",
    "version-file": "download",
    "search": "search",
}


class UsageCounter:
    """After an answer that succeeded; what was looked for in vain is kept too, as folded words."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code in ANSWERED:
            _count(request)
        return response


def about(request: HttpRequest, dataset: Dataset) -> None:
    """Say which dataset an answer is about. Drafts and withdrawn ones are not counted."""
    if dataset.is_public:
        request.META[DATASET] = dataset.pk


def in_vain(request: HttpRequest, words: str) -> None:
    request.META[VAIN] = words


def _count(request: HttpRequest) -> None:
    what = _what(request)
    if not what:
        return
    dataset_id = request.META.get(DATASET)
    if ROBOT.search(request.headers.get("User-Agent", "")):
        usage.count("robot", dataset_id)
        return
    usage.count(what, dataset_id)
    if words := request.META.get(VAIN):
        usage.vain(words)


def _what(request: HttpRequest) -> str:
    if request.path.startswith("/api/"):
        return "api"
    match: Any = request.resolver_match
    return WHAT.get(match.url_name, "") if match else ""
