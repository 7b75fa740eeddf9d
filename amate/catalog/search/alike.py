"""What resembles a dataset: others that share its rarest words, by Tantivy's own measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantivy import Occur, Query

from amate.catalog.search import queries
from amate.catalog.search.analysis import normal
from amate.catalog.search.index import Reader
from amate.catalog.search.schema import SCHEMA

TERMS = 60  # the rarest of a dataset's words that are looked for


def alike(reader: Reader, told: Mapping[str, Sequence[str]], *, but: int, most: int) -> list[int]:
    """Ids of public datasets, the most alike first. `told` is what to resemble, by field; `but`, itself."""
    fields = {name: [normal(text) for text in texts if text] for name, texts in told.items()}
    wanted = {name: texts for name, texts in fields.items() if texts}
    if not wanted:
        return []
    searcher = reader.searcher()
    resembling = Query.more_like_this_document_fields_query(
        SCHEMA,
        wanted,
        min_doc_frequency=1,
        # Tantivy counts what was replaced too, and panics at a word of more datasets than there are.
        max_doc_frequency=searcher.num_docs,
        min_term_frequency=1,
        max_query_terms=TERMS,
        min_word_length=1,
    )
    query = Query.boolean_query([
        (Occur.Must, queries.unscored(queries.visible(frozenset()))),
        (Occur.Must, resembling),
        (Occur.MustNot, Query.term_query(SCHEMA, "id", but)),
    ])  # fmt: skip
    hits = searcher.search(query, most, count=False).hits
    ids: list[int] = searcher.fast_field_values("id", [address for _, address in hits])
    return ids
