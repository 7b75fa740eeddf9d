"""API keys: 256 random bits behind a prefix that secret scanners can know; only the hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from amate.people.models import ApiKey, Person

PREFIX = "amate_"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def make(*, person: Person, name: str, scopes: list[str], expires: datetime | None) -> tuple[ApiKey, str]:
    """A stored key and, this once, the key itself."""
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        person=person, name=name, prefix=key[:12], sha256=_hash(key), scopes=sorted(scopes), expires=expires
    )
    return row, key


def person_with(key: str) -> Person | None:
    """The active owner of a live key, carrying the key's scopes; None for anything else."""
    now = timezone.now()
    row = ApiKey.objects.select_related("person").filter(sha256=_hash(key), revoked=None).first()
    if row is None or not row.person.is_active or (row.expires and row.expires <= now):
        return None
    today = timezone.localdate()
    if row.last_used != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used=today)
    row.person.key_scopes = frozenset(row.scopes)
    return row.person
