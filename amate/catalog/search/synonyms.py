"""Words that mean the same for one portal: a file of `a, b, c` lines, read at query time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path

from amate.catalog.search.analysis import stems

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """What else to look for, by the stems of a word or a phrase."""

    others: Mapping[Stems, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0  # stems in the longest phrase

    def of(self, typed: Sequence[Stems]) -> tuple[str, ...]:
        """The other ways to say these words, each given by the stems that it can have."""
        return next((self.others[key] for key in product(*typed) if key in self.others), ())


NONE = Synonyms()


def read(lines: Iterable[str]) -> Synonyms:
    """Synonyms of lines `a, b, c`: each stands for all of its line; `#` begins a comment."""
    others: dict[Stems, list[str]] = {}
    for line in lines:
        ways = {key(way): way.strip() for way in line.partition("#")[0].split(",") if key(way)}
        for one in ways:
            others.setdefault(one, []).extend(way for other, way in ways.items() if other != one)
    return Synonyms(
        {one: tuple(dict.fromkeys(ways)) for one, ways in others.items()}, max(map(len, others), default=0)
    )


def key(way: str) -> Stems:
    """What a word or phrase of the file is known by; words without meaning are left out."""
    return tuple(stem for _, stem in stems(way))


def load(path: Path) -> Synonyms:
    """The synonyms of a file, read again when it changes; none if there is no file."""
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return NONE


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> Synonyms:
    with path.open(encoding="utf-8-sig") as lines:
        return read(lines)
