"""The API put together: its parts, its errors, its manners."""

from __future__ import annotations

from django.http import HttpRequest

from amate.api.v1 import (
    addresses,
    changes,
    datasets,
    dictionaries,
    history,
    institutions,
    keys,
    lookup,
    persons,
    problem_kinds,
    problems,
    readings,
    resources,
    resumable,
    reviews,
    sources,
    summaries,
    tables,
)
from amate.api.v1.openapi import DESCRIPTION, Api
from amate.api.v1.parameters import only_known
from amate.api.v1.rendering import JsonParser, Renderer

api = Api(
    title="Amate",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="v1",
    docs_url=None,
    renderer=Renderer(),
    parser=JsonParser(),
)
api.add_decorator(only_known, mode="view")
problems.install(api)
api.add_exception_handler(lookup.Moved, lookup.to_new_address)
for part in (
    datasets,
    reviews,
    history,
    changes,
    resources,
    readings,
    persons,
    resumable,
    sources,
    tables,
    dictionaries,
    summaries,
    institutions,
    keys,
    problem_kinds,
):
    api.add_router("", part.router)


@api.get("", tags=["index"], response=dict[str, str], url_name="index")
def index(request: HttpRequest) -> dict[str, str]:
    """Where everything is."""
    names = ("datasets", "facets", "institutions", "themes", "licences", "problems", "openapi.json")
    return {name: addresses.of_api(f"/{name}") for name in names}
