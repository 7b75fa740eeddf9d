"""Identifiers of persons and companies, each with the check that its issuer put into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from amate.ingest.recognise.data import words_of
from amate.places import inegi

# RENAPO's letters of the states; NE is who was born abroad.
_ENTITIES = "|".join([*(state.letters for state in inegi.states().values()), "NE"])
_DAY = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# X is the third value of sex since 2023.
CURP = rf"[A-Z][AEIOUX][A-Z]{{2}}{_DAY}[HMX](?:{_ENTITIES})[A-ZÑ]{{3}}[0-9A-Z]\d"
RFC_PERSON = rf"[A-ZÑ&]{{4}}{_DAY}[0-9A-Z]{{3}}"
RFC_COMPANY = rf"[A-ZÑ&]{{3}}{_DAY}[0-9A-Z]{{3}}"
VOTER_KEY = rf"[A-ZÑ]{{6}}{_DAY}(?:0[1-9]|[12]\d|3[0-3]|8[78])[HMX]\d{{3}}"
CLABE = r"\d{18}"
NSS = r"\d{11}"

_CURP, _RFC_PERSON, _RFC_COMPANY, _VOTER_KEY = map(re.compile, (CURP, RFC_PERSON, RFC_COMPANY, VOTER_KEY))
_CURP_LETTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_RFC_LETTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
# For sales to the public and to foreigners: nobody's.
_NOBODY = {"XAXX010101000", "XEXX010101000"}

# Banks and institutions that take part in SPEI, by the three digits that begin a CLABE (Banco de México).
_BANKS = words_of("banks.txt")


def written(value: str) -> str:
    """An identifier as its issuer writes it: capitals, without blanks or hyphens."""
    return re.sub(r"[\s.-]", "", value).upper()


def looks_like_curp(value: str) -> bool:
    """Whether it is built as a CURP, a real day of birth in it."""
    value = written(value)
    return bool(_CURP.fullmatch(value)) and _is_day(value[4:10], later=not value[16].isdigit())


def is_curp(value: str) -> bool:
    """Whether it is built as a CURP and its last digit agrees."""
    value = written(value)
    if not looks_like_curp(value):
        return False
    total = sum(_CURP_LETTERS.index(letter) * (18 - at) for at, letter in enumerate(value[:17]))
    return int(value[17]) == -total % 10


def looks_like_rfc_person(value: str) -> bool:
    value = written(value)
    return bool(_RFC_PERSON.fullmatch(value)) and value not in _NOBODY and _is_day(value[4:10])


def is_rfc_person(value: str) -> bool:
    """An RFC of thirteen characters whose last one agrees; about one real one in seventy was issued with another."""
    return looks_like_rfc_person(value) and _rfc_agrees(written(value))


def looks_like_rfc_company(value: str) -> bool:
    value = written(value)
    return bool(_RFC_COMPANY.fullmatch(value)) and _is_day(value[3:9])


def looks_like_rfc(value: str) -> bool:
    """Anybody's: that of a person, of a company, or the one that stands for nobody."""
    return written(value) in _NOBODY or looks_like_rfc_person(value) or looks_like_rfc_company(value)


def has_clabe_digit(value: str) -> bool:
    value = written(value)
    if not re.fullmatch(CLABE, value):
        return False
    total = sum(int(digit) * weight % 10 for digit, weight in zip(value[:17], (3, 7, 1) * 6, strict=False))
    return int(value[17]) == -total % 10


def is_clabe(value: str) -> bool:
    """Whether it names a bank and its last digit agrees."""
    return has_clabe_digit(value) and written(value)[:3] in _BANKS


def is_nss(value: str) -> bool:
    """Eleven digits whose last agrees by Luhn; one random number in ten does too."""
    value = written(value)
    if not re.fullmatch(NSS, value) or len(set(value)) == 1:
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(value)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def is_voter_key(value: str) -> bool:
    value = written(value)
    return bool(_VOTER_KEY.fullmatch(value)) and _is_day(value[6:12])


def _rfc_agrees(value: str) -> bool:
    padded = value[:-1].rjust(12)
    total = sum(_RFC_LETTERS.index(letter) * (13 - at) for at, letter in enumerate(padded))
    return value[-1] == _RFC_LETTERS[-total % 11]


def _is_day(digits: str, *, later: bool | None = None) -> bool:
    """Whether six digits are a day; of which century is known for a CURP, else either will do."""
    centuries = (1900, 2000) if later is None else ((2000,) if later else (1900,))
    return any(_exists(century + int(digits[:2]), int(digits[2:4]), int(digits[4:])) for century in centuries)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


Check = Callable[[str], bool]
