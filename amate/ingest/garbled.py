"""Text that was decoded by the wrong table before it came here: «GarcÃ­a», «Mar√≠a», «â€œ»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amate.ingest.rule import literal

_LETTERS = "áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª«»·´²³½¼¾àèìòùâêîôûäëïöçãõÀÈÌÒÙÇ“”‘’–—…•€™®©±×\u00a0"


def _misread(text: str, table: str) -> str:
    """The bytes of a text in UTF-8 as this table shows them; what it leaves undefined is shown by its number."""
    return "".join(bytes([byte]).decode(table, errors="ignore") or chr(byte) for byte in text.encode())


def _pairs() -> Iterator[tuple[str, str]]:
    for letter in _LETTERS:
        for table in ("cp1252", "latin-1", "mac_roman"):
            once = _misread(letter, table)
            yield once, letter
            yield _misread(once, table), letter


# What stands in cells, and the letter that it was; no Spanish word holds any of these.
GARBLED: dict[str, str] = dict(_pairs())


FIRST_LETTERS = "".join(sorted({text[0] for text in GARBLED}))


def _suspect() -> str:
    """A regular expression of all of them: their first letter and any of the second ones that follow it."""
    seconds: dict[str, set[str]] = {}
    for text in GARBLED:
        seconds.setdefault(text[0], set()).add(text[1])
    return "|".join(f"{first}[{''.join(sorted(several))}]" for first, several in sorted(seconds.items()))


# A CASE, for AND looks at both sides: most cells are ASCII, and of the others few have such a letter.
TOUCHES = (
    "CASE WHEN strlen({c}) = length({c}) THEN false "
    f"WHEN {' OR '.join(f'contains({{c}}, {literal(letter)})' for letter in FIRST_LETTERS)} "
    f"THEN regexp_matches({{c}}, {literal(_suspect())}) ELSE false END"
)
FOUND = (
    "list_distinct(flatten(list(regexp_extract_all({c}, "
    + literal("|".join(sorted(GARBLED, key=len)[::-1]))
    + "))))"
)


def mended(found: Iterable[str]) -> str:
    """SQL of a cell {c} with these put right, the longest first."""
    sql = "{c}"
    for text in sorted(found, key=lambda one: (-len(one), one)):
        sql = f"replace({sql}, {literal(text)}, {literal(GARBLED[text])})"
    return sql
