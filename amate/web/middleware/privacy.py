"""What is shown at the desk is for whoever signed in: no copy of it is kept on the way."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

Answer = Callable[[HttpRequest], HttpResponseBase]


class DeskPrivacy:
    """Marks every answer below /mesa/ as private, refusals included."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(reverse("desk")):
            patch_cache_control(response, private=True, no_store=True)
        return response
