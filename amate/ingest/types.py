"""What type a column is: a rule holds only if every value of the column keeps it, and no value may change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from amate.ingest.dates import dates, every_date
from amate.ingest.degrees import DEGREES, are_degrees
from amate.ingest.numerals import DOTS, PLAIN, dotted, spelled
from amate.ingest.recognise.names import is_quantity, says
from amate.ingest.rule import Rule, Spelling, literal, rule
from amate.places import inegi

On = Callable[[str], bool]
# What people call the types that they may choose.
CALLED = {
    "text": "texto",
    "integer": "número entero",
    "number": "número",
    "boolean": "sí o no",
    "date": "fecha",
    "datetime": "fecha y hora",
    "time": "hora",
}

BOOLEANS: tuple[Rule, ...] = (
    rule(
        "boolean",
        "boolean",
        r"(?i)true|false|verdadero|falso|s[ií]|no|yes",
        "CASE WHEN lower({v}) IN ('true', 'verdadero', 'sí', 'si', 'yes') THEN true "
        "WHEN lower({v}) IN ('false', 'falso', 'no') THEN false END",
        "text boolean",
    ),
)
# One letter alone says nothing: «N» may be north. Both of a pair, and nothing else, say yes and no.
LETTERS: tuple[tuple[str, str], ...] = (("s", "n"), ("y", "n"))
POINTS_OF_THE_COMPASS = ("orientacion", "rumbo", "sentido", "direccion", "zona", "hemisferio", "lado")

# Only when a person asks for it: it loses what they may be keys by.
WITHOUT_ZEROS = rule(
    "integer without zeros", "integer", r"-?\d{1,15}", "TRY_CAST({v} AS BIGINT)", "text number"
)
_NUMERIC = re.compile(r"[^A-Za-z0-9]{0,4}\d")

TEXT = rule("text", "text", r"(?s).*", "{v}", "text")
JSON = rule("json", "json", r"(?s).*", "{v}", "json")


def rules_of(type_: str, name: str, sample: Sequence[str]) -> tuple[Rule, ...]:
    """The rules by which values become this type, whatever some of the sample say: a person wants it."""
    if type_ == "text":
        return (TEXT,)
    wanted = (*BOOLEANS, *every_date(name), *PLAIN, WITHOUT_ZEROS)
    numeric = [value for value in sample if _NUMERIC.match(value)]
    written = spelled(numeric, exact_dots=False, on=lambda step: True) if numeric else ()
    return tuple(one for one in (*wanted, *written) if one.type == type_)


def possible(
    name: str, sample: Sequence[str], kinds: frozenset[str] | None, on: On = lambda step: True
) -> tuple[Rule, ...]:
    """The rules that a sample of a column's values does not refute, the likeliest first.

    kinds: what kinds of cells a workbook or JSON said it has, None for text that may be anything; on: whether a
    step is to be done.
    """
    if not sample:
        return ()
    known = kinds - {"missing"} if kinds is not None else None
    return tuple(
        one
        for one in _unrefuted(name, sample, known, on)
        if (known is None or (known and known <= one.kinds)) and all(on(way.code) for way in one.spellings)
    )


def _unrefuted(name: str, sample: Sequence[str], known: frozenset[str] | None, on: On) -> Iterator[Rule]:
    if _are_printed_keys(sample):
        yield _JOIN
        return
    if are_degrees(sample):
        yield DEGREES
    yield from (one for one in BOOLEANS if all(one.shape.fullmatch(value) for value in sample))
    yield from _letters(name, sample)
    of_time = list(dates(name, sample))
    yield from (one for one in of_time if "number" in one.kinds)
    # A text that a workbook or JSON set out as text stays one, unless its name says that it is measured.
    numbers = [one for one in PLAIN if all(one.shape.fullmatch(value) for value in sample)]
    if known is None or "number" in known or is_quantity(name):
        yield from numbers
    yield from _spelled(sample, known, numbers, on)
    yield from (one for one in of_time if "number" not in one.kinds)


def _spelled(
    sample: Sequence[str], known: frozenset[str] | None, numbers: Sequence[Rule], on: On
) -> Iterator[Rule]:
    """Written numbers; where plain ones fit as well, only those whose dots may part thousands."""
    if not numbers:
        yield from spelled(sample, exact_dots=known is not None and "number" in known, on=on)
    elif numbers[0].kin == DOTS and known is None and on("thousands"):
        yield from dotted(sample, on)


def _letters(name: str, sample: Sequence[str]) -> Iterator[Rule]:
    said = {value.casefold() for value in sample}
    if says(name, *POINTS_OF_THE_COMPASS):
        return
    for yes, no in LETTERS:
        if said == {yes, no}:
            yield rule(
                f"boolean {yes}/{no}",
                "boolean",
                f"(?i)[{yes}{no}]",
                f"CASE lower({{v}}) WHEN '{yes}' THEN true WHEN '{no}' THEN false END",
                "text",
            )


# A state's key is a formula in INEGI's exports, so that Excel leaves its zero: «=CONCATENAR(0,01)».
_KEY = r"\d{2}(?: ?\d{3}(?: ?\d{4})?)?"
_JOINED = re.compile(rf"{_KEY}|=CONCATENAR\([ 0],\d{{2}}\)")


_JOIN = rule(
    "joined-keys",
    "text",
    _JOINED.pattern,
    f"replace(regexp_extract({{v}}, {literal(_KEY)}), ' ', '')",
    "text",
    spellings=(Spelling("joined-keys", "contains({v}, ' ') OR contains({v}, '(')"),),
)


def _are_printed_keys(sample: Sequence[str]) -> bool:
    """Whether they are INEGI's keys as it prints them, «14 039» for 14039: all of them places, some with the blank."""
    return any(" " in value for value in sample) and all(
        _JOINED.fullmatch(value) and _is_key(_bare_key(value)) for value in set(sample)
    )


def _bare_key(value: str) -> str:
    found = re.search(_KEY, value)
    return found[0].replace(" ", "") if found else ""


def _is_key(digits: str) -> bool:
    """Of a state, a municipality or a locality; "00" is the country, "000" and "999" what is not specified."""
    state, municipality = digits[:2], digits[2:5]
    if municipality in ("", "000", "999"):
        return state in ("00", "33", "34", "35", "99") or inegi.state(state) is not None
    return inegi.municipality(digits[:5]) is not None
