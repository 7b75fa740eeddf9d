"""Cheap proofs: most values of a column are written one way, and that way is proved many times faster than a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amate.ingest.rule import Rule

# Of so many values of a sample, more than half must be written the quick way.
LOOKED_AT = 200


@dataclass(frozen=True)
class Quick:
    """A way to convert most cells {c} of a rule: `value` makes {x}, the rule's own value wherever `proof` holds.

    like: what cells look like that are worth trying. What it does not prove, the rule itself must.
    """

    like: re.Pattern[str]
    value: str
    proof: str


def _back(like: str, value: str, *more: str) -> Quick:
    """Proved by being written back as it was."""
    return Quick(re.compile(like), value, " AND ".join([*more, "CAST({x} AS VARCHAR) = {c}"]))


def _formed(form: str, type_: str) -> Quick:
    like = re.sub("%[a-zA-Z]", lambda part: r"\d{4}" if part[0] == "%Y" else r"\d\d", form)
    return Quick(
        re.compile(like),
        f"CAST(try_strptime({{c}}, '{form}') AS {type_})",
        f"strftime({{x}}, '{form}') = {{c}}",
    )


_ORDERS = {"day-first": "%d{0}%m{0}%Y", "month-first": "%m{0}%d{0}%Y"}
WAYS: dict[str, tuple[Quick, ...]] = {
    "integer": (
        _back(r"-?\d+", "TRY_CAST({c} AS BIGINT)", "{x} BETWEEN -9007199254740992 AND 9007199254740992"),
    ),
    **{
        f"decimal-{places}": (_back(r"-?\d+\.\d+", f"TRY_CAST({{c}} AS DECIMAL(18,{places}))"),)
        for places in range(1, 7)
    },
    "number": (
        Quick(
            re.compile(r"-?\d+(\.\d+)?"),
            "TRY_CAST({c} AS DOUBLE)",
            # Whole numbers are written back with a zero after the point.
            "isfinite({x}) AND CAST({x} AS VARCHAR) IN ({c}, concat({c}, '.0'))",
        ),
    ),
    "date": (_back(r"\d{4}-\d\d-\d\d", "TRY_CAST({c} AS DATE)", "strlen({c}) = 10"),),
    "datetime": (
        _back(r"\d{4}-\d\d-\d\d [\d:]{8}", "TRY_CAST({c} AS TIMESTAMP)", "strlen({c}) = 19"),
        _formed("%Y-%m-%dT%H:%M:%S", "TIMESTAMP"),
    ),
    # DuckDB takes 24:00:00 for a time.
    "time": (_back(r"\d\d:\d\d:\d\d", "TRY_CAST({c} AS TIME)", "strlen({c}) = 8", "{c} < '24'"),),
    **{name: tuple(_formed(order.format(mark), "DATE") for mark in "/-") for name, order in _ORDERS.items()},
    **{
        f"{name}-time": tuple(
            _formed(f"{order.format(mark)} {time}", "TIMESTAMP")
            for mark in "/-"
            for time in ("%H:%M:%S", "%H:%M")
        )
        for name, order in _ORDERS.items()
    },
}


def quick_way(rule: Rule, sample: Sequence[str]) -> Quick | None:
    """The quick way in which most of a sample of the values of a rule are written, if there is one."""
    looked_at = sample[:LOOKED_AT]
    for way in WAYS.get(rule.name, ()):
        if 2 * sum(bool(way.like.fullmatch(value)) for value in looked_at) > len(looked_at):
            return way
    return None


def misfit(rule: Rule, cell: str, sample: Sequence[str]) -> str:
    """SQL that is true for a value that breaks the rule, asked the quick way first."""
    way = quick_way(rule, sample)
    if not way:
        return f"({cell} IS NOT NULL AND {rule.misfit(cell)})"
    proof = way.proof.format(c=cell, x=f"({way.value.format(c=cell)})")
    return f"CASE WHEN {proof} THEN false WHEN {cell} IS NULL THEN false ELSE {rule.misfit(cell)} END"
