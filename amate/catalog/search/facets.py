"""Facets, declared: what can be counted and narrowed by beside a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any, Protocol

from tantivy import FieldType, Query

from amate.base.clock import day_of
from amate.base.errors import Invalid
from amate.catalog.freshness import Freshness
from amate.catalog.search.queries import all_of, any_of
from amate.catalog.search.schema import NO_PROMISE, NOT_PUBLIC, SCHEMA, keyword_key

Counts = list[tuple[str, int]]
EVERY = 5_000  # more values than any facet but tags can have
AGES = {"semana": 7, "mes": 30, "trimestre": 91, "anio": 365}  # days


class Facet(Protocol):
    """One facet: how it is asked for, how it is read, and how its values narrow a search."""

    @property
    def name(self) -> str: ...  # in the address
    @property
    def label(self) -> str: ...  # on screen
    def aggregation(self, now: datetime) -> dict[str, Any]: ...
    def counts(self, answer: Mapping[str, Any]) -> Counts: ...
    def narrow(self, values: Sequence[str], now: datetime) -> Query: ...


@dataclass(frozen=True)
class ByField:
    """The values of one field, most frequent first; a dataset counts once under each of its values."""

    name: str
    label: str
    field: str
    most: int = EVERY

    def aggregation(self, now: datetime) -> dict[str, Any]:
        # A segment reports far more values than are shown, or sums over segments would miss some.
        return {"terms": {"field": self.field, "size": self.most, "segment_size": max(self.most, 20_000)}}

    def counts(self, answer: Mapping[str, Any]) -> Counts:
        ranked = sorted([(-bucket["doc_count"], bucket["key"]) for bucket in answer["buckets"]])
        return [(value, -count) for count, value in ranked if value]

    def narrow(self, values: Sequence[str], now: datetime) -> Query:
        return Query.term_set_query(SCHEMA, self.field, list(values))


@dataclass(frozen=True)
class Tags(ByField):
    """Keywords, which people write as they please."""

    def narrow(self, values: Sequence[str], now: datetime) -> Query:
        return super().narrow([keyword_key(value) for value in values], now)


@dataclass(frozen=True)
class Updated:
    """Datasets whose data changed in the last week, month…; a week is also within the month."""

    name: str = "actualizado"
    label: str = "Actualizado en"

    def aggregation(self, now: datetime) -> dict[str, Any]:
        week, *older = [_since(age, now) for age in AGES]
        starts = [week, *older]
        bounds = zip(starts[1:], starts[:-1], strict=True)
        ranges = [{"from": start, "to": end} for start, end in bounds]
        return {"range": {"field": "updated", "ranges": [{"from": week}, *ranges, {"to": older[-1]}]}}

    def counts(self, answer: Mapping[str, Any]) -> Counts:
        newest_first = [bucket["doc_count"] for bucket in reversed(answer["buckets"])]
        return [(age, count) for age, count in zip(AGES, accumulate(newest_first), strict=False) if count]

    def narrow(self, values: Sequence[str], now: datetime) -> Query:
        if unknown := set(values) - set(AGES):
            raise Invalid(f"«{min(unknown)}» no es un plazo; los plazos son: {', '.join(AGES)}.")
        return any_of(
            Query.range_query(SCHEMA, "updated", FieldType.Integer, _since(age, now)) for age in values
        )

    def total(self, answer: Mapping[str, Any]) -> int:
        """All that was counted: every dataset has one date, so it falls in one of the ranges."""
        return sum(bucket["doc_count"] for bucket in answer["buckets"])


@dataclass(frozen=True)
class Kept:
    """How the data of public datasets stand today with what their institution promised."""

    name: str = "puntualidad"
    label: str = "Puntualidad"

    def aggregation(self, now: datetime) -> dict[str, Any]:
        today = day_of(now).toordinal()
        later = {
            name: {"range": {"field": name, "ranges": [{"to": today + 1}, {"from": today + 1}]}}
            for name in ("overdue", "delinquent")
        }
        bounds = (NOT_PUBLIC, NO_PROMISE, NO_PROMISE + 1, today)
        ranges = [{"from": start, "to": end} for start, end in pairwise(bounds)]
        return {"range": {"field": "due", "ranges": [*ranges, {"from": today}]}, "aggs": later}

    def counts(self, answer: Mapping[str, Any]) -> Counts:
        if not answer["buckets"]:  # an index of nothing has no ranges
            return []
        *_rest, none, past, fresh = answer["buckets"]
        overdue, delinquent = (past[name]["buckets"][0]["doc_count"] for name in ("overdue", "delinquent"))
        counted = (
            (Freshness.FRESH, fresh["doc_count"]),
            (Freshness.DUE, past["doc_count"] - overdue),
            (Freshness.OVERDUE, overdue - delinquent),
            (Freshness.DELINQUENT, delinquent),
            (Freshness.NONE, none["doc_count"]),
        )
        return [(value.value, count) for value, count in counted if count]

    def narrow(self, values: Sequence[str], now: datetime) -> Query:
        if unknown := set(values) - set(Freshness.values):
            raise Invalid(f"«{min(unknown)}» no es una puntualidad; son: {', '.join(Freshness.values)}.")
        today = day_of(now).toordinal()
        stand = {
            Freshness.FRESH: [_days("due", first=today)],
            Freshness.DUE: [_days("due", 1, today - 1), _days("overdue", first=today + 1)],
            Freshness.OVERDUE: [_days("overdue", 1, today), _days("delinquent", first=today + 1)],
            Freshness.DELINQUENT: [_days("delinquent", 1, today)],
            Freshness.NONE: [_days("due", NO_PROMISE, NO_PROMISE)],
        }
        return any_of(all_of(stand[Freshness(value)]) for value in values)


def _days(name: str, first: int, last: int | None = None) -> Query:
    return Query.range_query(SCHEMA, name, FieldType.Integer, first, last)


UPDATED = Updated()
FACETS: tuple[Facet, ...] = (
    ByField("sector", "Sector", "theme"),
    ByField("institucion", "Institución", "institutions"),
    ByField("territorio", "Territorio", "territories"),
    ByField("formato", "Formato", "formats"),
    ByField("periodicidad", "Periodicidad", "periodicity"),
    ByField("licencia", "Licencia", "licence"),
    Tags("etiqueta", "Etiqueta", "keywords", most=50),
    UPDATED,
    Kept(),
)
BY_NAME = {facet.name: facet for facet in FACETS}


def aggregations(counted: Iterable[Facet], now: datetime) -> dict[str, Any]:
    """Some facets as one request to the index."""
    return {facet.name: facet.aggregation(now) for facet in counted}


def counts(answer: Mapping[str, Any]) -> dict[str, Counts]:
    """All facets as read from the answer of the index."""
    return {facet.name: facet.counts(answer[facet.name]) for facet in FACETS}


def narrowed(filters: Iterable[tuple[str, str]], now: datetime) -> list[Query]:
    """One query a facet: any of its chosen values."""
    chosen: dict[str, list[str]] = {}
    for name, value in filters:
        if name not in BY_NAME:
            raise Invalid(f"No hay filtro «{name}»; los filtros son: {', '.join(BY_NAME)}.")
        chosen.setdefault(name, []).append(value)
    return [BY_NAME[name].narrow(values, now) for name, values in chosen.items()]


def _since(age: str, now: datetime) -> int:
    return int((now - timedelta(days=AGES[age])).timestamp())
