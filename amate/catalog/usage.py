"""Counts of use: kept in memory, written every few seconds by a thread, never on a reader's time.

Nothing about who: no address, no cookie, no session. A process that is killed loses its last seconds of counts.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import Any

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F
from django.utils import timezone

from amate.base.text import fold
from amate.catalog.models import DailyCount, Dataset, VainSearch

log = logging.getLogger(__name__)

WHAT = ("view", "download", "api", "search", "robot")
FLUSH_SECONDS = 5.0

_counts: Counter[tuple[str, int | None]] = Counter()
_vain: Counter[str] = Counter()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def count(what: str, dataset_id: int | None = None) -> None:
    """One more of `what` (see WHAT), for a dataset or for the portal as a whole."""
    with _lock:
        _counts[(what, dataset_id)] += 1
        _wind()


def vain(words: str) -> None:
    """A search that found nothing. Folded and cut, so that it says what is missing and not who asked."""
    with _lock:
        _vain[" ".join(fold(words).split())[:120]] += 1
        _wind()


def flush() -> None:
    """Write what was counted since the last time."""
    global _timer  # noqa: PLW0603
    with _lock:
        counts, words = _counts.copy(), _vain.copy()
        _counts.clear()
        _vain.clear()
        _timer = None
    try:
        _write(counts, words)
    except DatabaseError:
        with _lock:  # a busy database is no reason to forget: the next time writes both
            _counts.update(counts)
            _vain.update(words)
        raise


def _write(counts: Counter[tuple[str, int | None]], words: Counter[str]) -> None:
    today = timezone.localdate()
    known = set(Dataset.objects.filter(pk__in={pk for _, pk in counts if pk}).values_list("pk", flat=True))
    with transaction.atomic():
        for (what, pk), times in counts.items():
            if pk is None or pk in known:
                _add(DailyCount, times, day=today, what=what, dataset_id=pk)
            if what == "download" and pk in known:
                Dataset.objects.filter(pk=pk).update(downloads=F("downloads") + times)
        for text, times in words.items():
            _add(VainSearch, times, day=today, words=text)


def _add(model: type[DailyCount] | type[VainSearch], times: int, **key: Any) -> None:
    row, _made = model._default_manager.get_or_create(**key)
    model._default_manager.filter(pk=row.pk).update(times=F("times") + times)


def _wind() -> None:
    global _timer  # noqa: PLW0603
    if _timer is None:
        _timer = threading.Timer(FLUSH_SECONDS, _flush_alone)
        _timer.daemon = True
        _timer.start()


def _flush_alone() -> None:
    try:
        flush()
    except DatabaseError:
        log.warning("counts of use could not be written: they wait for the next time", exc_info=True)
    finally:
        close_old_connections()
