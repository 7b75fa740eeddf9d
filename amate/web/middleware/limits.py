"""How much one address may ask: token buckets, in the memory of this process and nowhere else.

What is left is told in the fields of draft-ietf-httpapi-ratelimit-headers-11. A portal of several workers keeps several
counts, and a reader speaks now with one and now with another: what is told is approximate.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amate.base.visitors import peer
from amate.web.errors import too_many

Answer = Callable[[HttpRequest], HttpResponseBase]
PROGRAMS = "/api/"  # who is told with every answer, not only when it is too much
REMEMBERED = 50_000  # addresses; the ones longest unseen are forgotten first


@dataclass(frozen=True)
class Rule:
    """What it is for, how many requests at once, and how many a minute in the long run."""

    name: str
    burst: int
    per_minute: int
    applies: Callable[[HttpRequest], bool]

    @cached_property
    def policy(self) -> str:
        """`"question";q=150;w=30`: so many requests in so many seconds, which is how long a bucket takes to fill."""
        return f'"{self.name}";q={self.burst};w={self.burst * 60 // self.per_minute}'


class Share(NamedTuple):
    """What an address has of a rule: whether it got this request, how many more at once, seconds until one more."""

    granted: bool
    left: int
    wait: float


REPORTS = ("/reportar", "/error-reports")  # of a page, of the API
# The first that applies holds. Many people can share one address: an office, a school, a mobile network.
RULES = (
    Rule("static", 10_000, 100_000, lambda request: request.path.startswith(("/static/", "/salud"))),
    Rule("report", 5, 1, lambda request: request.method == "POST" and request.path.endswith(REPORTS)),
    Rule("question", 150, 300, lambda request: bool(request.GET)),
    Rule("page", 400, 1_200, lambda request: True),
)


@dataclass
class Buckets:
    """Tokens left to each (rule, address) and when that was counted; safe between threads."""

    now: Callable[[], float] = time.monotonic
    _left: OrderedDict[tuple[str, bytes], tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, rule: Rule, address: bytes) -> Share:
        """Take a token, if there is one."""
        key, now, rate = (rule.name, address), self.now(), rule.per_minute / 60
        with self._lock:
            left, counted = self._left.pop(key, (float(rule.burst), now))
            left = min(rule.burst, left + (now - counted) * rate)
            granted = left >= 1
            left -= granted
            self._left[key] = (left, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        whole = int(left)
        return Share(granted, whole, (whole + 1 - left) / rate)


class Limits:
    """Answers 429 with Retry-After to an address that asks too much, and tells programs how much is left to them.

    AMATE_LIMITS=0 turns it off.
    """

    salt = secrets.token_bytes(16)  # new in each process: what is kept says nothing about addresses

    def __init__(self, get_response: Answer):
        self.get_response = get_response
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.AMATE_LIMITS:
            return self.get_response(request)
        rule = next(rule for rule in RULES if rule.applies(request))
        share = self.buckets.take(rule, self._address(request))
        if not share.granted:
            return _told(too_many(request, share.wait), rule, share)
        response = self.get_response(request)
        return _told(response, rule, share) if request.path.startswith(PROGRAMS) else response

    def _address(self, request: HttpRequest) -> bytes:
        return hashlib.blake2b(address_of(request).encode(), key=self.salt, digest_size=12).digest()


def _told(response: HttpResponseBase, rule: Rule, share: Share) -> HttpResponseBase:
    """The answer, with what was promised and what is left of it."""
    response.headers["RateLimit-Policy"] = rule.policy
    response.headers["RateLimit"] = f'"{rule.name}";r={share.left};t={math.ceil(share.wait)}'
    return response


def address_of(request: HttpRequest) -> str:
    """Whose share a request takes from: one household holds a whole /64 of IPv6."""
    address = peer(request)
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
