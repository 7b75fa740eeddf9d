"""One search: ids in order, facets with counts, and the closest matches when nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tantivy import Order, Query, Searcher

from amate.base.errors import Invalid
from amate.catalog.search import facets, queries, typed
from amate.catalog.search.facets import Counts
from amate.catalog.search.index import Reader
from amate.catalog.search.suggestion import suggest
from amate.catalog.search.synonyms import NONE, Synonyms
from amate.catalog.search.typed import Piece

SORTS: dict[str, tuple[str, Order]] = {
    "updated": ("updated", Order.Desc),
    "issued": ("issued", Order.Desc),
    "popularity": ("popularity", Order.Desc),
    "title": ("title_key", Order.Asc),
}
RELEVANCE = "relevance"


@dataclass(frozen=True)
class Search:
    """What is looked for, and by whom: `mine` are the institutions whose drafts the person may see."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()  # (facet, value); values of one facet add up
    sort: str = ""  # relevance, or a name of SORTS; by default relevance with words, updated without
    page: int = 1
    per_page: int = 20
    mine: frozenset[int] = frozenset()
    without: frozenset[int] = frozenset()  # datasets withdrawn since they were indexed
    facets: bool = True  # whether to count what it can be narrowed by: most of the work in a large portal


@dataclass(frozen=True)
class Found:
    """A page of dataset ids, how many there are in all, and the counts of each facet over all of them."""

    total: int
    ids: list[int] = field(default_factory=list)
    facets: dict[str, Counts] = field(default_factory=dict)
    closest: bool = False  # nothing fitted: these are near
    suggestion: str | None = None  # what may have been meant


def find(reader: Reader, search: Search, *, now: datetime, synonyms: Synonyms = NONE) -> Found:
    """Answer one search from one snapshot of the index. `Invalid` for an unknown facet or sort."""
    pieces = typed.read(search.words, synonyms)
    asked = _Asked(reader.searcher(), search, now, ordering(search.sort, worded=bool(pieces)))
    conditions = frame(search, now)
    found = asked.answer(queries.all_of(conditions + queries.exactly(pieces, asked.searcher)))
    if found.total or not pieces:
        return found
    return _closest(asked, conditions, pieces) or found


def frame(search: Search, now: datetime) -> list[Query]:
    """What every attempt must respect: what may be seen, and the chosen facets."""
    conditions = [queries.visible(search.mine, search.without), *facets.narrowed(search.filters, now)]
    return [queries.unscored(condition) for condition in conditions]


def ordering(sort: str, *, worded: bool) -> dict[str, Any]:
    """How Tantivy is asked for an order; without words nothing is more relevant than the newest."""
    if sort in ("", RELEVANCE):
        if worded:
            return {"weight_by_field": "weight"}
        sort = "updated"
    if sort not in SORTS:
        raise Invalid(f"No hay orden «{sort}»; los órdenes son: {', '.join((RELEVANCE, *SORTS))}.")
    name, order = SORTS[sort]
    return {"order_by_field": name, "order": order}


@dataclass(frozen=True)
class _Asked:
    """One search, of one snapshot of the index."""

    searcher: Searcher
    search: Search
    now: datetime
    order: dict[str, Any]

    def answer(self, query: Query) -> Found:
        counted = facets.FACETS if self.search.facets else [facets.UPDATED]
        answer = self.searcher.aggregate(query, facets.aggregations(counted, self.now))
        total = facets.UPDATED.total(answer[facets.UPDATED.name])
        return Found(total, self.page(query, total), facets.counts(answer) if self.search.facets else {})

    def page(self, query: Query, total: int) -> list[int]:
        offset = (max(self.search.page, 1) - 1) * self.search.per_page
        if offset >= total or self.search.per_page < 1:
            return []
        limit = min(self.search.per_page, total - offset)
        hits = self.searcher.search(query, limit, count=False, offset=offset, **self.order).hits
        ids: list[int] = self.searcher.fast_field_values("id", [address for _, address in hits])
        return ids


def _closest(asked: _Asked, conditions: list[Query], pieces: Sequence[Piece]) -> Found | None:
    """What is near: all words, each a letter or two away; else any of them. None if there is nothing."""
    near = queries.nearly(pieces, asked.searcher)
    for query in (queries.all_of(conditions + near), queries.all_of([*conditions, queries.any_of(near)])):
        found = asked.answer(query)
        if found.total:
            seen = queries.visible(asked.search.mine, asked.search.without)
            meant = suggest(asked.searcher, asked.search.words, query, seen)
            return replace(found, closest=True, suggestion=meant)
    return None
