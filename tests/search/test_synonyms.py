from __future__ import annotations

import os
from pathlib import Path

import pytest

from amate.catalog.search import synonyms
from amate.catalog.search.analysis import stems_of
from amate.catalog.search.find import Search, find
from amate.catalog.search.index import Reader
from tests.search.cast import NOW

LINES = """
# lines of words that mean the same
colegio, escuela, plantel
agua entubada, agua potable
carro, coche, automóvil, vehículo   # and so on
SSJ, secretaría de salud
chamba
de la, mujer
""".splitlines()


def ask(reader: Reader, typed: str) -> set[int]:
    found = find(reader, Search(typed, per_page=100), now=NOW, synonyms=synonyms.read(LINES))
    return set() if found.closest else set(found.ids)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("colegios tonala", {1, 2}),
        ("agua entubada tarifas", {20}),
        ("coche", {14}),
        ("robo de coches", {14}),
        ("ssj urgencias", {9}),
        ("secretarías de salud dengue", {7}),
    ],
)
def test_other_ways_to_say_it_are_found(reader: Reader, typed: str, ids: set[int]) -> None:
    assert ids <= ask(reader, typed)


def test_a_phrase_is_searched_as_a_phrase(reader: Reader) -> None:
    assert ask(reader, "agua entubada") == {18, 19, 20}  # not the rivers, which are not drinkable


@pytest.mark.parametrize(("typed", "first"), [("tarifas", {20}), ("licencias", {24, 30})])
def test_what_was_typed_comes_before_what_it_also_means(reader: Reader, typed: str, first: set[int]) -> None:
    same = synonyms.read(["tarifas, licencias"])
    found = find(reader, Search(typed), now=NOW, synonyms=same).ids
    assert set(found) == {20, 24, 30}
    assert set(found[: len(first)]) == first


def test_words_without_meaning_have_no_synonyms() -> None:
    read = synonyms.read(LINES)
    assert read.of([("muj", "mujer")]) == ()
    assert read.of([]) == ()


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    assert synonyms.load(file) == synonyms.NONE
    file.write_text("camión, autobús\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert synonyms.load(file).of([stems_of("camiones")]) == ("autobús",)
    file.write_text("camión, micro\n", encoding="utf-8")
    os.utime(file, ns=(2, 2))
    assert synonyms.load(file).of([stems_of("camiones")]) == ("micro",)
