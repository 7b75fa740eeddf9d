"""How Spanish text becomes the words that are compared: the same for what is indexed and what is typed.

Accents are folded *before* stemming, so that text typed without them, or written in capitals, gives the same
stems. What Spanish stemmers then leave apart (mujer, mujeres) is joined again by `stems_of`.
"""

from __future__ import annotations

import unicodedata

from tantivy import Filter, Index, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

STEMS, WORDS = "amate_stems", "amate_words"

# Words that carry no meaning in a search, folded; the last line is what questions begin with.
STOP_WORDS = """
    a al ante con de del desde e el en entre es esta este estas estos la las le les lo los mas ni o para por que
    se segun ser si sin sobre son su sus u un una unas uno unos y ya
    como cual cuales cuando cuanta cuantas cuanto cuantos donde hay quien quienes
"""


def _analyzer(*filters: Filter) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.lowercase(), Filter.ascii_fold(), *filters):
        builder = builder.filter(step)
    return builder.build()


ANALYZERS: dict[str, TextAnalyzer] = {
    STEMS: _analyzer(Filter.custom_stopword(STOP_WORDS.split()), Filter.stemmer("spanish")),
    WORDS: _analyzer(),
}


def register(index: Index) -> None:
    """Tell an opened index the analyzers that its schema names; each process does it on opening."""
    for name, analyzer in ANALYZERS.items():
        index.register_tokenizer(name, analyzer)


def normal(text: str) -> str:
    """`text` with composed accents and without what cannot be stored (lone surrogates)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).encode("utf-8", "ignore").decode()


def words(text: str) -> list[str]:
    """The words of `text`, folded, not stemmed: "Población de 2020" → poblacion, de, 2020."""
    found: list[str] = ANALYZERS[WORDS].analyze(normal(text))
    return found


def stems(text: str) -> list[tuple[int, str]]:
    """The stems of `text` with their positions; words without meaning leave a gap."""
    return [(token.position, token.text) for token in ANALYZERS[STEMS].pre_tokenize(normal(text)).tokens]


def stems_of(word: str) -> tuple[str, ...]:
    """Every stem that one word can have as singular and as plural; none if it carries no meaning."""
    own = [stem for _, stem in stems(word)]
    if not own:
        return ()
    return tuple(dict.fromkeys(own + [stem for form in _other_numbers(word) for _, stem in stems(form)]))


def _other_numbers(word: str) -> list[str]:
    """The singular or plural forms that `word`, folded, may have: luces → luz, luce; mujer → mujeres."""
    if len(word) < 3 or not word.isalpha():
        return []
    if word.endswith("ces"):
        return [word[:-3] + "z", word[:-1]]
    if word.endswith("es"):
        return [word[:-2], word[:-1], word + "es"]
    if word.endswith("s"):
        return [word[:-1], word + "es"]
    if word.endswith("z"):
        return [word[:-1] + "ces"]
    return [word + "s"] if word[-1] in "aeiou" else [word + "es"]
