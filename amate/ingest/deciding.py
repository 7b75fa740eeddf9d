"""The columns of a table as they will be published, from the evidence, with notes on all that is changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from amate.base.errors import Invalid
from amate.ingest.evidence import Evidence, gather
from amate.ingest.head import unique_names
from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import listed, note, shown
from amate.ingest.recipe import ColumnRecipe, Misfit, TableRecipe
from amate.ingest.recognise import is_code
from amate.ingest.repairs import MISSING_WORDS, TRIM
from amate.ingest.replay import unconverted
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop
from amate.ingest.types import CALLED, JSON, TEXT, Rule, rules_of

_CODE = re.compile(r"0\d+")


@dataclass(frozen=True)
class Decided:
    """A column ready to be written: sql is its finished value in the raw table's relation, made by the rule named.

    head: its name as read.
    """

    name: str
    type: str
    sql: str
    rule: str = ""
    head: str = ""


@dataclass(frozen=True)
class Decision:
    """The columns to write, SQL of the rows to keep, and what was decided on the way.

    left_out: the columns that the recipe keeps from being published.
    """

    columns: tuple[Decided, ...]
    where: str = "true"
    notes: tuple[Note, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    left_out: tuple[ColumnRecipe, ...] = ()

    def recipe(self, raw: Raw, wish: TableRecipe) -> TableRecipe:
        """What was decided, to be replayed on the next file."""
        columns = tuple(
            ColumnRecipe(c.head or c.name, c.name, c.type, c.rule, wish.column(c.head or c.name).chosen)
            for c in self.columns
        )
        heads = tuple(column.name for column in raw.columns)
        return TableRecipe(
            raw.name, wish.name, wish.header_row, heads, dict(wish.steps), (*columns, *self.left_out)
        )


def decide_text(raw: Raw) -> Decision:
    """Every cell as it was read; only what is empty becomes NULL."""
    columns = tuple(Decided(c.name, c.type or "text", c.sql, head=c.name) for c in raw.columns)
    return Decision(columns)


def decide(raw: Raw, shop: Shop) -> Decision:
    """Each column's type and the SQL that makes its values, with notes on all that is changed."""
    wish = shop.recipe.of(raw.name)
    evidence = gather(raw, shop)
    empty = [e for e in evidence if wish.on("empty-columns") and _is_nothing(e)]
    whole = [e for e in evidence if e not in empty] or evidence
    kept = [e for e in whole if wish.column(e.column.name).keep]
    if not kept:
        raise Invalid(f"La receta de {shown(raw.name)} no deja ninguna columna: publica al menos una.")
    columns = _named_by(wish, [_decided(e, wish) for e in kept])
    blank = _blank_rows(raw, evidence, shop) if wish.on("blank-rows") else 0
    notes = [note("empty-columns", count=len(empty))] if empty and len(whole) < len(evidence) else []
    notes += [note("blank-rows", count=blank)] if blank else []
    notes += _notes_on_cells(raw, kept, columns, shop)
    where = f"NOT ({_is_blank(whole)})" if blank else "true"
    return Decision(
        columns,
        where,
        (*notes, *_notes_on_types(kept, wish)),
        tuple(m for e in kept for m in _misfits(raw, e, wish.column(e.column.name), shop)),
        tuple(column for column in wish.columns if not column.keep),
    )


def _is_nothing(evidence: Evidence) -> bool:
    return not evidence.filled and bool(re.fullmatch(r"columna_\d+(_\d+)?", evidence.column.name))


def _named_by(wish: TableRecipe, columns: Sequence[Decided]) -> tuple[Decided, ...]:
    """The columns under the names that the recipe gives them, no two alike."""
    names, _ = unique_names([wish.column(column.name).published_as for column in columns])
    return tuple(replace(c, name=name, head=c.name) for c, name in zip(columns, names, strict=True))


def _decided(evidence: Evidence, wish: TableRecipe) -> Decided:
    column = evidence.column
    if column.type:
        return Decided(column.name, column.type, column.sql)
    rule = _rule(evidence, wish.column(column.name))
    if rule.type == "text":
        return Decided(column.name, "text", evidence.cell, rule.name)
    cell = MISSING_WORDS.mended.format(c=evidence.cell) if evidence.missing else evidence.cell
    return Decided(column.name, rule.type, rule.value.format(v=f"({cell})"), rule.name)


def _misfits(raw: Raw, evidence: Evidence, wish: ColumnRecipe, shop: Shop) -> list[Misfit]:
    """The values that keep a column from the type that a person chose."""
    if not wish.chosen or evidence.column.type or _rule(evidence, wish).type == wish.type:
        return []
    wrong = " AND ".join(rule.misfit(evidence.cell) for rule in rules_of(wish.type))
    sql = (
        f"SELECT {raw.line or 'NULL'}, {evidence.cell}, count(*) OVER () FROM {raw.relation} "
        f"WHERE {evidence.cell} IS NOT NULL AND {wrong} LIMIT 3"
    )
    found = shop.engine.execute(sql).fetchall()
    count = found[0][2] if found else 0
    examples = [(line, str(cell)) for line, cell, _ in found]
    return [unconverted(wish.published_as, CALLED[wish.type], count, examples)]


def _rule(evidence: Evidence, wish: ColumnRecipe) -> Rule:
    if wish.type == "text":
        return TEXT
    if wish.chosen and (fits := [rule for rule in evidence.rules if rule.type == wish.type]):
        return fits[0]
    if evidence.column.kinds and "json" in evidence.column.kinds:
        return JSON
    if not evidence.rules:
        return TEXT
    best = evidence.rules[0]
    a_key = (
        wish.type != best.type and best.name == "integer" and is_code(evidence.column.name, evidence.sample)
    )
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


def _notes_on_types(evidence: Sequence[Evidence], wish: TableRecipe) -> list[Note]:
    notes = []
    untyped = [e for e in evidence if not e.column.type and e.filled]
    rules = {e.column.name: _rule(e, wish.column(e.column.name)) for e in untyped}
    texts = [e for e in untyped if rules[e.column.name].type == "text"]
    if zeros := [e.column.name for e in texts if _keeps_zeros(e)]:
        notes.append(note("codes-kept", columns=listed(zeros)))
    if named := [e.column.name for e in texts if e.rules and e.column.name not in zeros]:
        notes.append(note("names-kept", columns=listed(named)))
    for name in ("day-first", "month-first"):
        if chosen := [e for e in untyped if rules[e.column.name].name == name and _is_worth_telling(e, name)]:
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
