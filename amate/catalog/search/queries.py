"""What was typed as Tantivy queries, built term by term: exactly that, or nearly that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query, Searcher

from amate.catalog.search.analysis import stems
from amate.catalog.search.schema import BOOSTS, SCHEMA
from amate.catalog.search.typed import Phrase, Piece, Way, Word

COMPLETIONS = 200  # words that an unfinished one can become, the most used first
SYNONYM_BOOST = 0.5
SHORTEST_BEGUN = 3  # letters of an unfinished word
FUZZY_WORDS = 12  # what is near is near these; further words are not asked for
LONGEST_FUZZY = 30  # letters


def visible(mine: frozenset[int], without: frozenset[int] = frozenset()) -> Query:
    """What a person may see: public, or of an institution in `mine`, and not in `without` (dataset ids).

    The database says the same in its own words; both are tested equal.
    """
    public = Query.term_query(SCHEMA, "public", True)
    allowed = any_of([public, Query.term_set_query(SCHEMA, "institution_id", list(mine))]) if mine else public
    if not without:
        return allowed
    left_out = Query.term_set_query(SCHEMA, "id", list(without))
    return Query.boolean_query([(Occur.Must, allowed), (Occur.MustNot, left_out)])


def any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def unscored(query: Query) -> Query:
    """`query` as a condition: it narrows, and leaves relevance alone."""
    return Query.const_score_query(query, 0.0)


def exactly(pieces: Iterable[Piece], searcher: Searcher) -> list[Query]:
    """One query a piece: as typed, as its synonyms, and with its last word completed."""
    return [any_of([_way(piece.typed, searcher), *_others(piece, searcher)]) for piece in pieces]


def nearly(pieces: Sequence[Piece], searcher: Searcher) -> list[Query]:
    """One query a word: like `exactly`, or a word one or two letters away from it."""
    near: list[Query] = []
    for piece, exact in zip(pieces, exactly(pieces, searcher), strict=True):
        loose = piece.typed.words if isinstance(piece.typed, Phrase) else piece.typed
        near += [
            any_of([exact, _word(word, searcher), *_fuzzy(word)]) for word in loose[: FUZZY_WORDS - len(near)]
        ]
    return near


def _others(piece: Piece, searcher: Searcher) -> list[Query]:
    return [Query.boost_query(_way(way, searcher), SYNONYM_BOOST) for way in piece.others]


def _way(way: Way, searcher: Searcher) -> Query:
    if isinstance(way, Phrase):
        return any_of(_boosted(name, Query.phrase_query(SCHEMA, name, list(way.stems))) for name in BOOSTS)
    if len(way) == 1:
        return _word(way[0], searcher)
    return all_of(_word(word, searcher) for word in way)


def _word(word: Word, searcher: Searcher) -> Query:
    terms = [
        _boosted(name, Query.term_query(SCHEMA, name, stem, "freq")) for name in BOOSTS for stem in word.stems
    ]
    return any_of(terms + _completed(word, searcher))


def _completed(word: Word, searcher: Searcher) -> list[Query]:
    """The words that an unfinished one begins, except those that its stems find already."""
    if not word.unfinished or len(word.text) < SHORTEST_BEGUN:
        return []
    begun = [term for term, _ in searcher.terms_with_prefix("words", word.text, limit=COMPLETIONS)]
    found = {place for place, stem in stems(" ".join(begun)) if stem in word.stems}
    new = [term for place, term in enumerate(begun) if place not in found]
    return [Query.term_set_query(SCHEMA, "words", new)] if new else []


def _boosted(name: str, query: Query) -> Query:
    return Query.boost_query(query, BOOSTS[name])


def _fuzzy(word: Word) -> list[Query]:
    """Words at one letter of it and, for a long word, at two; what is at one letter counts in both."""
    return [Query.fuzzy_term_query(SCHEMA, "words", word.text, n) for n in range(1, _reach(word.text) + 1)]


def _reach(text: str) -> int:
    if len(text) < 4 or len(text) > LONGEST_FUZZY or text.isdecimal():
        return 0
    return 1 if len(text) < 8 else 2
