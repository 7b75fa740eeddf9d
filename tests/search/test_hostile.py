"""Whatever is typed is a search: never an error, never what may not be seen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amate.catalog.search import synonyms
from amate.catalog.search.find import Search, find
from amate.catalog.search.index import Reader
from tests.search.cast import NOW, PRIVATE, ROWS

KNOWN = st.sampled_from(" ".join(ROWS).split())
MARKS = st.sampled_from(
    ['"', "«", "*", "AND", "NOT", "title:", "[a TO z]", "^2", "~", "(", ")", "\\", "\x00", "ñ"]
)
ANYTHING = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too
TEXTS = st.lists(st.one_of(KNOWN, MARKS, ANYTHING), max_size=8).map(" ".join)
SYNONYMS = synonyms.read(["agua potable, agua entubada", "escuela, colegio, centro de trabajo", '", *, ñ'])


def search(reader: Reader, text: str) -> None:
    found = find(
        reader, Search(text, filters=(("etiqueta", text),) * (len(text) % 7 == 1)), now=NOW, synonyms=SYNONYMS
    )
    assert len(found.ids) <= found.total
    assert not PRIVATE & set(found.ids)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_no_text_breaks_a_search(reader: Reader, text: str) -> None:
    search(reader, text)


@pytest.mark.campaign
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_no_text_of_ten_thousand_breaks_a_search(reader: Reader, text: str) -> None:
    search(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "agua " * 5_000,
        "a" * 100_000,
        "ñandú" * 300,
        '"' * 999,
        "* OR *",
        "title:(",
        "á" * 400,
        "\ud800\udfff",
        "２０２０",
    ],
)
def test_known_attacks_are_only_text(reader: Reader, text: str) -> None:
    search(reader, text)
