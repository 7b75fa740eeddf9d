"""«Quizá quiso decir»: what was typed, with its unknown words as the nearest datasets write them."""

from __future__ import annotations

import re
from difflib import get_close_matches

from tantivy import Query, Searcher

from amate.catalog.search.analysis import words
from amate.catalog.search.queries import all_of
from amate.catalog.search.schema import SCHEMA, STORED
from amate.catalog.search.typed import LONGEST_TEXT

HITS = 10  # datasets whose words are tried
WORD = re.compile(r"[^\W\d_]{4,30}")
LIKE = 0.7


def suggest(searcher: Searcher, typed: str, near: Query, seen: Query) -> str | None:
    """`typed` mended by the titles and names of the first hits of `near`; None if there is nothing to mend.

    Only what `seen` holds counts as known: a word of a draft must not betray that the draft exists.
    """
    vocabulary = _vocabulary(searcher, near)

    def mend(match: re.Match[str]) -> str:
        word = _folded(match[0])
        if not word or _known(searcher, word, seen):
            return match[0]
        closest = get_close_matches(word, vocabulary, n=1, cutoff=LIKE)
        return vocabulary[closest[0]] if closest else match[0]

    mended = WORD.sub(mend, typed[:LONGEST_TEXT])
    return mended if mended != typed[:LONGEST_TEXT] else None


def _known(searcher: Searcher, word: str, seen: Query) -> bool:
    query = all_of([seen, Query.term_query(SCHEMA, "words", word, "basic")])
    return bool(searcher.search(query, 1, count=False).hits)


def _vocabulary(searcher: Searcher, near: Query) -> dict[str, str]:
    """The words of what was found, as they are written, by their folded form; the first hit's win."""
    known: dict[str, str] = {}
    for _, address in searcher.search(near, HITS, count=False).hits:
        document = searcher.doc(address)
        for text in (text for name in STORED for text in document.get_all(name)):
            for word in WORD.findall(text):
                known.setdefault(_folded(word), word.lower())
    return known


def _folded(word: str) -> str:
    return "".join(words(word))
