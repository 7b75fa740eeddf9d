"""Spanish text, by the rules of the Academia and of es-MX."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amate.base.text import bytes_human, fold, slugify, spanish_key, thousands


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Tonalá", "tonala"), ("ÑANDÚ", "nandu"), ("Güero", "guero"), ("año 2024", "ano 2024"), ("ﬁn", "fin")],
)
def test_matching_forgives_case_and_accents(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_slugs_are_ascii_words():
    assert (
        slugify("Escuelas de educación básica, ciclo 2024–2025")
        == "escuelas-de-educacion-basica-ciclo-2024-2025"
    )
    assert slugify("  ¡Año nuevo! ") == "ano-nuevo"
    assert slugify("…") == ""


def test_long_slugs_are_cut_between_words():
    assert slugify("registro de programas sociales", limit=20) == "registro-de"
    assert slugify("registro de programas sociales", limit=21) == "registro-de-programas"
    assert slugify("x" * 50, limit=10) == "x" * 10


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_slug_never_passes_its_limit(text, limit):
    slug = slugify(text, limit)
    assert len(slug) <= limit
    assert slug == slug.strip("-")


def test_spanish_order_puts_n_tilde_after_n_and_accents_beside_their_letter():
    words = ["oso", "ñu", "nube", "nzz", "árbol", "arbol", "zorro", "Ámbar", "ala"]
    assert sorted(words, key=spanish_key) == [
        "ala", "Ámbar", "arbol", "árbol", "nube", "nzz", "ñu", "oso", "zorro",
    ]  # fmt: skip


def test_spanish_order_reads_numbers_by_value():
    assert sorted(["Zona 10", "Zona 2", "Zona 1", "Zona 02 B"], key=spanish_key) == [
        "Zona 1", "Zona 2", "Zona 02 B", "Zona 10",
    ]  # fmt: skip


def test_spanish_order_passes_over_signs():
    assert sorted(["¿Dónde?", "«Casa»", "Banco"], key=spanish_key) == ["Banco", "«Casa»", "¿Dónde?"]


def test_numbers_are_written_as_mexico_writes_them():
    assert thousands(1_234_567) == "1,234,567"
    assert thousands(-1234.5, 2) == "-1,234.50"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_960, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_440_000, "1.4 MB"),
        (80_000_000_000, "80 GB"),
    ],
)
def test_sizes_are_read_by_people(size, text):
    assert bytes_human(size) == text
