"""Datasets similar to one, each with the reason in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F

from amate.base.errors import Unavailable
from amate.catalog import indexing
from amate.catalog.models import Column, Dataset
from amate.catalog.search.alike import alike
from amate.catalog.search.schema import keyword_key
from amate.people.permissions import Visitor

SHOWN, SPARE = 4, 6  # some that the index still offers may have been withdrawn
NAMED = 2  # tags or columns in one reason
KEYS = ("cct", "clues", "cvegeo_locality", "cvegeo_municipality", "cvegeo_state")  # what tables are joined by


@dataclass(frozen=True)
class Similar:
    dataset: Dataset
    why: str


def similar(dataset: Dataset, columns: Sequence[Column], person: Visitor) -> list[Similar]:
    """The few most alike that this person may see; none while there is no index. `columns` are those of its tables."""
    names = list(
        dict.fromkeys(column.name for column in sorted(columns, key=lambda one: one.meaning not in KEYS))
    )
    told = {
        "title": [dataset.title],
        "names": dataset.keywords,
        "keywords": [keyword_key(word) for word in dataset.keywords],
        "theme": [dataset.theme.slug] if dataset.theme else [],
        "parts": names,
    }
    try:
        ids = alike(indexing.reader(), told, but=dataset.pk, most=SHOWN + SPARE)
    except Unavailable:
        return []
    rows = Dataset.objects.visible_to(person).select_related("institution", "theme").in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows][:SHOWN]
    shared = _shared(found, names)
    return [Similar(other, _why(dataset, other, shared[other.pk])) for other in found]


def _shared(others: Sequence[Dataset], names: Sequence[str]) -> dict[int, list[str]]:
    """By dataset, those of the columns named that its tables have now, in the order of `names`."""
    rows = Column.objects.filter(
        table__version=F("table__version__resource__current"),
        table__version__resource__dataset__in=others,
        name__in=names,
    )
    has: dict[int, set[str]] = defaultdict(set)
    for pk, name in rows.values_list("table__version__resource__dataset", "name"):
        has[pk].add(name)
    return {other.pk: [name for name in names if name in has[other.pk]] for other in others}


def _why(dataset: Dataset, other: Dataset, columns: Sequence[str]) -> str:
    reasons = list(_reasons(dataset, other, columns))
    words = "; ".join(reasons[:NAMED]) or "usan palabras parecidas"
    return f"{words[0].upper()}{words[1:]}"


def _reasons(dataset: Dataset, other: Dataset, columns: Sequence[str]) -> Iterator[str]:
    mine = {keyword_key(word) for word in dataset.keywords}
    if words := [word for word in other.keywords if keyword_key(word) in mine]:
        yield f"también sobre {_listed(words)}"
    if columns:
        yield f"comparten {'la columna' if len(columns) == 1 else 'las columnas'} {_listed(columns)}"
    if dataset.theme and dataset.theme_id == other.theme_id:
        yield f"también de {dataset.theme.name}"
    if dataset.institution_id == other.institution_id:
        yield "de la misma institución"


def _listed(words: Sequence[str]) -> str:
    """Two by name and how many more there are: "cct, cvegeo y 3 más"."""
    first, more = list(words[:NAMED]), len(words) - NAMED
    if more > 0:
        return f"{', '.join(first)} y {more} más"
    return " y ".join(first)
