"""Plain values of the metadata as people read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from amate.catalog.history import Difference, given_back
from amate.places import inegi


def as_words(name: str, value: Any) -> str:
    """The value of a field of Tabla 2: names for codes, "" for none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    if name in WORDS:
        return WORDS[name](value)
    return str(given_back({name: value})[name] or value)


def told(one: Difference) -> tuple[str, str, str]:
    """(label, before, after) of a field that two states of the metadata do not agree on."""
    return one.field.label, as_words(one.field.name, one.before), as_words(one.field.name, one.after)


def _periodicity(code: str) -> str:
    return next((each.name for each in settings.PORTAL.periodicities if each.code == code), code)


def _territory(key: str) -> str:
    place = inegi.place(key)
    return f"{place.name} ({key})" if place else key


WORDS: dict[str, Callable[[str], str]] = {"periodicity": _periodicity, "territory": _territory}
