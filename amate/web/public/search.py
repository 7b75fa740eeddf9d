"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amate.catalog.finding import door, find
from amate.web.middleware.usage import in_vain
from amate.web.paging import Pages
from amate.web.public import asked as addresses
from amate.web.public import facets
from amate.web.public.cards import cards


@require_safe
@door
def search(request: HttpRequest) -> HttpResponse:
    asked = addresses.read(request.GET)
    results = find(asked.as_search(), request.user)
    if asked.words and (results.closest or not results.total):
        in_vain(request, asked.words)
    return render(
        request,
        "public/search.html",
        {
            "section": "search",
            "asked": asked,
            "words": asked.words,
            "results": results,
            "cards": cards(results.datasets),
            "groups": facets.groups(results.facets, asked),
            "chosen": facets.chosen(results.facets, asked),
            "sorts": [
                (label, asked.sorted_by(name), name == asked.ordered_by)
                for name, (_, label) in addresses.SORTS.items()
                if asked.words or name != "relevancia"
            ],
            "pages": Pages(asked.page, addresses.PER_PAGE, results.total, asked.at),
            "suggestion_url": asked.with_words(results.suggestion) if results.suggestion else "",
        },
    )
