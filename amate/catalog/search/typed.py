"""What a person types in the search box, read once: words, "quoted phrases", and their synonyms.

Any text is a search: there is no syntax to get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from amate.catalog.search.analysis import stems, stems_of, words
from amate.catalog.search.synonyms import NONE, Synonyms

LONGEST_TEXT = 1_000  # characters; nobody types more, a pasted title of 300 fits
MOST_WORDS = 60
QUOTED = re.compile(r'["“”«»]')


@dataclass(frozen=True)
class Word:
    """One word, folded, with the stems it can have. The last one typed may be `unfinished`."""

    text: str
    stems: tuple[str, ...]
    unfinished: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words that must stand as they were typed: their stems, at these distances from each other."""

    words: tuple[Word, ...]
    stems: tuple[tuple[int, str], ...]


Way = tuple[Word, ...] | Phrase  # all of these words, or this phrase


@dataclass(frozen=True)
class Piece:
    """One thing that a dataset must hold: what was typed, or any other way to say it."""

    typed: Way
    others: tuple[Way, ...] = ()


def read(text: str, synonyms: Synonyms = NONE) -> tuple[Piece, ...]:
    """The pieces of what was typed; none if nothing in it carries meaning."""
    pieces: list[Piece] = []
    parts = QUOTED.split(text[:LONGEST_TEXT])
    for number, part in enumerate(parts):
        closed = number % 2 == 1 and number < len(parts) - 1  # a quote that nobody closed opens nothing
        if closed:
            pieces += [Piece(way) for way in [_phrase(part)] if way]
        else:
            pieces += _loose(part, synonyms, last=number == len(parts) - 1)
    return tuple(dict.fromkeys(pieces))[:MOST_WORDS]


def _phrase(text: str) -> Way | None:
    found = tuple(_meaningful(text))
    if len(found) > 1:
        return Phrase(found, tuple(stems(text)))
    return found or None


def _meaningful(text: str) -> list[Word]:
    return [Word(word, found) for word in words(text) if (found := stems_of(word))]


def _loose(text: str, synonyms: Synonyms, *, last: bool) -> Iterator[Piece]:
    """Words in any order; the longest run of them that has synonyms becomes one piece."""
    typed = _meaningful(text)[:MOST_WORDS]
    known = [word.stems for word in typed]
    if last and typed and words(text)[-1] == typed[-1].text:
        typed[-1] = replace(typed[-1], unfinished=True)
    at = 0
    while at < len(typed):
        size = _run(known[at:], synonyms)
        others = synonyms.of(known[at : at + size])
        yield Piece(tuple(typed[at : at + size]), tuple(way for other in others if (way := _phrase(other))))
        at += size


def _run(known: list[tuple[str, ...]], synonyms: Synonyms) -> int:
    """How many of the first words are together a key of the synonyms; 1 if none."""
    sizes = range(min(synonyms.longest, len(known)), 1, -1)
    return next((size for size in sizes if synonyms.of(known[:size])), 1)
