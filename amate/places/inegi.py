"""States and municipalities of Mexico by INEGI key: names, order, population."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from amate.base.text import fold, spanish_key

COUNTRY = "México"
WRITTEN_SHORT = {"cd": "ciudad", "sta": "santa", "sto": "santo", "gral": "general", "dr": "doctor"}
PREAMBLE = re.compile(r"^(?:h )?(?:ayuntamiento|municipio|mpio)(?: constitucional)? de (?:la ciudad de )?")


@dataclass(frozen=True, slots=True)
class State:
    """A state; `key` has two digits ("14"), `short_name` is what people say, `letters` are CURP's ("JC")."""

    key: str
    name: str
    short_name: str
    abbreviation: str
    letters: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality; `key` has five digits ("14039"), `population` is of mid 2020 (CONAPO)."""

    key: str
    name: str
    population: int

    @property
    def state_key(self) -> str:
        return self.key[:2]


def state(key: str) -> State | None:
    return states().get(key)


def municipality(key: str) -> Municipality | None:
    return municipalities().get(key)


def place(key: str) -> State | Municipality | None:
    """The state or municipality of a key; "" is the whole country and has no row of its own."""
    return state(key) or municipality(key)


def name_of(key: str) -> str:
    """The name people use for a key: "14" → "Jalisco", "" → "México"; an unknown key is its own name."""
    if not key:
        return COUNTRY
    found = place(key)
    if isinstance(found, State):
        return found.short_name
    return found.name if found else key


@cache
def municipalities_of(state_key: str) -> tuple[Municipality, ...]:
    """The municipalities of a state in Spanish order; none for an unknown key."""
    mine = (one for one in municipalities().values() if one.state_key == state_key)
    return tuple(sorted(mine, key=lambda one: spanish_key(one.name)))


def municipalities_named(text: str, state: str = "") -> tuple[Municipality, ...]:
    """The municipalities that `text` can mean, in key order: whole name, else beginning, else a part.

    Case, accents and short forms are forgiven ("tonala", "Tlajomulco", "Sta. María del Oro").
    """
    wanted = spoken(text)
    if not wanted:
        return ()
    for meant in _meant():
        if found := sorted(key for key in meant.get(wanted, ()) if key.startswith(state)):
            return tuple(municipalities()[key] for key in found)
    return ()


@cache
def states() -> dict[str, State]:
    """All 32 states by key."""
    return {row["key"]: State(**row) for row in _rows("states.csv")}


@cache
def municipalities() -> dict[str, Municipality]:
    """All municipalities of the country by key."""
    found = (Municipality(r["cvegeo"], r["name"], int(r["population"])) for r in _rows("municipalities.csv"))
    return {one.key: one for one in found}


@cache
def municipality_names() -> dict[str, tuple[str, ...]]:
    """Every name of a municipality as `spoken` writes it, with the keys of those that answer to it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, one in _names():
        found[name] = (*found.get(name, ()), one.key)
    return found


@cache
def state_names() -> dict[str, tuple[str, ...]]:
    """Every name of a state, its short forms too, as `spoken` writes them, with its key."""
    forms = (
        (one, form) for one in states().values() for form in (one.name, one.short_name, one.abbreviation)
    )
    found: dict[str, tuple[str, ...]] = {spoken(form): (one.key,) for one, form in forms}
    return found | {"distrito federal": ("09",)}


@cache
def _names() -> tuple[tuple[str, Municipality], ...]:
    """Every name a municipality answers to, as `spoken` writes it."""
    official = [(one.name, one) for one in municipalities().values()]
    short = [(row["name"], municipalities()[row["cvegeo"]]) for row in _rows("short_names.csv")]
    return tuple((spoken(name), one) for name, one in official + short)


def spoken(text: str) -> str:
    """A name reduced to what everyone agrees on: folded words, abbreviations written out."""
    words = re.findall(r"\w+", fold(text))
    return PREAMBLE.sub("", " ".join(WRITTEN_SHORT.get(word, word) for word in words))


@cache
def _meant() -> tuple[dict[str, set[str]], ...]:
    """What each whole name, each beginning and each part of a name, in whole words, can mean: the keys."""
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for name, one in _names():
        words = name.split(" ")
        whole.setdefault(name, set()).add(one.key)
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                part = " ".join(words[start:end])
                parts.setdefault(part, set()).add(one.key)
                if not start and end < len(words):
                    beginnings.setdefault(part, set()).add(one.key)
    return whole, beginnings, parts


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (resources.files(__package__) / "data" / file_name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
