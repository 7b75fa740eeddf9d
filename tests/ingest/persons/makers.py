"""Identifiers of nobody, made by the rules that their issuers publish and never by the code that looks for them.

Check digits of CURP, RFC and NSS are those of python-stdnum; that of CLABE is written out as Banco de México does.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from datetime import date, timedelta

from stdnum import luhn
from stdnum.mx import curp as stdnum_curp
from stdnum.mx import rfc as stdnum_rfc

Maker = Callable[[random.Random], str]
STATES = (
    "AS",
    "BC",
    "CH",
    "DF",
    "GT",
    "HG",
    "JC",
    "MC",
    "NL",
    "OC",
    "PL",
    "QR",
    "SR",
    "TS",
    "VZ",
    "YN",
    "NE",
)
HOMONYMS = string.ascii_uppercase + "123456789"
INNER = "BCDFGHJKLMNPQRSTVWXYZ"
GIVEN = (
    "María",
    "José",
    "Guadalupe",
    "Juan",
    "Rosa",
    "Luis",
    "Ana",
    "Miguel",
    "Lucía",
    "Ángel",
    "Sofía",
    "Jesús",
)
SURNAMES = (
    "Hernández",
    "García",
    "Martínez",
    "López",
    "González",
    "Pérez",
    "Rodríguez",
    "Sánchez",
    "Núñez",
    "Ruiz",
)
# Of some banks that take part in SPEI.
BANKS = ("002", "012", "014", "021", "036", "044", "058", "072", "127", "137", "638", "646", "722")
LADAS = ("33", "55", "81", "222", "322", "442", "477", "614", "664", "999")
BOXES = (
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "yahoo.com.mx",
    "live.com.mx",
    "icloud.com",
    "prodigy.net.mx",
)


def day(dice: random.Random, first: int = 1930, last: int = 2015) -> date:
    begin = date(first, 1, 1)
    return begin + timedelta(dice.randrange((date(last, 12, 31) - begin).days))


def _letters(dice: random.Random) -> str:
    return dice.choice(INNER) + dice.choice("AEIOU") + dice.choice(INNER) + dice.choice("BCDFGHJLMNPRST")


def curp(dice: random.Random, sexes: str = "HM") -> str:
    born = day(dice)
    inner = "".join(dice.choices(INNER, k=3))
    mark = dice.choice(string.ascii_uppercase) if born.year >= 2000 else dice.choice("0123456789")
    bare = f"{_letters(dice)}{born:%y%m%d}{dice.choice(sexes)}{dice.choice(STATES)}{inner}{mark}"
    return bare + stdnum_curp.calc_check_digit(bare)


def curp_x(dice: random.Random) -> str:
    return curp(dice, "X")


def rfc_person(dice: random.Random) -> str:
    bare = f"{_letters(dice)}{day(dice, last=2005):%y%m%d}{''.join(dice.choices(HOMONYMS, k=2))}"
    return bare + stdnum_rfc.calc_check_digit(bare)


def rfc_company(dice: random.Random) -> str:
    letters = "".join(dice.choices(string.ascii_uppercase, k=3))
    bare = f"{letters}{day(dice, 1960, 2023):%y%m%d}{''.join(dice.choices(HOMONYMS, k=2))}"
    return bare + stdnum_rfc.calc_check_digit(bare)


def clabe(dice: random.Random) -> str:
    """Bank, place and account in 3, 3 and 11 digits; weights 3, 7, 1, of whose products the last digits are added."""
    bare = dice.choice(BANKS) + f"{dice.randrange(1, 1000):03}" + f"{dice.randrange(10**11):011}"
    ends = [int(digit) * weight % 10 for digit, weight in zip(bare, (3, 7, 1) * 6, strict=False)]
    return bare + str((10 - sum(ends) % 10) % 10)


def nss(dice: random.Random) -> str:
    office, year, born = dice.randrange(1, 98), dice.randrange(60, 100), dice.randrange(40, 100)
    bare = f"{office:02}{year:02}{born:02}{dice.randrange(10_000):04}"
    return bare + luhn.calc_check_digit(bare)


def voter_key(dice: random.Random) -> str:
    letters = "".join(dice.choices(INNER, k=6))
    born, state, sex = day(dice, last=2004), dice.randrange(1, 33), dice.choice("HM")
    return f"{letters}{born:%y%m%d}{state:02}{sex}{dice.randrange(1000):03}"


def phone(dice: random.Random) -> str:
    lada = dice.choice(LADAS)
    rest = "".join(dice.choices(string.digits, k=10 - len(lada)))
    return lada + rest.replace("0", "1", 1)


def mail(dice: random.Random) -> str:
    user = f"{dice.choice('abcdefgh')}{dice.choice(('garcia', 'lopez', 'ruiz'))}{dice.randrange(99)}"
    return f"{user}@{dice.choice(BOXES)}"


def full_name(dice: random.Random) -> str:
    return f"{dice.choice(GIVEN)} {dice.choice(SURNAMES)} {dice.choice(SURNAMES)}"


MAKERS: dict[str, Maker] = {
    "curp": curp,
    "curp with X": curp_x,
    "rfc_person": rfc_person,
    "rfc_company": rfc_company,
    "clabe": clabe,
    "nss": nss,
    "voter_key": voter_key,
    "phone": phone,
    "email": mail,
}


def kind_of(made: str) -> str:
    """What the detector calls it."""
    return "curp" if made == "curp with X" else made


# Where blanks or hyphens fall when people write them apart: the lengths of the parts.
PARTS = {
    "curp": (4, 6, 6, 2),
    "curp with X": (4, 6, 6, 2),
    "rfc_person": (4, 6, 3),
    "rfc_company": (3, 6, 3),
    "clabe": (3, 3, 11, 1),
    "nss": (4, 2, 4, 1),
    "voter_key": (6, 6, 2, 4),
    "phone": (2, 4, 4),
}


def apart(made: str, value: str, by: str) -> str:
    """An identifier in its parts."""
    parts, at = [], 0
    for length in PARTS[made]:
        parts.append(value[at : at + length])
        at += length
    return by.join(parts)
