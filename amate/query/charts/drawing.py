"""Drawings of charts, kept for as long as there is room: the same specification is drawn once."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.core.cache import caches

from amate.base.children.companion import Companion

PATIENCE = 20.0  # seconds; the first drawing waits for the library to start
KEPT = 30 * 24 * 3600
easel = Companion("amate.query.charts.easel:draw", seconds=PATIENCE)


def digest(*, form: str, **what: Any) -> str:
    """What names a drawing: all that it is made from."""
    made_from = json.dumps([form, what], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(made_from.encode(errors="replace")).hexdigest()


def drawn(*, form: str, **what: Any) -> bytes:
    """`spec=` a Vega-Lite specification or `svg=` of ours, as "svg" or "png"; raises Unavailable when it cannot be."""
    key = f"drawing-{digest(form=form, **what)}"
    kept: bytes | None = caches["drawings"].get(key)
    if kept is None:
        said = easel.ask(form=form, **what)
        kept = base64.b64decode(said) if form == "png" else said.encode()
        caches["drawings"].set(key, kept, KEPT)
    return kept
