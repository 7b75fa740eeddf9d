"""Facets, against counts made in Python over the known catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from amate.base.errors import Invalid
from amate.catalog.search.documents import Document
from amate.catalog.search.facets import FACETS
from amate.catalog.search.find import Search, find
from amate.catalog.search.index import open_reader, rebuild
from tests.search.cast import BY_ID, CATALOGUE, NOW, PUBLIC
from tests.search.conftest import Ask

DAYS = {"semana": 7, "mes": 30, "trimestre": 91, "anio": 365}


def ages(document: Document) -> list[str]:
    return [name for name, days in DAYS.items() if NOW - document.updated <= timedelta(days=days)]


def stands(document: Document) -> list[str]:
    """On the first of November, by the days that are written on it."""
    if not document.public:
        return []
    if document.promise is None:
        return ["sin-compromiso"]
    passed = [day <= NOW.date() for day in (document.promise.overdue, document.promise.delinquent)]
    due = "por-actualizar" if document.promise.due < NOW.date() else "al-dia"
    return [{0: due, 1: "atrasado", 2: "muy-atrasado"}[sum(passed)]]


VALUES: dict[str, Callable[[Document], Iterable[str]]] = {
    "sector": lambda document: [document.theme],
    "institucion": lambda document: document.institutions,
    "territorio": lambda document: document.territories,
    "formato": lambda document: document.formats,
    "periodicidad": lambda document: [document.periodicity],
    "licencia": lambda document: [document.licence],
    "etiqueta": lambda document: document.keywords,
    "actualizado": ages,
    "puntualidad": stands,
}


def counted(documents: Iterable[Document]) -> dict[str, Counter[str]]:
    documents = list(documents)
    return {name: Counter(v for d in documents for v in set(values(d))) for name, values in VALUES.items()}


def check(facets: dict[str, list[tuple[str, int]]], documents: Iterable[Document]) -> None:
    expected = counted(documents)
    assert [facet.name for facet in FACETS] == list(facets) == list(VALUES)
    for name, counts in facets.items():
        if name == "etiqueta":
            assert sorted(count for _, count in counts) == sorted(
                count for _, count in expected[name].most_common(50)
            )
            assert all(expected[name][value] == count for value, count in counts)
        else:
            assert dict(counts) == expected[name], name


def test_every_facet_counts_the_visible_catalogue(ask: Ask) -> None:
    check(ask().facets, PUBLIC)
    check(ask(mine=frozenset({5, 11})).facets, CATALOGUE)
    check(ask(without=frozenset({1, 2, 3})).facets, PUBLIC[3:])


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in counted(PUBLIC).items() for value in sorted(values)[:6]],
)
def test_a_chosen_value_narrows_to_what_it_counted(ask: Ask, name: str, value: str) -> None:
    chosen = [document for document in PUBLIC if value in VALUES[name](document)]
    found = ask(filters=((name, value),))
    assert set(found.ids) == {document.id for document in chosen}
    check(found.facets, chosen)


def test_counts_are_of_what_was_found(ask: Ask) -> None:
    found = ask("agua", filters=(("formato", "tabla"),))
    check(found.facets, [BY_ID[id] for id in found.ids])


def test_an_institution_counts_what_its_children_hold(ask: Ask) -> None:
    counts = dict(ask().facets["institucion"])
    assert (counts["salud"], counts["hospital-civil"]) == (5, 2)
    assert {9, 10} <= set(ask(filters=(("institucion", "salud"),)).ids)


def test_a_municipality_counts_under_its_state(ask: Ask) -> None:
    assert dict(ask().facets["territorio"])["14"] == len(PUBLIC)


def test_values_of_one_facet_add_up_and_facets_narrow(ask: Ask) -> None:
    two = ask(filters=(("sector", "salud"), ("sector", "movilidad")))
    assert two.total == 9
    assert ask(filters=(("sector", "salud"), ("sector", "movilidad"), ("formato", "mapa"))).total == 2


def test_the_most_frequent_come_first(ask: Ask) -> None:
    for name, counts in ask().facets.items():
        numbers = [count for _, count in counts]
        if name != "puntualidad":  # from the best to the worst
            assert numbers == sorted(numbers, reverse=name != "actualizado")


def test_tags_forgive_capitals_and_spaces(ask: Ask) -> None:
    assert ask(filters=(("etiqueta", " Agua  POTABLE "),)).ids == [18]


def test_a_value_nobody_has_finds_nothing_and_fails_nothing(ask: Ask) -> None:
    assert ask(filters=(("sector", "\x00'; drop"),)).total == 0


def test_an_unknown_facet_or_term_says_which_there_are(ask: Ask) -> None:
    with pytest.raises(Invalid, match="No hay filtro «color»"):
        ask(filters=(("color", "rojo"),))
    with pytest.raises(Invalid, match="no es un plazo"):
        ask(filters=(("actualizado", "siglo"),))


def test_a_search_that_needs_no_counts_finds_the_same(ask: Ask) -> None:
    counted, bare = ask("agua"), ask("agua", facets=False)
    assert (bare.total, bare.ids, bare.facets) == (counted.total, counted.ids, {})


def test_an_index_of_nothing_counts_nothing(tmp_path: Path) -> None:
    rebuild(tmp_path / "index", [])
    found = find(open_reader(tmp_path / "index"), Search(""), now=NOW)
    assert (found.total, {name: list(counts) for name, counts in found.facets.items() if counts}) == (0, {})
