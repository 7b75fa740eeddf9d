"""The description of the API: OpenAPI 3.1, with what django-ninja does not know of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from amate.api.v1.error_codes import KINDS
from amate.api.v1.problems import MEDIA_TYPE
from amate.api.v1.schemas import Problem
from amate.api.v1.visitors import Anyone, Key

DESCRIPTION = """Datasets, files and tables of the portal, to read and to write.

Lists are `{"total", "results", "next"}`; `next` is an address or null. Errors are RFC 9457 problems, in Spanish or,
with `Accept-Language: en`, in English. Reads need no key. Writes take `Authorization: Bearer amate_…`,
a key with the scope that `security` names for each operation.

`RateLimit-Policy` and `RateLimit` say how much one address may ask and what is left of it, approximately, for each
worker of the portal keeps a count of its own; a 429 says in `Retry-After` how many seconds to wait."""
ANYONE, KEY = Anyone.__name__, Key.__name__
LICENCE = {"name": "MIT", "identifier": "MIT"}
REFUSAL = {"$ref": "#/components/responses/Problem"}


class Api(NinjaAPI):
    """The API of a portal, whose description says what its answers really do."""

    _document: dict[str, Any] | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> Any:
        """Worked out once: it takes a tenth of a second, and changes only with the program."""
        document = self._document or self._described(**options)
        self._document = document
        info = {**document["info"], "title": settings.PORTAL.name, "license": LICENCE}
        return {**document, "info": info, "servers": [{"url": settings.AMATE_URL}]}

    def _described(self, **options: Any) -> dict[str, Any]:
        document: dict[str, Any] = dict(super().get_openapi_schema(**options))
        document["components"]["securitySchemes"].pop(ANYONE)
        _describe_problems(document)
        scopes = {id: scope for _path, router in self._routers for id, scope in _scopes(router)}
        for methods in document["paths"].values():
            for operation in methods.values():
                _describe(operation, scopes.get(operation["operationId"], []))
        return document


def _describe_problems(document: dict[str, Any]) -> None:
    schema = Problem.model_json_schema()
    schema["properties"]["code"]["examples"] = list(KINDS)
    document["components"]["schemas"]["Problem"] = schema
    document["components"]["responses"] = {
        "Problem": {
            "description": "What went wrong, where, and what to do",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }


def _scopes(router: Router) -> Iterator[tuple[str, list[str]]]:
    """What a key needs for each operation, by its name in the description."""
    for view in router.path_operations.values():
        for operation in view.operations:
            needed = [way.scope.value for way in operation.auth_callbacks if isinstance(way, Key)]
            yield operation.view_func.__name__, needed


def _describe(operation: dict[str, Any], scopes: list[str]) -> None:
    operation["responses"]["default"] = REFUSAL
    if "security" in operation:
        # OpenAPI spells "or nobody at all" as an empty requirement.
        ways = [{} if ANYONE in way else way for way in operation["security"]]
        operation["security"] = [{KEY: scopes} if KEY in way else way for way in ways]
