"""What an operation may be asked in its address: the names it declares and no others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.operation import Operation

from amate.base.errors import Invalid

Run = Callable[..., HttpResponseBase]


def only_known(run: Run) -> Run:
    """Refuse parameters that the operation does not declare, naming those that it does."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = declared(operation)

    @wraps(run)
    def strict(request: HttpRequest, **path: Any) -> HttpResponseBase:
        try:
            _check(request, known)
        except Invalid as error:
            return operation.api.on_exception(request, error)
        return run(request, **path)

    return strict


def declared(operation: Operation) -> frozenset[str] | None:
    """Names of the query parameters of an operation; None when the names of columns are among them."""
    parameters = (operation.openapi_extra or {}).get("parameters", [])
    written = [parameter for parameter in parameters if parameter["in"] == "query"]
    if any(parameter["schema"].get("type") == "object" for parameter in written):
        return None
    models = (model for model in operation.models if model.__ninja_param_source__ == "query")
    names = {name for model in models for name in getattr(model, "__ninja_flatten_map__", model.model_fields)}
    return frozenset(names | {parameter["name"] for parameter in written})


def _check(request: HttpRequest, known: frozenset[str] | None) -> None:
    if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
        raise Invalid(_("La dirección tiene un carácter nulo (%00), que no significa nada."))
    unknown = [] if known is None else [name for name in request.GET if name not in known]
    if not unknown:
        return
    there = ", ".join(sorted(known or ())) or _("ninguno")
    sentence = _("No se conoce «%(name)s»; los parámetros de esta dirección son: %(known)s.")
    message = sentence % {"name": unknown[0][:60], "known": there}
    fields = dict.fromkeys((name[:60] for name in unknown), _("No se conoce."))
    raise Invalid(message, code="unknown-parameter", fields=fields)
