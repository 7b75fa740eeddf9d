"""A rule: a type, what its values look like, and SQL that converts them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Spelling:
    """A way of writing that a rule undoes: code is its step; touches: SQL, true for cells {v} that are so written."""

    code: str
    touches: str
    called: str = ""  # what the note names: a unit, a currency


@dataclass(frozen=True)
class Rule:
    """A type and what its values look like.

    shape: what a sample of values must match; holds: SQL that must be true of every value; value: SQL of the
    converted value; kinds: the kinds of workbook or JSON cells that may become it. {v} is the cell.
    kin: rules of one kin may fit the same values and are put to the whole column together; spellings: the repairs
    that it makes; means: what its values mean by the way they are written.
    """

    name: str
    type: str
    shape: re.Pattern[str]
    holds: str
    value: str
    kinds: frozenset[str]
    kin: str
    spellings: tuple[Spelling, ...] = ()
    means: str | None = None

    def misfit(self, cell: str) -> str:
        """SQL that is true for a value that breaks the rule."""
        return f"NOT coalesce({self.holds.format(v=cell)}, false)"


def rule(
    name: str,
    type_: str,
    shape: str,
    value: str,
    kinds: str,
    *,
    holds: str = "",
    kin: str = "",
    spellings: tuple[Spelling, ...] = (),
) -> Rule:
    """A rule whose values must have its shape and convert, unless `holds` says it better."""
    converts = f"regexp_full_match({{v}}, {literal(shape)}) AND ({value}) IS NOT NULL"
    return Rule(
        name,
        type_,
        re.compile(shape),
        holds or converts,
        value,
        frozenset(kinds.split()),
        kin or shape,
        spellings,
    )


def literal(text: str) -> str:
    """A text, or a regular expression, as an SQL literal inside a format string."""
    return "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"
