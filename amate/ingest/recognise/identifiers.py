"""Identifiers of persons and companies, each with the check that its issuer put into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from amate.ingest.recognise.data import words_of
from amate.places import inegi

# RENAPO's letters of the states; NE is who was born abroad.
_ENTITIES = "|".join([*(state.letters for state in inegi.states().values()), "NE"])
DAY = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# What people put between the parts of an identifier; written out, for RE2 and Python mean other things by \s.
APART = "[ \\t\u00a0\u2007\u202f._\u2010-\u2013-]"
# X is the third value of sex since 2023. @ stands where people write the parts apart.
_CURP_PARTS = rf"[A-Z][AEIOUX][A-Z]{{2}}@{DAY}@[HMX]@(?:{_ENTITIES})@[A-ZÑ]{{3}}@[0-9A-Z]@\d"
_RFC_PERSON_PARTS = rf"[A-ZÑ&]{{4}}@{DAY}@[0-9A-Z]{{3}}"
_VOTER_KEY_PARTS = rf"[A-ZÑ]{{6}}@{DAY}@(?:0[1-9]|[12]\d|3[0-3]|8[78])@[HMX]@\d{{3}}"


def _joined(parts: str) -> str:
    return parts.replace("@", "")


def loosely(parts: str) -> str:
    """The same with something between its parts, or not."""
    return parts.replace("@", f"{APART}?")


CURP, RFC_PERSON, VOTER_KEY = map(_joined, (_CURP_PARTS, _RFC_PERSON_PARTS, _VOTER_KEY_PARTS))
RFC_COMPANY = rf"[A-ZÑ&]{{3}}{DAY}[0-9A-Z]{{3}}"
CLABE = r"\d{18}"
EXACT = 15  # digits that every workbook keeps of a number
NSS = r"\d{11}"
# As they are looked for in the middle of texts.
LOOSE = {
    "curp": loosely(_CURP_PARTS),
    "rfc_person": loosely(_RFC_PERSON_PARTS),
    "voter_key": loosely(_VOTER_KEY_PARTS),
    "clabe": loosely(r"\d" + r"@\d" * 17),
    "nss": loosely(r"\d" + r"@\d" * 10),
}
# In the middle of a text numbers are believed only after one of these words.
CALLED = {
    "clabe": r"clabe|interbancaria|cuenta|\bcta\b|dep[oó]sit|transferen",
    "nss": r"\bnss\b|n\.s\.s|segur[oi](?:dad)? social|\bimss\b|afiliaci[oó]n",
}

_CURP, _RFC_PERSON, _RFC_COMPANY, _VOTER_KEY = map(re.compile, (CURP, RFC_PERSON, RFC_COMPANY, VOTER_KEY))
_APART = re.compile(rf"{APART}|\s")
CURP_LETTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
RFC_LETTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
# For sales to the public and to foreigners: nobody's.
NOBODY = {"XAXX010101000", "XEXX010101000"}

# Banks and institutions that take part in SPEI, by the three digits that begin a CLABE (Banco de México).
BANKS = words_of("banks.txt")


def written(value: str) -> str:
    """An identifier as its issuer writes it: capitals, without blanks or hyphens."""
    return _APART.sub("", value).upper()


def looks_like_curp(value: str) -> bool:
    """Whether it is built as a CURP, a real day of birth in it."""
    value = written(value)
    return bool(_CURP.fullmatch(value)) and _is_day(value[4:10], later=not value[16].isdigit())


def is_curp(value: str) -> bool:
    """Whether it is built as a CURP and its last digit agrees."""
    value = written(value)
    if not looks_like_curp(value):
        return False
    total = sum(CURP_LETTERS.index(letter) * (18 - at) for at, letter in enumerate(value[:17]))
    return int(value[17]) == -total % 10


def looks_like_rfc_person(value: str) -> bool:
    value = written(value)
    return bool(_RFC_PERSON.fullmatch(value)) and value not in NOBODY and _is_day(value[4:10])


def is_rfc_person(value: str) -> bool:
    """An RFC of thirteen characters whose last one agrees; about one real one in seventy was issued with another."""
    return looks_like_rfc_person(value) and _rfc_agrees(written(value))


def looks_like_rfc_company(value: str) -> bool:
    value = written(value)
    return bool(_RFC_COMPANY.fullmatch(value)) and _is_day(value[3:9])


def looks_like_rfc(value: str) -> bool:
    """Anybody's: that of a person, of a company, or the one that stands for nobody."""
    return written(value) in NOBODY or looks_like_rfc_person(value) or looks_like_rfc_company(value)


def has_clabe_digit(value: str) -> bool:
    value = written(value)
    if not re.fullmatch(CLABE, value):
        return False
    total = sum(int(digit) * weight % 10 for digit, weight in zip(value[:17], (3, 7, 1) * 6, strict=False))
    return int(value[17]) == -total % 10


def is_clabe(value: str) -> bool:
    """Whether it names a bank and its last digit agrees."""
    return has_clabe_digit(value) and written(value)[:3] in BANKS


def is_clabe_in_numbers(value: str) -> bool:
    """A CLABE that a workbook kept as a number: without the zeros before it, its last digits perhaps made zeros."""
    value = written(value)
    if not re.fullmatch(r"\d{14,18}", value) or value.zfill(18)[:3] not in BANKS:
        return False
    return is_clabe(value.zfill(18)) or (len(value) > EXACT and value.endswith("00"))


def is_nss(value: str) -> bool:
    """Eleven digits whose last agrees by Luhn; one random number in ten does too. A number lost the zero before it."""
    value = written(value).zfill(11) if len(written(value)) >= 9 else ""
    if not re.fullmatch(NSS, value) or len(set(value)) == 1:
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(value)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def is_voter_key(value: str) -> bool:
    value = written(value)
    return bool(_VOTER_KEY.fullmatch(value)) and _is_day(value[6:12])


def _rfc_agrees(value: str) -> bool:
    padded = value[:-1].rjust(12)
    total = sum(RFC_LETTERS.index(letter) * (13 - at) for at, letter in enumerate(padded))
    return value[-1] == RFC_LETTERS[-total % 11]


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
