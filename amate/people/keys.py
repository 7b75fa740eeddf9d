"""API keys: 256 random bits behind a prefix that secret scanners can know; only the hash is stored."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from amate.base.clock import zone
from amate.people.models import ApiKey, Person

PREFIX = "amate_"
REMEMBERED = 10_000  # keys whose last note is known


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def make(*, person: Person, name: str, scopes: list[str], expires: datetime | None) -> tuple[ApiKey, str]:
    """A stored key and, this once, the key itself."""
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        person=person, name=name, prefix=key[:12], sha256=_hash(key), scopes=sorted(scopes), expires=expires
    )
    return row, key


def person_with(key: str, origin: str = "") -> Person | None:
    """The active owner of a live key, carrying the key's scopes; None for anything else. `origin` is a network."""
    now = timezone.now()
    row = ApiKey.objects.select_related("person").filter(sha256=_hash(key), revoked=None).first()
    if row is None or not row.person.is_active or (row.expires and row.expires <= now):
        return None
    _note(row, origin)
    row.person.key_scopes = frozenset(row.scopes)
    return row.person


def _note(row: ApiKey, origin: str) -> None:
    """Keep the day and the network of its use; of one that is used here and there, another network now and then."""
    today = timezone.localdate(timezone=zone())
    if row.last_used == today and (row.last_origin == origin or not PACE.may(row.pk)):
        return
    PACE.did(row.pk)
    ApiKey.objects.filter(pk=row.pk).update(last_used=today, last_origin=origin)


@dataclass
class Pace:
    """How long ago each key was noted, in this process; the ones longest ago are forgotten first."""

    every: float = 600.0  # seconds
    now: Callable[[], float] = time.monotonic
    _noted: OrderedDict[int, float] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may(self, key: int) -> bool:
        with self._lock:
            return self._noted.get(key, -math.inf) + self.every <= self.now()

    def did(self, key: int) -> None:
        with self._lock:
            self._noted[key] = self.now()
            self._noted.move_to_end(key)
            if len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)


PACE = Pace()
