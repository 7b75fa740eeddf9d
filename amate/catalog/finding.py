"""A search as a person makes it: what they may see, datasets in order, facets with readable names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amate.base.errors import TooMany
from amate.base.gate import Gate
from amate.catalog import indexing
from amate.catalog.changes import pending
from amate.catalog.freshness import Freshness
from amate.catalog.models import Dataset, Licence, Theme, institution_ids
from amate.catalog.search.facets import FACETS
from amate.catalog.search.find import Search
from amate.catalog.search.find import find as find_in_index
from amate.people.models import Institution
from amate.people.permissions import Visitor
from amate.places import inegi

FAMILY_NAMES: dict[str, Promise] = {
    "tabla": _("Tabla"),
    "mapa": _("Mapa"),
    "documento": _("Documento"),
    "datos": _("Datos estructurados"),
    "otro": _("Otro"),
}
# Threads of one process share one processor: when robots fill it with searches, the other pages still have a turn.
door = Gate(
    at_once=2,
    patience=5.0,
    refusal=lambda: TooMany(
        gettext("Hay muchas búsquedas a la vez. Espera unos segundos y vuelve a intentarlo."),
        code="busy",
        retry_after=5,
    ),
)
AGE_NAMES: dict[str, Promise] = {
    "semana": _("La última semana"),
    "mes": _("El último mes"),
    "trimestre": _("Los últimos tres meses"),
    "anio": _("El último año"),
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many datasets it would leave, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetCounts:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Results:
    """A page of datasets in order, how many there are in all, and what they can be narrowed by."""

    total: int
    datasets: tuple[Dataset, ...]
    facets: tuple[FacetCounts, ...]
    closest: bool
    suggestion: str | None


def find(search: Search, person: Visitor) -> Results:
    """Search as this person; what the index does not know yet of withdrawals, the database says."""
    found = find_in_index(
        indexing.reader(), _as_seen_by(search, person), now=timezone.now(), synonyms=indexing.synonyms()
    )
    rows = Dataset.objects.visible_to(person).for_lists().in_bulk(found.ids)
    return Results(
        total=found.total,
        datasets=tuple(rows[pk] for pk in found.ids if pk in rows),
        facets=_labelled(found.facets, search.filters) if search.facets else (),
        closest=found.closest,
        suggestion=found.suggestion,
    )


def _as_seen_by(search: Search, person: Visitor) -> Search:
    mine = institution_ids(person)
    ids = Institution.objects.values_list("pk", flat=True) if mine is None else mine
    waiting = pending()
    visible = Dataset.objects.visible_to(person).filter(pk__in=waiting).values_list("pk", flat=True)
    return replace(search, mine=frozenset(ids), without=waiting - set(visible) if waiting else frozenset())


def _labelled(
    counts: Mapping[str, list[tuple[str, int]]], filters: tuple[tuple[str, str], ...]
) -> tuple[FacetCounts, ...]:
    return tuple(
        FacetCounts(facet.name, facet.label, _choices(facet.name, counts.get(facet.name, []), filters))
        for facet in FACETS
    )


def _choices(
    name: str, counts: list[tuple[str, int]], filters: tuple[tuple[str, str], ...]
) -> tuple[Choice, ...]:
    chosen = [value for facet, value in filters if facet == name]
    absent = [(value, 0) for value in chosen if value not in dict(counts)]
    both = counts + absent
    names = LABELS[name]([value for value, _count in both])
    return tuple(Choice(value, names.get(value, value), count, value in chosen) for value, count in both)


LABELS: dict[str, Callable[[list[str]], Mapping[str, str]]] = {
    "sector": lambda values: dict(Theme.objects.filter(slug__in=values).values_list("slug", "name")),
    "institucion": lambda values: dict(
        Institution.objects.filter(slug__in=values).values_list("slug", "name")
    ),
    "territorio": lambda values: {value: inegi.name_of(value) for value in values},
    "formato": lambda values: {value: str(FAMILY_NAMES.get(value, value)) for value in values},
    "periodicidad": lambda values: {value: settings.PORTAL.periodicity_name(value) for value in values},
    "licencia": lambda values: dict(Licence.objects.filter(slug__in=values).values_list("slug", "name")),
    "etiqueta": lambda values: {},
    "actualizado": lambda values: {value: str(AGE_NAMES.get(value, value)) for value in values},
    "puntualidad": lambda values: dict(Freshness.choices),
}
