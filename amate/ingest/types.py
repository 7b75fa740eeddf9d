"""What type a column is: a rule holds only if every value of the column keeps it, and no value may change."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

# Words that mean "no data" in a column where every other value is a number, a date…
MISSING = frozenset(
    [
        *("na", "n/a", "n.a.", "nd", "n/d", "n.d.", "s/d", "s.d.", "-", "--", "null", "nan", "none", "#n/a"),
        *("sin dato", "sin datos", "no disponible"),
    ]
)

_DATE = r"\d{1,2}[/-]\d{1,2}[/-](\d{4}|\d{2})"
_ISO = r"\d{4}[/-]\d{1,2}[/-]\d{1,2}"
_TIME = r"\d{1,2}:\d{2}(:\d{2})?"
_ISO_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"


def _strptime(order: str, times: tuple[str, ...]) -> str:
    # %y before %Y: DuckDB's %Y would take the year 14 for what it says.
    forms = [f"{order}/{year}{time}" for time in times for year in ("%y", "%Y")]
    return "try_strptime(replace({v}, '-', '/'), [" + ", ".join(f"'{form}'" for form in forms) + "])"


_DAY_TIMES = (" %H:%M:%S", " %H:%M", "")


@dataclass(frozen=True)
class Rule:
    """A type and what its values look like.

    shape: what a sample of values must match; holds: SQL that must be true of every value; value: SQL of the
    converted value; kinds: the kinds of workbook or JSON cells that may become it. {v} is the cell.
    """

    name: str
    type: str
    shape: re.Pattern[str]
    holds: str
    value: str
    kinds: frozenset[str]

    def misfit(self, cell: str) -> str:
        """SQL that is true for a value that breaks the rule."""
        return f"NOT coalesce({self.holds.format(v=cell)}, false)"


def _rule(name: str, type_: str, shape: str, value: str, kinds: str, *, holds: str = "") -> Rule:
    """A rule whose values must have its shape and convert, unless `holds` says it better."""
    converts = (
        f"regexp_full_match({{v}}, '{shape.replace('{', '{{').replace('}', '}}')}') AND ({value}) IS NOT NULL"
    )
    return Rule(name, type_, re.compile(shape), holds or converts, value, frozenset(kinds.split()))


def _decimal(places: int) -> Rule:
    """Numbers that all have so many decimals, as money does: exact, and written back as they were."""
    shape = rf"-?(0|[1-9]\d{{0,{17 - places}}})\.\d{{{places}}}"
    return _rule(f"decimal-{places}", "number", shape, f"TRY_CAST({{v}} AS DECIMAL(18,{places}))", "number")


# In order of preference: the first that holds is the column's type. Leading zeros are in no number's shape.
_NUMBER = r"-?(0|[1-9]\d*)?(\.\d+)?([eE][+-]\d{1,3})?"

RULES: tuple[Rule, ...] = (
    _rule(
        "boolean",
        "boolean",
        r"(?i)true|false|verdadero|falso|s[ií]|no",
        "CASE WHEN lower({v}) IN ('true', 'verdadero', 'sí', 'si') THEN true "
        "WHEN lower({v}) IN ('false', 'falso', 'no') THEN false END",
        "text boolean",
    ),
    _rule(
        "integer",
        "integer",
        r"-?(0|[1-9]\d{0,15})",
        "TRY_CAST({v} AS BIGINT)",
        "number",
        # Beyond 2**53 the world's JSON and spreadsheets change the last digits: a key, not a quantity.
        holds="{v} = CAST(TRY_CAST({v} AS BIGINT) AS VARCHAR) AND abs(TRY_CAST({v} AS BIGINT)) <= 9007199254740992",
    ),
    *(_decimal(places) for places in range(1, 7)),
    _rule(
        "number",
        "number",
        _NUMBER,
        "TRY_CAST({v} AS DOUBLE)",
        "number",
        # 15 significant digits survive a double; more only if the double prints back as they were.
        holds=f"regexp_full_match({{v}}, '{_NUMBER.replace('{', '{{').replace('}', '}}')}') "
        "AND TRY_CAST({v} AS DOUBLE) IS NOT NULL AND (strlen({v}) <= 15 OR "
        "rtrim(CAST(TRY_CAST({v} AS DOUBLE) AS VARCHAR), '0') = rtrim(replace({v}, 'E', 'e'), '0') OR "
        "strlen(ltrim(replace(replace({v}, '.', ''), '-', ''), '0')) <= 15)",
    ),
    _rule("date", "date", _ISO, "TRY_CAST(replace({v}, '/', '-') AS DATE)", "text date"),
    _rule("day-first", "date", _DATE, f"CAST({_strptime('%d/%m', ('',))} AS DATE)", "text date"),
    _rule("month-first", "date", _DATE, f"CAST({_strptime('%m/%d', ('',))} AS DATE)", "text date"),
    _rule(
        "datetime",
        "datetime",
        rf"{_ISO}([ T]{_ISO_TIME})?",
        "TRY_CAST(replace(replace({v}, '/', '-'), 'T', ' ') AS TIMESTAMP)",
        "text date datetime",
    ),
    _rule(
        "day-first", "datetime", rf"{_DATE}( {_TIME})?", _strptime("%d/%m", _DAY_TIMES), "text date datetime"
    ),
    _rule(
        "month-first",
        "datetime",
        rf"{_DATE}( {_TIME})?",
        _strptime("%m/%d", _DAY_TIMES),
        "text date datetime",
    ),
    _rule("time", "time", _TIME, "CAST(try_strptime({v}, ['%H:%M:%S', '%H:%M']) AS TIME)", "text time"),
)

TEXT = _rule("text", "text", r"(?s).*", "{v}", "text")
JSON = _rule("json", "json", r"(?s).*", "{v}", "json")


def rules_of(type_: str) -> tuple[Rule, ...]:
    """The rules by which values become this type."""
    return tuple(rule for rule in RULES if rule.type == type_) or (TEXT,)


def possible(sample: list[str], kinds: frozenset[str] | None) -> tuple[Rule, ...]:
    """The rules that a sample of a column's values does not refute."""
    if not sample:
        return ()
    known = kinds - {"missing"} if kinds is not None else None
    return tuple(
        rule
        for rule in RULES
        if (known is None or (known and known <= rule.kinds)) and all(rule.shape.fullmatch(v) for v in sample)
    )


def is_missing(value: str) -> bool:
    return value.casefold() in MISSING
