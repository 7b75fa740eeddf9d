"""From where somebody asks: to count requests, and to tell the owner of a key where it was used."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

COARSE = {4: 24, 6: 48}  # bits that are kept of an address: a network, not a machine


def peer(request: HttpRequest) -> str:
    """The peer, or what our own proxy says was its peer (the last one it wrote)."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.AMATE_BEHIND_PROXY else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def coarse_address(request: HttpRequest) -> str:
    """The network it comes from, as in "203.0.113.0/24"; "" when it cannot be told."""
    try:
        address = ip_address(peer(request))
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{COARSE[address.version]}", strict=False))
