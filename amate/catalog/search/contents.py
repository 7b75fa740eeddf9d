"""All that the index holds, without a question: for whoever compares it with the database."""

from __future__ import annotations

from dataclasses import dataclass

from tantivy import Query, Searcher

from amate.catalog.search.index import Reader
from amate.catalog.search.schema import SCHEMA


@dataclass(frozen=True)
class Entry:
    """What the index says of one dataset; `updated` is in seconds since 1970."""

    id: int
    public: bool
    updated: int


def contents(reader: Reader) -> list[Entry]:
    """One entry a document, in no order. `Unavailable` without an index."""
    searcher = reader.searcher()
    public = set(_column(searcher, Query.term_query(SCHEMA, "public", True), "id"))
    everything = Query.all_query()
    ids, updated = _column(searcher, everything, "id"), _column(searcher, everything, "updated")
    return [Entry(id, id in public, moment) for id, moment in zip(ids, updated, strict=True)]


def _column(searcher: Searcher, query: Query, name: str) -> list[int]:
    if not searcher.num_docs:
        return []
    addresses = [address for _, address in searcher.search(query, searcher.num_docs, count=False).hits]
    values: list[int] = searcher.fast_field_values(name, addresses)
    return values
