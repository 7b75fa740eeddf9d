"""Numbers as offices write them: with thousands separators, decimal commas, currencies, percent signs and units.

A column is such numbers only if all its values are written by one convention. What is taken off is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import islice

from amate.ingest.rule import Rule, Spelling, literal, rule

On = Callable[[str], bool]
# «1,234» is a thousand or little more than one, and so is «1.234»: only other columns tell.
COMMAS, DOTS = "1,234", "1.234"


def _decimal(places: int) -> Rule:
    """Numbers that all have so many decimals, as money does: exact, and written back as they were."""
    shape = rf"-?(0|[1-9]\d{{0,{17 - places}}})\.\d{{{places}}}"
    kin = DOTS if places == 3 else ""
    return rule(
        f"decimal-{places}",
        "number",
        shape,
        f"TRY_CAST({{v}} AS DECIMAL(18,{places}))",
        "number text",
        kin=kin,
    )


# Leading zeros are in no number's shape.
# And «1E5» without a sign may be a key, but not «1.5E3».
_NUMBER = r"-?(0|[1-9]\d*)?(\.\d+([eE]\d{1,3})?)?([eE][+-]\d{1,3})?"

# In order of preference.
PLAIN: tuple[Rule, ...] = (
    rule(
        "integer",
        "integer",
        r"-?(0|[1-9]\d{0,15})",
        "TRY_CAST({v} AS BIGINT)",
        "number text",
        # Beyond 2**53 the world's JSON and spreadsheets change the last digits: a key, not a quantity.
        holds="{v} = CAST(TRY_CAST({v} AS BIGINT) AS VARCHAR) AND abs(TRY_CAST({v} AS BIGINT)) <= 9007199254740992",
    ),
    *(_decimal(places) for places in range(1, 7)),
    rule(
        "number",
        "number",
        _NUMBER,
        "TRY_CAST({v} AS DOUBLE)",
        "number text",
        kin=DOTS,
        # 15 significant digits survive a double; more only if the double prints back as they were.
        holds=f"regexp_full_match({{v}}, {literal(_NUMBER)}) "
        "AND TRY_CAST({v} AS DOUBLE) IS NOT NULL AND (strlen({v}) <= 15 OR "
        "rtrim(CAST(TRY_CAST({v} AS DOUBLE) AS VARCHAR), '0') = rtrim(replace({v}, 'E', 'e'), '0') OR "
        "strlen(ltrim(replace(replace({v}, '.', ''), '-', ''), '0')) <= 15)",
    ),
)


@dataclass(frozen=True)
class Convention:
    """How digits are set: group and decimal are the characters that part thousands and decimals ("" for none)."""

    name: str
    group: str
    decimal: str

    @property
    def core(self) -> str:
        """What the digits of a number look like."""
        whole = r"0|[1-9]\d*"
        if self.group:
            whole = rf"[1-9]\d{{0,2}}(?:{self.group}\d{{3}})+|{whole}"
        power = "" if self.group else r"(?:[eE][+-]\d{1,3})?"
        return rf"(?:(?:{whole})(?:{self.decimal}\d+)?|{self.decimal}\d+){power}"

    def plain(self, sql: str) -> str:
        """SQL of the digits as every machine reads them."""
        if self.group:
            sql = f"regexp_replace({sql}, {literal(self.group)}, '', 'g')"
        return f"replace({sql}, ',', '.')" if self.decimal == "," else sql

    def spellings(self) -> Iterator[Spelling]:
        if self.decimal == ",":
            yield Spelling("decimal-comma", "contains({v}, ',')")
        if self.group:
            yield Spelling("thousands", f"regexp_matches({{v}}, {literal(rf'[0-9]{self.group}[0-9]')})")


_BLANK = "[ \u00a0\u2009\u202f]"
_APOSTROPHE = "['\u2019]"
# In order of preference: in Mexico a comma parts thousands.
CONVENTIONS = (
    Convention("1234.5", "", r"\."),
    Convention("1,234.5", ",", r"\."),
    Convention("1234,5", "", ","),
    Convention("1.234,5", r"\.", ","),
    Convention("1'234,567.8", "[,'\u2019]", r"\."),
    Convention("1 234.5", _BLANK, r"\."),
    Convention("1 234,5", _BLANK, ","),
    Convention("1'234.5", _APOSTROPHE, r"\."),
    Convention("1'234,5", _APOSTROPHE, ","),
)


@dataclass(frozen=True)
class Dress:
    """What may stand about the digits, as regular expressions; always: whether no value but zero goes without it."""

    name: str
    before: str = ""
    after: str = ""
    always: bool = True
    step: str = ""
    means: str | None = None

    @property
    def marks(self) -> str:
        return "|".join(part for part in (self.before, self.after) if part)


_BARE = Dress("", always=False)
_MONEY = (
    Dress(
        "pesos",
        r"MX\$|MXN ?\$?|M\.? ?N\.? ?\$?|\$",
        r"(?:pesos)? ?(?:MXN|M\.? ?N\.?)|pesos(?: mexicanos)?",
        always=False,
        step="currency",
        means="money",
    ),
    Dress(
        "dólares", r"US ?\$|USD ?\$?|U\$S", r"USD|d[oó]lares|dlls\.?|dls\.?", step="currency", means="money"
    ),
    Dress("euros", "€|EUR", "€|EUR|euros", step="currency", means="money"),
    Dress("soles", r"S/\.?", "soles|PEN", step="currency", means="money"),
)
_PERCENT = Dress("%", after="%|por ?ciento", step="percent-signs", means="percent")
# Only words that are units wherever they stand: «12 A» is a door, not twelve amperes. A line has one in all its forms.
_UNITS = [
    line.split("|")
    for line in (resources.files(__package__) / "units.txt").read_text(encoding="utf-8").splitlines()
]
_TAIL = re.compile(r"\d\s*([^\d\s.,'\u2019].*)$")


def spelled(sample: Sequence[str], *, exact_dots: bool, on: On) -> tuple[Rule, ...]:
    """The rules by which all of a sample are written numbers; none when they are plain ones or something else.

    exact_dots: whether a dot is known to part decimals, because some cells were numbers; on: which steps may be done.
    """
    if not all(any(letter.isdigit() or letter in "-" for letter in value) for value in islice(sample, 50)):
        return ()
    found: list[Rule] = []
    for dress in _dresses(sample, on):
        for convention in CONVENTIONS:
            if convention is CONVENTIONS[0] and not dress.step and not on("signs"):
                continue
            if exact_dots and convention.decimal == ",":
                continue
            if all(on(one.code) for one in convention.spellings()):
                found += _fitting(sample, convention, dress, on)
        if found:
            break
    return tuple(found)


def dotted(sample: Sequence[str], on: On) -> tuple[Rule, ...]:
    """The rule by which plain decimals are thousands, if nothing but the rest of the table tells: «1.234», «25.000»."""
    convention = next(one for one in CONVENTIONS if one.name == "1.234,5")
    return tuple(one for one in _fitting(sample, convention, _BARE, on) if one.kin == DOTS)


def _dresses(sample: Sequence[str], on: On) -> list[Dress]:
    tail = _TAIL.search(sample[0])
    said = tail[1].rstrip(" .)").lower() if tail else ""
    units = [
        Dress(forms[0], after=rf"(?:{'|'.join(map(re.escape, forms))})\.?", step="units")
        for forms in _UNITS
        if said in forms
    ]
    dressed = [*_MONEY, _PERCENT, *units]
    return [_BARE, *(dress for dress in dressed if on(dress.step))]


def _fitting(sample: Sequence[str], convention: Convention, dress: Dress, on: On) -> Iterator[Rule]:
    """The rules of one convention in one dress that a sample does not refute."""
    whole, digits = _shape(convention, dress, on)
    shape, core = re.compile(whole), re.compile(digits)
    if not all(shape.fullmatch(value) for value in sample):
        return
    plain = [_plain(value, core, convention) for value in sample]
    for kind in PLAIN:
        if all(kind.shape.fullmatch(value) for value in plain):
            yield _dressed(kind, whole, digits, convention, dress)


_SPACE = "[ \t\u00a0\u202f]*"
_MINUS = "[-\u2212\u2013]"
# Before the digits or after them; what stands within is an exponent's.
_NEGATIVE = f"^[^0-9]*(?:{_MINUS}|[(])[^0-9]*[0-9]|[0-9][^0-9]*{_MINUS}$"
_SIGNS = literal(f"^[^0-9]*[(+\u2212\u2013]|[0-9][^0-9]*{_MINUS}$|[^0-9]-$")


def _shape(convention: Convention, dress: Dress, on: On) -> tuple[str, str]:
    """Regular expressions of a whole value and of its digits."""
    core = convention.core
    before = rf"(?:(?:{dress.before}){_SPACE})" if dress.before else ""
    after = rf"(?:{_SPACE}(?:{dress.after}))" if dress.after else ""
    marked = _marked(before, core, after, dress)
    inside = rf"(?:{marked}|{before}{_MINUS}{_SPACE}{core}{after}?)" if before else marked  # $-1,234.50
    if not on("signs"):
        return rf"(?i)-?{inside}", core
    # Excel's accounting format writes zero as a dash beside the currency.
    zero = rf"|{before}-" if dress.step == "currency" else ""
    return rf"(?i)(?:{_MINUS}|\+)?{_SPACE}{inside}|\({_SPACE}{inside}{_SPACE}\)|{marked}{_SPACE}-{zero}", core


def _marked(before: str, core: str, after: str, dress: Dress) -> str:
    if not before and not after:
        return core
    if not dress.always:
        return f"{before}?{core}{after}?"
    ways = [f"{before}{core}{after}?"] if before else []
    ways += [rf"(?:\$ ?)?{core}{after}" if before else f"{core}{after}"]
    return f"(?:{'|'.join(ways)}|0)"


def _plain(value: str, core: re.Pattern[str], convention: Convention) -> str:
    found = core.search(value)
    digits = found[0] if found else "0"
    if convention.group:
        digits = re.sub(convention.group, "", digits)
    sign = "-" if re.search(_NEGATIVE, value) else ""
    return sign + (digits.replace(",", ".") if convention.decimal == "," else digits)


def _dressed(kind: Rule, whole: str, digits: str, convention: Convention, dress: Dress) -> Rule:
    core = convention.plain(f"regexp_extract({{v}}, {literal(digits)})")
    minus = f"regexp_matches({{v}}, {literal(_NEGATIVE)})"
    sign = f"CASE WHEN {{v}} IS NULL THEN NULL WHEN {minus} THEN '-' ELSE '' END"
    plain = f"({sign} || coalesce(nullif({core}, ''), '0'))"
    spellings = [*convention.spellings()]
    if dress.step:
        marks = f"regexp_matches({{v}}, {literal(f'(?i){dress.marks}')})"
        spellings.append(Spelling(dress.step, marks, dress.name))
    spellings.append(Spelling("signs", f"regexp_matches({{v}}, {_SIGNS})"))
    return replace(
        kind,
        name=f"{kind.name} {convention.name}{f' {dress.name}' if dress.name else ''}",
        shape=re.compile(whole),
        holds=f"regexp_full_match({{v}}, {literal(whole)}) AND {_over(kind.holds, plain)}",
        value=_over(kind.value, plain),
        kin=_kin(convention, kind),
        spellings=tuple(spellings),
        means=dress.means,
    )


def _over(sql: str, plain: str) -> str:
    """The SQL of a plain rule over digits made plain; both are format strings, and so is what is returned."""
    return sql.replace("{v}", plain)


def _kin(convention: Convention, kind: Rule) -> str:
    if (convention.name, kind.name) in (
        ("1,234.5", "integer"),
        ("1234,5", "decimal-3"),
        ("1234,5", "number"),
    ):
        return COMMAS
    return DOTS if (convention.name, kind.name) == ("1.234,5", "integer") else f"{kind.kin} {convention.name}"
