"""Dates and times as offices write them: day or month first, with Spanish months, with a. m. and p. m."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from amate.ingest.recognise.names import BIRTH_NAMES, is_code_name, says
from amate.ingest.rule import Rule, Spelling, literal, rule

_ISO = r"\d{4}[/-]\d{1,2}[/-]\d{1,2}"
_NUMERIC = r"\d{1,2}(?:[/-]\d{1,2}[/-](?:\d{4}|\d{2})|\.\d{1,2}\.\d{4})"
_DATE = rf"(?:{_NUMERIC}|{_ISO})"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_NOON = "[ \u00a0\u202f]*[aApP][.]?[ \u00a0]?[mM][.]?"
_NOON_PARTS = literal("[ \u00a0\u202f]*([aApP])[.]?[ \u00a0]?[mM][.]?$")
_HALVES = f"regexp_replace({{v}}, {_NOON_PARTS}, ' \\1M')"
_ISO_TIME = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_ZONE = re.compile(rf"{_ISO}[ T]{_ISO_TIME}( ?(?:Z|[+-]\d{{2}}:?\d{{2}}|[+-]\d{{2}}))")

# The first three letters of a month tell it, in Spanish and in the English of a badly set up Excel.
_MONTHS = (
    r"(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|may(?:o)?|jun(?:io)?|jul(?:io)?|ago(?:sto)?|"
    r"sep(?:t(?:iembre)?)?|set(?:iembre)?|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?|"
    r"jan(?:uary)?|february|march|apr(?:il)?|june|july|aug(?:ust)?|september|october|november|dec(?:ember)?)\.?"
)
_NUMBERS = {
    **{
        word: at
        for at, word in enumerate(
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"], 1
        )
    },
    **{"jan": 1, "apr": 4, "aug": 8, "set": 9, "dec": 12},
}
_WEEKDAY = r"(?:(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom)[a-zé]*\.?,? +)?"
# «1ro de enero», «1.º de enero».
_ORDINAL = r"(?:\.?[oº°]|ro|er)?"
_PART = r"(?: de | del | ?[ /.,-] ?)"
# Digits that are a day of a year of ours.
_COMPACT = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SERIAL = r"[1-9]\d{3,4}"
_TWO_DIGITS = 69  # as POSIX has it: 69 is 1969 and 68 is 2068


def _strptime(order: str, times: Sequence[str]) -> str:
    # %y before %Y: DuckDB's %Y would take the year 14 for what it says.
    forms = [f"{order}/{year}{time}" for time in times for year in ("%y", "%Y")]
    cell = "translate({v}, '-.', '//')" if times == ("",) else "replace({v}, '-', '/')"
    iso = [f"%Y/%m/%d{time}" for time in times]
    year_first = f"regexp_matches({{v}}, {literal('^[0-9]{4}')})"
    return (
        f"CASE WHEN {year_first} THEN try_strptime({cell}, [{_listed(iso)}]) "
        f"ELSE try_strptime({cell}, [{_listed(forms)}]) END"
    )


def _listed(forms: Sequence[str]) -> str:
    return ", ".join(f"'{form}'" for form in forms)


def _half_days(order: str) -> str:
    """With a. m. and p. m., however they are spaced and dotted."""
    return _strptime(order, (" %I:%M:%S %p", " %I:%M %p", "")).replace("{v}", _HALVES)


_DAY_TIMES = (" %H:%M:%S", " %H:%M", " %H:%M:%S.%f", "")


def _in_words(shape: str, day: str) -> tuple[str, str]:
    """Shape and SQL of dates whose month is a word; `shape` names its parts d, m and y."""
    bare = re.sub(r"\?P<[dmy]>", "?:", shape)
    groups = re.findall(r"\?P<([dmy])>", shape)
    parts = literal(f"(?i)^{re.sub('[?]P<[dmy]>', '', shape)}$")
    found = f"regexp_extract({{v}}, {parts}, {groups})"
    months = " ".join(f"WHEN '{word}' THEN '{number:02}'" for word, number in _NUMBERS.items())
    year = (
        f"CASE WHEN strlen({found}.y) = 4 THEN {found}.y "
        f"WHEN {found}.y < '{_TWO_DIGITS}' THEN '20' || {found}.y ELSE '19' || {found}.y END"
    )
    date = f"{year} || '-' || CASE left(lower({found}.m), 3) {months} END || '-' || {day.replace('{d}', f'{found}.d')}"
    return f"(?i){bare}", f"TRY_CAST({date} AS DATE)"


def _with_time(shape: str, day: str) -> tuple[str, str]:
    """The same with a time after it, of none the beginning of the day."""
    bare, date = _in_words(shape, day)
    time = f" {_TIME}"
    head = f"regexp_replace({{v}}, {literal(f'{time}$')}, '')"
    tail = f"coalesce(nullif(trim(regexp_extract({{v}}, {literal(f'{time}$')})), ''), '00:00')"
    clock = f"CAST(try_strptime({tail}, ['%H:%M:%S.%f', '%H:%M:%S', '%H:%M']) AS TIME)"
    return f"{bare}(?:{time})?", f"{date.replace('{v}', head)} + {clock}"


_WORDED = rf"{_WEEKDAY}(?P<d>\d{{1,2}}){_ORDINAL}{_PART}(?P<m>{_MONTHS}){_PART}(?P<y>\d{{4}}|\d{{2}})"
_DAYS_IN_WORDS, _MOMENTS_IN_WORDS = _in_words(_WORDED, "{d}"), _with_time(_WORDED, "{d}")
_MONTH_AND_DAY = _in_words(rf"(?P<m>{_MONTHS}) (?P<d>\d{{1,2}}),? (?:de )?(?P<y>\d{{4}})", "{d}")
_MONTHS_IN_WORDS = _in_words(rf"(?P<m>{_MONTHS})(?:{_PART}(?P<y>\d{{4}}))", "'01'")
_SHORT_MONTHS = _in_words(rf"(?P<m>{_MONTHS})[ ]?[-/'’](?P<y>\d{{2}}|\d{{4}})", "'01'")

_WHOLE_MONTHS = (Spelling("whole-months", "true"),)
_RULES: tuple[Rule, ...] = (
    rule("date", "date", _ISO, "TRY_CAST(replace({v}, '/', '-') AS DATE)", "text date"),
    rule("day-first", "date", _DATE, f"CAST({_strptime('%d/%m', ('',))} AS DATE)", "text date"),
    rule("month-first", "date", _DATE, f"CAST({_strptime('%m/%d', ('',))} AS DATE)", "text date"),
    rule("month-in-words", "date", *_DAYS_IN_WORDS, "text date"),
    rule("month-in-words-first", "date", *_MONTH_AND_DAY, "text date"),
    rule(
        "datetime",
        "datetime",
        rf"{_ISO}(?:[ T]{_ISO_TIME})?",
        "TRY_CAST(replace(replace({v}, '/', '-'), 'T', ' ') AS TIMESTAMP)",
        "text date datetime",
    ),
    rule("month-in-words-time", "datetime", *_MOMENTS_IN_WORDS, "text date datetime"),
    *(
        rule(
            f"{name}-time",
            "datetime",
            rf"{_DATE}(?: {_TIME})?",
            _strptime(order, _DAY_TIMES),
            "text date datetime",
        )
        for name, order in (("day-first", "%d/%m"), ("month-first", "%m/%d"))
    ),
    *(
        rule(
            f"{name}-half-days",
            "datetime",
            rf"{_DATE}(?: {_TIME}{_NOON})?",
            _half_days(order),
            "text date datetime",
        )
        for name, order in (("day-first", "%d/%m"), ("month-first", "%m/%d"))
    ),
    rule(
        "time",
        "time",
        _TIME,
        "CAST(try_strptime({v}, ['%H:%M:%S', '%H:%M', '%H:%M:%S.%f']) AS TIME)",
        "text time",
    ),
    rule(
        "time-half-days",
        "time",
        rf"{_TIME}(?:{_NOON})?",
        f"CAST(try_strptime({_HALVES}, ['%I:%M:%S %p', '%I:%M %p', '%H:%M:%S', '%H:%M']) AS TIME)",
        "text time",
    ),
    rule(
        "time-hours",
        "time",
        rf"{_TIME} ?(?:hrs|hr|horas|h)\.?",
        "CAST(try_strptime(regexp_extract({v}, '^[0-9:]+'), ['%H:%M:%S', '%H:%M']) AS TIME)",
        "text time",
    ),
    rule("months", "date", *_MONTHS_IN_WORDS, "text", spellings=_WHOLE_MONTHS),
    rule("short-months", "date", *_SHORT_MONTHS, "text", spellings=_WHOLE_MONTHS),
    rule(
        "iso-months",
        "date",
        r"(?:19|20)\d{2}[-/](?:0[1-9]|1[0-2])",
        "TRY_CAST(replace({v}, '/', '-') || '-01' AS DATE)",
        "text",
        spellings=_WHOLE_MONTHS,
    ),
    rule(
        "numbered-months",
        "date",
        r"(?:0?[1-9]|1[0-2])[-/](?:19|20)\d{2}",
        "TRY_CAST(right({v}, 4) || '-' || regexp_extract({v}, '^[0-9]+') || '-01' AS DATE)",
        "text",
        spellings=_WHOLE_MONTHS,
    ),
)
_COMPACT_RULE = rule(
    "compact",
    "date",
    _COMPACT,
    "CAST(try_strptime({v}, '%Y%m%d') AS DATE)",
    "text number",
    spellings=(Spelling("compact-dates", "true"),),
)
_SERIAL_RULE = rule(
    "serial",
    "date",
    _SERIAL,
    "CASE WHEN TRY_CAST({v} AS INTEGER) BETWEEN 7306 AND 73050 "
    "THEN DATE '1899-12-30' + TRY_CAST({v} AS INTEGER) END",
    "text number",
    spellings=(Spelling("serial-dates", "true"),),
)
DAY_OR_MONTH = ("day-first", "month-first")

DATE_WORDS = ("fecha", "fec", "fch", "date", "dia", "nacimiento", "alta", "baja", "vigencia", "vencimiento")
MONTH_WORDS = (*DATE_WORDS, "mes", "meses", "month", "periodo", "corte", "aniomes", "anomes", "trimestre")
# So many different days, all possible, are no chance.
ENOUGH_DAYS = 10


def dates(name: str, sample: Sequence[str]) -> Iterator[Rule]:
    """The rules of dates and times that a sample of a column of this name does not refute."""
    for one in (*_gated(name, sample), *_zoned(sample), *_RULES):
        if all(one.shape.fullmatch(value) for value in sample) and _may_be(one, name, sample):
            yield _in_the_past(one) if one.type == "date" and says(name, *BIRTH_NAMES) else one


def every_date(name: str) -> tuple[Rule, ...]:
    """All the rules of dates and times, for a column of this name."""
    every = (*_RULES, _COMPACT_RULE, _SERIAL_RULE)
    return tuple(
        _in_the_past(one) if one.type == "date" and says(name, *BIRTH_NAMES) else one for one in every
    )


def _gated(name: str, sample: Sequence[str]) -> Iterator[Rule]:
    """What only looks like a number: days without separators and the days that Excel counts."""
    dated = says(name, *DATE_WORDS) or any(word in name.casefold() for word in ("fecha", "date"))
    if dated or len(set(sample)) >= ENOUGH_DAYS:
        yield _COMPACT_RULE
    if dated and not all(1900 <= int(value) <= 2100 for value in sample if value.isdecimal()):
        yield _SERIAL_RULE


def _zoned(sample: Sequence[str]) -> Iterator[Rule]:
    """Moments that all name the same zone: its clock is kept, and the zone is told."""
    found = _ZONE.fullmatch(sample[0])
    if not found:
        return
    zone = found[1]
    yield rule(
        "zoned",
        "datetime",
        rf"{_ISO}[ T]{_ISO_TIME}{re.escape(zone)}",
        f"TRY_CAST(replace(replace(left({{v}}, -{len(zone)}), '/', '-'), 'T', ' ') AS TIMESTAMP)",
        "text",
        spellings=(Spelling("zones", "true", zone.strip()),),
    )


def _may_be(one: Rule, name: str, sample: Sequence[str]) -> bool:
    """Whether months in figures are months: «2009-10», «2010-11» are school years, and «12/2020» may be a file."""
    if one.name not in ("iso-months", "numbered-months"):
        return True
    cycles = one.name == "iso-months" and all(int(v[5:]) == (int(v[:4]) + 1) % 100 for v in sample)
    return not cycles and (
        says(name, *MONTH_WORDS) or (len(set(sample)) >= ENOUGH_DAYS and not is_code_name(name))
    )


def _in_the_past(one: Rule) -> Rule:
    """Nobody is born in the future: «31/12/45» is 1945."""
    year = f"({one.value})"
    value = f"CASE WHEN {year} > current_date THEN CAST({year} - INTERVAL 100 YEAR AS DATE) ELSE {year} END"
    short = "regexp_matches({v}, '(^|[^0-9])[0-9]{{2}}$')"
    spelling = Spelling("born-before", f"{short} AND {year} > current_date")
    return replace(
        one, value=f"CASE WHEN {short} THEN {value} ELSE {year} END", spellings=(*one.spellings, spelling)
    )
