"""A sound text table in one pass: its first rows promise what each column is, and every other cell is held to it.

One query reads the text, proves each cell and writes it. The first cell that breaks a promise ends the query, and the
table is read again by the careful road, which looks at everything before it decides. Both give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from amate.ingest.deciding import Decided, Decision, decided_by, is_nothing
from amate.ingest.evidence import Evidence, gather
from amate.ingest.limits import SAMPLE_ROWS
from amate.ingest.numbering import number_rows
from amate.ingest.quick import quick_way
from amate.ingest.repairs import ODD
from amate.ingest.shop import PUBLISHED, Done, Raw, Shop, identifier, quoted
from amate.ingest.steps import STEPS
from amate.ingest.twoways import other_way

BROKEN = "error('otherwise than promised')"
# White space of ASCII; the other kinds are odd.
_OUTER = " OR ".join(["ord({c}) <= 32", *(f"suffix({{c}}, chr({code}))" for code in (32, 9, 10, 13, 11, 12))])


def in_one_pass(raw: Raw, never: Sequence[str], shop: Shop, *, may_be_odd: bool = True) -> Raw | None:
    """The same table typed and written, or None when it cannot be had in one pass.

    raw.relation is the text itself, each of its rows a line of its own; never: SQL of what no row may be.
    may_be_odd: whether any letter of it may be what ODD looks for.
    """
    if shop.text_only or raw.name in shop.read_at_once:
        return None
    shop.read_at_once.add(raw.name)  # a second of the same name will get another, and another recipe
    sample = f"sample_{shop.path().name}"
    try:
        shop.engine.execute(f"CREATE TEMP TABLE {sample} AS FROM {raw.relation} LIMIT {SAMPLE_ROWS}")
        (rows,) = shop.one(f"SELECT count(*) FROM {sample}")
        # A shorter table is wholly looked at anyway.
        return (
            _written(raw, replace(raw, relation=sample), never, shop, may_be_odd)
            if rows == SAMPLE_ROWS
            else None
        )
    except duckdb.Error:
        return None
    finally:
        shop.engine.execute(f"DROP TABLE IF EXISTS {sample}")


def _written(raw: Raw, sample: Raw, never: Sequence[str], shop: Shop, may_be_odd: bool) -> Raw | None:
    evidence = gather(sample, shop)
    decision = decided_by(evidence, sample, shop)
    if not _is_sound(evidence, decision):
        return None
    wish = shop.recipe.of(raw.name)
    by_head = {one.column.name: one for one in evidence}
    promises = [
        _promise(column, by_head[column.head], at, may_trim=wish.on("trimmed"), may_be_odd=may_be_odd)
        for at, column in enumerate(decision.columns)
    ]
    blank = f"coalesce({', '.join(column.sql for column in raw.columns)}) IS NULL"
    broken = " OR ".join([*never, *([blank] if wish.on("blank-rows") else [])]) or "false"
    path = shop.path(".parquet")
    inner = ", ".join(["*", *(f"{promise.inner} AS x{at}" for at, promise in enumerate(promises))])
    outer = ", ".join(
        f"{promise.outer} AS {identifier(column.name)}"
        for promise, column in zip(promises, decision.columns, strict=True)
    )
    (rows,) = shop.one(
        f"COPY (SELECT {outer} FROM (SELECT {inner} FROM {raw.relation}) "
        f"WHERE CASE WHEN {broken} THEN {BROKEN} ELSE true END) TO {quoted(str(path))} {PUBLISHED}"
    )
    number_rows(path)
    return _as_stored(raw, decision, Done(decision, path, int(str(rows))))


def _as_stored(raw: Raw, decision: Decision, done: Done) -> Raw:
    """The table with its relation in what was written, so that whoever asks on asks of that."""
    published = {column.head: f"CAST({identifier(column.name)} AS VARCHAR)" for column in decision.columns}
    columns = tuple(replace(column, sql=published.get(column.name, "NULL")) for column in raw.columns)
    stored = tuple(replace(column, sql=identifier(column.name)) for column in decision.columns)
    return replace(
        raw,
        relation=f"read_parquet({quoted(str(done.path))})",
        columns=columns,
        done=replace(done, decision=replace(decision, columns=stored)),
    )


def _is_sound(evidence: Sequence[Evidence], decision: Decision) -> bool:
    """Whether the first rows need no repair of cells or rows and leave nothing open that others may settle."""
    return (
        decision.where == "true"
        and not decision.misfits
        and not any(one.code in STEPS for one in decision.notes)
        and not any(one.thorough or one.trimmed or one.missing_texts or one.odd or one.mends for one in evidence)
        and not any(one.rules and (one.missing or other_way(one.rules[0], one.rules, one.sample)) for one in evidence)
        and not any(is_nothing(one) for one in evidence)
    )  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """SQL of what a column is computed to be, and of its value or an error when a cell breaks the promise."""

    inner: str
    outer: str


def _promise(column: Decided, evidence: Evidence, at: int, *, may_trim: bool, may_be_odd: bool) -> Promise:
    cell = evidence.column.sql
    if not evidence.rules:
        checks = [*([ODD] if may_be_odd else []), *([_OUTER] if may_trim else [])]
        bad = " OR ".join(check.format(c=cell) for check in checks) or "false"
        return Promise("NULL", f"CASE WHEN {bad} THEN {BROKEN} ELSE {cell} END")
    # A key is kept as a text, but told for the number that it could be.
    rule = next((one for one in evidence.rules if one.name == column.rule), evidence.rules[0])
    holds = f"coalesce({rule.holds.format(v=cell)}, false)"
    untouched = [f"NOT coalesce({way.touches.format(v=cell)}, false)" for way in rule.spellings]
    value = cell if column.type == "text" else rule.value.format(v=cell)
    proved = " AND ".join([holds, *untouched])
    quick = quick_way(rule, evidence.sample)
    if not quick:
        return Promise(
            "NULL", f"CASE WHEN {cell} IS NULL THEN NULL WHEN {proved} THEN {value} ELSE {BROKEN} END"
        )
    found = cell if column.type == "text" else f"x{at}"
    return Promise(
        quick.value.format(c=cell),
        f"CASE WHEN {quick.proof.format(c=cell, x=f'x{at}')} THEN {found} WHEN {cell} IS NULL THEN NULL "
        f"WHEN {proved} THEN {value} ELSE {BROKEN} END",
    )
