"""The public log: what went public, was withdrawn or erased, each line chained to the one before and signed.

A line says what can be said for ever: hashes, addresses by number, dates, codes. No title and no name of a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from amate.base import signing
from amate.base.clock import zone
from amate.catalog.models import Dataset
from amate.publishing.models import LogEntry

FIRST = "0" * 64  # what the first line follows
LOCK = 5_204_417  # any number that nobody else locks


def append(verb: str, dataset: Dataset, **said: Any) -> LogEntry:
    """Write the next line, in the transaction of the thing itself."""
    _one_writer()
    last = LogEntry.objects.order_by("-number").values("number", "sha256").first()
    now = timezone.now().replace(microsecond=0)
    number = last["number"] + 1 if last else 1
    body = {
        "number": number,
        "at": now.isoformat(),
        "verb": verb,
        "dataset": str(dataset.public_id),
        "previous": last["sha256"] if last else FIRST,
        **said,
    }
    digest = digest_of(body)
    return LogEntry.objects.create(
        number=number,
        at=now,
        verb=verb,
        dataset=dataset,
        body=body,
        previous=body["previous"],
        sha256=digest,
        signature=signing.sign(digest.encode()),
    )


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a line: of its JSON with sorted keys, no spaces, in UTF-8."""
    written = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def folio(entry: LogEntry) -> str:
    """What people call a line: its year in the zone of the portal, and its number."""
    return f"{timezone.localtime(entry.at, zone()).year}-{entry.number:06d}"


def faults(lines: Iterable[Mapping[str, Any]], key: str) -> Iterator[str]:
    """What is wrong in a whole log, oldest line first: pairs of `body`, `sha256` and `signature`; "" is never given."""
    number, previous = 0, FIRST
    for line in lines:
        body = line["body"]
        number += 1
        if body.get("number") != number:
            yield f"Después de la línea {number - 1} viene la {body.get('number')}."
            number = int(body.get("number") or number)
        if body.get("previous") != previous:
            yield f"La línea {number} no sigue a la anterior: la cadena está rota."
        if digest_of(body) != line["sha256"]:
            yield f"La línea {number} no dice lo que decía cuando se escribió."
        elif not signing.is_signed(line["sha256"].encode(), line["signature"], key):
            yield f"La firma de la línea {number} no es de este portal."
        previous = line["sha256"]


def _one_writer() -> None:
    """Whoever comes second waits for the end of the first one's transaction. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
