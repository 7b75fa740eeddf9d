"""The columns of a table as they will be published, from the evidence, with notes on all that is changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amate.ingest.evidence import Evidence, gather
from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import listed, note, shown
from amate.ingest.recognise import is_code
from amate.ingest.repairs import MISSING_WORDS, TRIM
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop
from amate.ingest.types import JSON, TEXT, Rule

_CODE = re.compile(r"0\d+")


@dataclass(frozen=True)
class Decided:
    """A column ready to be written: sql is its finished value in the raw table's relation."""

    name: str
    type: str
    sql: str


@dataclass(frozen=True)
class Decision:
    """The columns to write, SQL of the rows to keep, and what was decided on the way."""

    columns: tuple[Decided, ...]
    where: str = "true"
    notes: tuple[Note, ...] = ()


def decide_text(raw: Raw) -> Decision:
    """Every cell as it was read; only what is empty becomes NULL."""
    columns = tuple(Decided(c.name, c.type or "text", c.sql) for c in raw.columns)
    return Decision(columns)


def decide(raw: Raw, shop: Shop) -> Decision:
    """Each column's type and the SQL that makes its values, with notes on all that is changed."""
    evidence = gather(raw, shop)
    empty = [e for e in evidence if not e.filled and re.fullmatch(r"columna_\d+(_\d+)?", e.column.name)]
    kept = [e for e in evidence if e not in empty] or evidence
    columns = tuple(_decided(e) for e in kept)
    blank = _blank_rows(raw, evidence, shop)
    notes = [note("empty-columns", count=len(empty))] if empty and len(kept) < len(evidence) else []
    notes += [note("blank-rows", count=blank)] if blank else []
    notes += _notes_on_cells(raw, kept, columns, shop)
    where = f"NOT ({_is_blank(kept)})" if blank else "true"
    return Decision(columns, where, (*notes, *_notes_on_types(kept)))


def _decided(evidence: Evidence) -> Decided:
    column = evidence.column
    if column.type:
        return Decided(column.name, column.type, column.sql)
    rule = _rule(evidence)
    if rule.type == "text":
        return Decided(column.name, "text", evidence.cell)
    cell = MISSING_WORDS.mended.format(c=evidence.cell) if evidence.missing else evidence.cell
    return Decided(column.name, rule.type, rule.value.format(v=f"({cell})"))


def _rule(evidence: Evidence) -> Rule:
    if evidence.column.kinds and "json" in evidence.column.kinds:
        return JSON
    if not evidence.rules:
        return TEXT
    best = evidence.rules[0]
    a_key = best.name == "integer" and is_code(evidence.column.name, evidence.sample)
    return TEXT if a_key else best


def _is_blank(evidence: Sequence[Evidence]) -> str:
    """SQL that is true for a row without any value."""
    return f"coalesce({', '.join(f'CAST({e.cell} AS VARCHAR)' for e in evidence)}) IS NULL"


def _blank_rows(raw: Raw, evidence: Sequence[Evidence], shop: Shop) -> int:
    (count,) = shop.one(f"SELECT count(*) FILTER ({_is_blank(evidence)}) FROM {raw.relation}")
    return int(str(count))


def _notes_on_cells(
    raw: Raw, evidence: Sequence[Evidence], columns: Sequence[Decided], shop: Shop
) -> list[Note]:
    trimmed = [e for e in evidence if e.trimmed]
    typed = [
        e
        for e, c in zip(evidence, columns, strict=True)
        if e.missing and c.type not in ("text", "json") and not e.column.type
    ]
    notes = []
    if trimmed:
        count = sum(e.trimmed for e in trimmed)
        touches = [TRIM.touches.format(c=e.column.sql) for e in trimmed]
        rows, example = _where(raw, trimmed, touches, shop)
        columns_named = listed(e.column.name for e in trimmed)
        notes.append(note("trimmed", rows, count=count, columns=columns_named, example=example))
    if typed:
        count = sum(e.missing for e in typed)
        touches = [MISSING_WORDS.touches.format(c=e.cell) for e in typed]
        rows, example = _where(raw, typed, touches, shop)
        columns_named = listed(e.column.name for e in typed)
        notes.append(note("missing-words", rows, count=count, columns=columns_named, example=example))
    return notes


def _where(
    raw: Raw, evidence: Sequence[Evidence], touches: Sequence[str], shop: Shop
) -> tuple[list[int], str]:
    """The first source lines that a repair touches, if lines are known, and the first such cell."""
    cells = " ".join(f"WHEN {t} THEN {e.column.sql}" for e, t in zip(evidence, touches, strict=True))
    sql = (
        f"SELECT at_line, cell FROM (SELECT {raw.line or 'NULL'} AS at_line, CASE {cells} END AS cell "
        f"FROM {raw.relation}) WHERE cell IS NOT NULL LIMIT {NOTE_ROWS}"
    )
    found = shop.engine.execute(sql).fetchall()
    return [line for line, _ in found if line is not None], shown(str(found[0][1])) if found else ""


def _notes_on_types(evidence: Sequence[Evidence]) -> list[Note]:
    notes = []
    untyped = [e for e in evidence if not e.column.type and e.filled]
    texts = [e for e in untyped if _rule(e).type == "text"]
    if zeros := [e.column.name for e in texts if _keeps_zeros(e)]:
        notes.append(note("codes-kept", columns=listed(zeros)))
    if named := [e.column.name for e in texts if e.rules and e.column.name not in zeros]:
        notes.append(note("names-kept", columns=listed(named)))
    for name in ("day-first", "month-first"):
        if chosen := [e for e in untyped if _rule(e).name == name and _is_worth_telling(e, name)]:
            columns = listed(e.column.name for e in chosen)
            notes.append(note(name, columns=columns, example=shown(chosen[0].sample[0])))
    return notes


def _is_worth_telling(evidence: Evidence, name: str) -> bool:
    """Day first is what everyone expects: told only when month first would have fitted as well."""
    return name == "month-first" or any(rule.name == "month-first" for rule in evidence.rules)


def _keeps_zeros(evidence: Evidence) -> bool:
    return all(value.isdigit() for value in evidence.sample) and any(
        _CODE.fullmatch(value) for value in evidence.sample
    )
