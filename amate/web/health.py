"""/salud says that the process lives; /salud/listo, that the portal can do all that it promises."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amate.publishing import health


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Which parts are well, without saying why not: the log and `amate check` tell those who may know."""
    troubles = health.troubles()
    parts = {part: "failing" if part in troubles else "ok" for part in health.PROBES}
    status = 503 if troubles else 200
    return JsonResponse({"status": "failing" if troubles else "ok", "parts": parts}, status=status)
