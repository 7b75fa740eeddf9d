"""Words that mean the same for one portal: a file of `a, b, c` lines, read at query time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from amate.catalog.search.analysis import root, words

Roots = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """What else to look for, by the roots of what was typed; a phrase has several."""

    others: Mapping[Roots, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0  # roots in the longest phrase

    def of(self, typed: Roots) -> tuple[str, ...]:
        """The other ways to say `typed`."""
        return self.others.get(typed, ())


NONE = Synonyms()


def roots(text: str) -> Roots:
    """What a phrase is known by: the roots of its words, those without meaning left out."""
    return tuple(found for found in map(root, words(text)) if found)


def read(lines: Iterable[str]) -> Synonyms:
    """Synonyms of lines `a, b, c`: each stands for all of its line; `#` begins a comment."""
    others: dict[Roots, list[str]] = {}
    for line in lines:
        ways = [way.strip() for way in line.partition("#")[0].split(",")]
        for way in filter(roots, ways):
            others.setdefault(roots(way), []).extend(
                other for other in ways if roots(other) not in ((), roots(way))
            )
    return Synonyms(
        {key: tuple(dict.fromkeys(ways)) for key, ways in others.items()}, max(map(len, others), default=0)
    )


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
