"""The fields of the index, and a document as those fields."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import tantivy

from amate.base.text import spanish_key
from amate.catalog.search.analysis import STEMS, WORDS, normal
from amate.catalog.search.documents import Document

VERSION = 3  # raise it when fields or analysis change: older indexes are then refused, and rebuilt

# Where words are looked for, and how much a find there is worth.
BOOSTS = {"title": 8.0, "names": 3.0, "parts": 2.0, "text": 1.0, "values": 0.5}
STORED = ("title", "names")
KEYS = ("theme", "institutions", "territories", "formats", "periodicity", "licence", "keywords", "title_key")
NUMBERS = ("id", "institution_id", "popularity")
MOMENTS = ("updated", "issued")  # seconds since 1970
DAYS = ("due", "overdue", "delinquent")  # ordinals of days
NOT_PUBLIC, NO_PROMISE = -1, 0  # in their place
TITLE_KEY = 120  # characters that order titles; the whole key would be a third of the index
FRESH_SINCE = datetime(2000, 1, 1, tzinfo=UTC)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in BOOSTS:
        builder.add_text_field(name, stored=name in STORED, tokenizer_name=STEMS)
    builder.add_text_field("words", tokenizer_name=WORDS, index_option="basic")
    for name in KEYS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in (*MOMENTS, *DAYS):
        builder.add_integer_field(name, fast=True)
    builder.add_boolean_field("public", indexed=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


SCHEMA = _schema()


def fields_of(document: Document) -> dict[str, Any]:
    """What is written for one document, by field."""
    searched = _searched(document)
    return searched | {
        "words": [text for texts in searched.values() for text in texts],
        "id": document.id,
        "institution_id": document.institution_id,
        "public": document.public,
        "theme": document.theme,
        "institutions": _once(document.institutions),
        "territories": _once(document.territories),
        "formats": _once(document.formats),
        "periodicity": document.periodicity,
        "licence": document.licence,
        "keywords": _once(map(keyword_key, document.keywords)),
        "title_key": spanish_key(normal(document.title))[:TITLE_KEY],
        "popularity": max(document.popularity, 0),
        "updated": int(document.updated.timestamp()),
        "issued": int(document.issued.timestamp()),
        "weight": weight(document),
        **{name: _day(document, name) for name in DAYS},
    }


def _day(document: Document, name: str) -> int:
    if not document.public:
        return NOT_PUBLIC
    return getattr(document.promise, name).toordinal() if document.promise else NO_PROMISE


def _searched(document: Document) -> dict[str, list[str]]:
    searched = {
        "title": (document.title,),
        "names": (
            *document.keywords,
            *document.institution_names,
            document.theme_name,
            *document.territory_names,
        ),
        "parts": (*document.resource_titles, *document.columns),
        "text": (document.description, *document.resource_descriptions),
        "values": document.values,
    }
    return {name: [normal(text) for text in texts if text] for name, texts in searched.items()}


def keyword_key(keyword: str) -> str:
    """A keyword as facets count it: "Agua  Potable" and "agua potable" are one."""
    return " ".join(normal(keyword).lower().split())


def weight(document: Document) -> float:
    """What relevance is multiplied by: at most about double, for the featured, the popular and the fresh."""
    years = (document.updated - FRESH_SINCE).days / 365
    fresh = 0.01 * min(max(years, 0), 50)
    popular = 0.05 * min(math.log10(1 + max(document.popularity, 0)), 6)
    return 1 + fresh + popular + (0.2 if document.featured else 0)


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
