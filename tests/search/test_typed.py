from __future__ import annotations

from amate.catalog.search.synonyms import read as read_synonyms
from amate.catalog.search.typed import MOST_WORDS, Phrase, Piece, Word, read


def typed(pieces: tuple[Piece, ...]) -> list[str]:
    return [" ".join(word.text for word in _words(piece)) for piece in pieces]


def _words(piece: Piece) -> tuple[Word, ...]:
    return piece.typed.words if isinstance(piece.typed, Phrase) else piece.typed


def test_words_and_phrases_are_read_in_order() -> None:
    pieces = read('Presupuesto «obra pública» de Tonalá "2024"')
    assert typed(pieces) == ["presupuesto", "obra publica", "tonala", "2024"]
    assert [isinstance(piece.typed, Phrase) for piece in pieces] == [False, True, False, False]


def test_only_the_word_being_typed_is_unfinished() -> None:
    assert [_words(piece)[0].unfinished for piece in read("agua potab")] == [False, True]
    assert not any(word.unfinished for piece in read("agua de") for word in _words(piece))
    assert not any(word.unfinished for piece in read('"agua"') for word in _words(piece))


def test_the_longest_phrase_with_synonyms_is_one_piece() -> None:
    synonyms = read_synonyms(["agua, líquido", "agua potable, agua entubada"])
    pieces = read("tarifas del agua potable", synonyms)
    assert typed(pieces) == ["tarifas", "agua potable"]
    assert len(pieces[1].others) == 1


def test_what_is_said_twice_is_asked_once() -> None:
    assert [_words(piece)[0].unfinished for piece in read("agua " * 90)] == [False, True]
    assert len(read(" ".join(f"palabra{n}" for n in range(500)))) <= MOST_WORDS
