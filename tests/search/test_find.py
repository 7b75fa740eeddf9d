from __future__ import annotations

import pytest

from amate.base.errors import Invalid
from amate.base.text import spanish_key
from tests.search.cast import BY_ID, CATALOGUE, PUBLIC
from tests.search.conftest import Ask


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("escuelas primarias tonala", 1),
        ("ESCUELA PRIMARIA TONALÁ", 1),
        ("escuelas primarias en Tonalá", 1),
        ("directorio de escuelas de jalisco", 2),
        ("delitos", 11),
        ("presupuesto tonala", 26),
        ("presupuesto jalisco", 33),
        ("parques zapopan", 29),
        ("agua potable", 18),
        ("hospitales", 9),
        ("mujer", 13),
        ("SSJ dengue", 7),
        ("joven beca", 5),
        ("rio", 15),
        ("poblacion indigena", 38),
        ("¿cuántas escuelas primarias hay en Tonalá?", 1),
    ],
)
def test_what_is_meant_comes_first(ask: Ask, typed: str, first: int) -> None:
    found = ask(typed)
    assert BY_ID[found.ids[0]].title == BY_ID[first].title
    assert not found.closest


def test_all_words_must_be_there(ask: Ask) -> None:
    assert set(ask("licencias").ids) == {24, 30}
    assert set(ask("licencias comercio").ids) == {30}


def test_words_are_found_in_every_field(ask: Ask) -> None:
    assert ask("turno").ids == [1]  # a column
    assert ask("tandeos").ids == [18]  # title and keyword
    assert ask("barro").ids == [25]  # description
    assert set(ask("HCG").ids) == {9, 10}  # acronym
    assert set(ask("movilidad").ids) == {21, 22, 23, 24}  # name of the theme
    assert set(ask("vallarta").ids) == {39}  # name of the territory


def test_the_title_weighs_more_than_the_description(ask: Ask) -> None:
    assert ask("parques").ids[0] in {27, 29}
    assert ask("escuelas tonala").ids == [1, 2]


@pytest.mark.parametrize(
    ("typed", "id"), [("desapar", 12), ("feminic", 13), ("segurid", 11), ("agua tande", 18)]
)
def test_the_last_word_may_be_unfinished(ask: Ask, typed: str, id: int) -> None:
    found = ask(typed, mine=frozenset({5}))
    assert id in found.ids
    assert not found.closest


def test_only_the_last_word_may_be_unfinished(ask: Ask) -> None:
    assert ask("feminic mujeres").closest


def test_quotes_hold_words_together(ask: Ask) -> None:
    assert set(ask('"agua potable"').ids) == {18, 19, 20}
    assert set(ask('"fuero común"').ids) == {11}
    assert set(ask('"calidad del agua"').ids) == {15}
    assert 15 not in ask('"agua calidad"', page=1).ids or ask('"agua calidad"').closest


def test_a_quote_left_open_is_a_mark_like_any_other(ask: Ask) -> None:
    assert ask('tandeos "agua').ids == ask("tandeos agua").ids


def test_no_words_is_the_whole_catalogue_newest_first(ask: Ask) -> None:
    by_date = sorted(PUBLIC, key=lambda document: document.updated, reverse=True)
    assert ask().ids == [document.id for document in by_date]
    assert ask("  ¿? de la  ").total == len(PUBLIC)


def test_titles_follow_spanish_order(ask: Ask) -> None:
    titles = [BY_ID[id].title for id in ask(sort="title").ids]
    assert titles == sorted(titles, key=spanish_key)
    assert (
        titles.index("Ñoñerías y otros juegos tradicionales") == titles.index("Obras públicas en proceso") - 1
    )


def test_popularity_and_first_publication_order_too(ask: Ask) -> None:
    counts = [BY_ID[id].popularity for id in ask(sort="popularity").ids]
    dates = [BY_ID[id].issued for id in ask(sort="issued").ids]
    assert counts == sorted(counts, reverse=True)
    assert dates == sorted(dates, reverse=True)


def test_pages_cover_everything_once(ask: Ask) -> None:
    pages = [ask(page=page, per_page=7).ids for page in range(1, 8)]
    assert [id for page in pages for id in page] == ask().ids
    assert ask(page=10**12, per_page=20).ids == []
    assert ask(page=10**12, per_page=20).total == len(PUBLIC)


def test_an_unknown_sort_says_which_there_are(ask: Ask) -> None:
    with pytest.raises(Invalid, match="No hay orden «color»"):
        ask("xyzzyqwk", sort="color")


def test_drafts_are_seen_by_their_institution_only(ask: Ask) -> None:
    assert 12 not in ask("desaparecidas").ids
    assert ask("desaparecidas", mine=frozenset({5})).ids[0] == 12
    assert 36 not in ask("nomina", mine=frozenset({5})).ids
    assert ask(mine=frozenset({5, 11})).total == len(CATALOGUE)


def test_what_was_withdrawn_is_left_out_at_once(ask: Ask) -> None:
    found = ask("parques", without=frozenset({29}))
    assert 29 not in found.ids
    assert ask(without=frozenset({29, 1})).total == len(PUBLIC) - 2


@pytest.mark.parametrize(
    ("typed", "id", "meant"),
    [
        ("escuelas primaras tonala", 1, "escuelas primarias tonala"),
        ("delitso", 11, "delitos"),
        ("hospitles", 6, "hospitales"),
        ("presupesto zapopam", 32, None),
        ("tandeos guadalahara", 18, "tandeos guadalajara"),
        ("parques unicornio", 29, None),
        ('"potable agua"', 18, None),
    ],
)
def test_what_is_near_is_shown_when_nothing_fits(ask: Ask, typed: str, id: int, meant: str | None) -> None:
    found = ask(typed)
    assert found.closest
    assert id in found.ids
    if meant:
        assert found.suggestion == meant


def test_a_draft_is_not_betrayed_by_a_suggestion(ask: Ask) -> None:
    assert ask("unicornio nómina").suggestion == ask("unicornio nómina", without=frozenset({36})).suggestion


def test_nothing_near_is_an_honest_zero(ask: Ask) -> None:
    found = ask("xyzzyqwk")
    assert (found.total, found.ids, found.closest, found.suggestion) == (0, [], False, None)


def test_the_closest_respect_filters_and_visibility(ask: Ask) -> None:
    found = ask("parqes", filters=(("territorio", "14101"),), without=frozenset({29}))
    assert found.closest
    assert found.ids == [27]
