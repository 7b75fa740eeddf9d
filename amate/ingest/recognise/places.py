"""Names of states and municipalities in cells, whole or with a small misspelling, matched to `places`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from amate.places import inegi

# Letters wrong, left out or exchanged: one in a short name, two in a long one.
SHORT = 9
# Names that were not found are compared with all: no more of them than a person would mend.
COMPARED = 200


@dataclass(frozen=True)
class Match:
    """What a name may mean: keys of those so called, or the official name that it nearly is."""

    keys: tuple[str, ...] = ()
    nearly: str = ""


@cache
def municipality(text: str) -> Match:
    """The municipality of a name; several of one name are all given."""
    return _match(text, inegi.municipality_names())


@cache
def state(text: str) -> Match:
    """The state of a name, an abbreviation ("Jal.") or its letters."""
    return _match(text, inegi.state_names())


def _match(text: str, names: dict[str, tuple[str, ...]]) -> Match:
    spoken = inegi.spoken(text)
    if spoken in names:
        return Match(names[spoken])
    if len(spoken) < 5:
        return Match()
    wrong = 1 if len(spoken) < SHORT else 2
    found = process.extractOne(spoken, names.keys(), scorer=OSA.distance, score_cutoff=wrong)
    return Match(nearly=inegi.name_of(names[found[0]][0])) if found else Match()


def strangers(names: Iterable[str], *, of_states: bool) -> dict[str, str]:
    """Those that are no place, with the official name that each nearly is ("" for none)."""
    find = state if of_states else municipality
    known = inegi.state_names() if of_states else inegi.municipality_names()
    unknown = [name for name in names if inegi.spoken(name) not in known]
    # The beginning of a long name is as good: «Dolores Hidalgo».
    strange = [name for name in unknown[:COMPARED] if of_states or not inegi.municipalities_named(name)]
    return {name: find(name).nearly for name in strange}
