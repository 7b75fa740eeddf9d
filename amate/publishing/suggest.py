"""What can be filled in for the officer: from the file's name, from what was read in it, from its past, from others.

Nothing is written by this room alone: a suggestion says where it comes from, and somebody takes it or does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import Stale
from amate.catalog.actions import edit_dataset
from amate.catalog.history import given_back, plain
from amate.catalog.models import Column, Dataset, Version
from amate.catalog.rules import FIELDS, VersionState
from amate.people.models import Person
from amate.publishing import clues
from amate.publishing.clues import Clue

_PACKING = re.compile(r"(\.(csv|tsv|xlsx?|ods|json|ndjson|parquet|zip|gz|bz2|pdf|txt))+$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[_\-.\s]+")


@dataclass(frozen=True)
class Suggestion:
    """A plain value for a field, and where it comes from, in words. `instead`: of one that somebody wrote, or chose."""

    field: str
    value: Any
    source: str
    instead: bool = False


def title_from(filename: str) -> str:
    """`zapopan_parques_2014.csv` → "Zapopan parques 2014"."""
    words = _SEPARATORS.sub(" ", _PACKING.sub("", filename)).strip() or filename
    return (words[0].upper() + words[1:])[:300]


def suggestions(dataset: Dataset, person: Person) -> list[Suggestion]:
    """In the order of Tabla 2; for each field one at most, of those that this person may know of."""
    seen = Seen.of(dataset, person)
    found = (_judged(field.name, seen) for field in FIELDS if field.name in CLUES)
    return [one for one in found if one]


def take(*, by: Person, dataset: Dataset, names: Iterable[str], revision: int | None = None) -> Dataset:
    """Write what is suggested for some fields, as any edit does; `Stale` when one is not suggested any more."""
    offered = {one.field: one for one in suggestions(dataset, by)}
    wanted = list(names)
    if not wanted or not set(wanted) <= set(offered):
        raise Stale(_("Esa sugerencia ya no vale: los datos o lo que se dice de ellos cambiaron."))
    values = {name: offered[name].value for name in wanted}
    return edit_dataset(by=by, dataset=dataset, revision=revision, **given_back(values))


@dataclass(frozen=True)
class Seen:
    """What suggestions are drawn from. `written` are the fields that a person filled, `now` their plain values."""

    dataset: Dataset
    person: Person
    versions: Sequence[Version]
    columns: Sequence[Column]
    now: Mapping[str, Any]
    written: frozenset[str]

    @staticmethod
    def of(dataset: Dataset, person: Person) -> Seen:
        read = (VersionState.READY, VersionState.ASKING, VersionState.PUBLISHED)
        rows = Version.objects.newest().filter(resource__dataset=dataset, state__in=read)
        versions = list(
            rows.defer("report").order_by("pk")
        )  # a report is long, and asked for only by the title
        columns = Column.objects.filter(table__version__in=versions).select_related("table")
        return Seen(
            dataset,
            person,
            versions,
            list(columns.order_by("table__version", "table__position", "position")),
            plain(dataset) | dataset.proposed,
            frozenset(_written(dataset)),
        )


def _judged(name: str, seen: Seen) -> Suggestion | None:
    """The suggestion for one field, if what is there leaves room for it and something tells."""
    value = seen.now[name]
    empty = not value or (name == "title" and _is_of_file(value, seen.versions))
    given = empty or (name == "territory" and not seen.dataset.issued)  # the institution's own
    free = given and name not in seen.written
    if not free and name not in INSTEAD:
        return None
    clue = CLUES[name](seen)
    if clue is None or clue.value == value:
        return None
    if free:
        return Suggestion(name, clue.value, clue.source)
    if not value or not INSTEAD[name](value, clue.value):
        return None
    return replace(Suggestion(name, clue.value, clue.source), instead=True)


def _is_of_file(title: str, versions: Sequence[Version]) -> bool:
    """Whether a title is the one that was made of the name of a file."""
    return any(title_from(version.filename) == title for version in versions)


def _written(dataset: Dataset) -> Iterator[str]:
    """The fields that somebody changed since the dataset is there."""
    kept = list(dataset.revisions.order_by("number").values_list("values", flat=True))
    for before, after in pairwise(kept):
        yield from (name for name, value in after.items() if name in before and before[name] != value)


def _title(seen: Seen) -> Clue | None:
    return clues.title(seen.versions)


def _theme(seen: Seen) -> Clue | None:
    return clues.theme(seen.dataset, seen.columns, seen.person)


def _keywords(seen: Seen) -> Clue | None:
    return clues.keywords(seen.dataset, seen.columns, seen.person)


# Who tells something of each field.
CLUES: Mapping[str, Callable[[Seen], Clue | None]] = {
    "title": _title,
    "theme": _theme,
    "periodicity": lambda seen: clues.periodicity(seen.dataset),
    "keywords": _keywords,
    "temporal": lambda seen: clues.temporal(seen.columns),
    "territory": lambda seen: clues.territory(seen.columns),
}
# What somebody wrote is offered to be changed for these alone, and when the data say otherwise: (written, told).
INSTEAD: Mapping[str, Callable[[str, str], bool]] = {
    "temporal": clues.reaches_further,
    "periodicity": lambda written, told: True,
}
