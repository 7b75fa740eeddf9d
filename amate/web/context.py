"""What every page knows about the portal, without asking the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from amate.base.logs import request_id
from amate.web.tokens import digest


def portal(request: HttpRequest | None = None) -> dict[str, Any]:
    """Name, colours and standing of the portal; `request` only tells which address is shown."""
    return {
        "portal": settings.PORTAL,
        "example": settings.AMATE_EXAMPLE,
        "tokens_url": reverse("tokens", args=[digest()]),
        "elsewhere": settings.AMATE_OIDC and settings.AMATE_OIDC.label,
        "canonical": f"{settings.AMATE_URL}{request.path}" if request else "",
        "request_id": request_id.get(),
    }
