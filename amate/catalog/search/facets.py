"""Facets, declared: what can be counted and narrowed by beside a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Protocol

from tantivy import FieldType, Query

from amate.base.errors import Invalid
from amate.catalog.search.queries import any_of
from amate.catalog.search.schema import SCHEMA, keyword_key

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
