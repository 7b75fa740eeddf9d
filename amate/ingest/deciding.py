"""The columns of a table as they will be published, from the evidence, with notes on all that is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from amate.base.errors import Invalid
from amate.ingest.coordinates import SWAPPED, swapped
from amate.ingest.degrees import STEP, are_degrees
from amate.ingest.evidence import Evidence, gather
from amate.ingest.head import unique_names
from amate.ingest.marks import STEP as ERRORS_COLUMN
from amate.ingest.marks import column_of_errors
from amate.ingest.marks import told as told_of_errors
from amate.ingest.messages import listed, note, offer, shown
from amate.ingest.numerals import COMMAS
from amate.ingest.recipe import ColumnRecipe, Misfit, TableRecipe
from amate.ingest.recognise import is_code
from amate.ingest.repairs import MISSING_TEXTS, MISSING_WORDS, TRIM
from amate.ingest.replay import unconverted
from amate.ingest.report import Note
from amate.ingest.rule import Rule
from amate.ingest.shop import Raw, Shop
from amate.ingest.steps import STEPS
from amate.ingest.telling import Touched, told
from amate.ingest.twoways import decides, is_month_first, is_opposite, other_way, telling
from amate.ingest.types import CALLED, JSON, TEXT, rules_of

_CODE = re.compile(r"0\d+")


@dataclass(frozen=True)
class Decided:
    """A column ready to be written: sql is its finished value in the raw table's relation, made by the rule named.

    head: its name as read; means: what its values mean by the way they were written.
    """

    name: str
    type: str
    sql: str
    rule: str = ""
    head: str = ""
    means: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The rule of a column; doubtful: whether another fits as well and nothing in the table tells which."""

    rule: Rule
    doubtful: bool = False


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
        columns = tuple(_recorded(c, wish.column(c.head or c.name)) for c in self.columns)
        heads = tuple(column.name for column in raw.columns)
        return replace(
            TableRecipe(raw.name, wish.name, wish.header_row, heads, dict(wish.steps)),
            columns=(*columns, *self.left_out),
            count_by=wish.count_by,
            fewest=wish.fewest,
        )


def _recorded(column: Decided, wish: ColumnRecipe) -> ColumnRecipe:
    head = column.head or column.name
    return ColumnRecipe(head, column.name, column.type, column.rule, wish.chosen, veil=wish.veil)


def decide_text(raw: Raw) -> Decision:
    """Every cell as it was read; only what is empty becomes NULL."""
    columns = tuple(Decided(c.name, c.type or "text", c.sql, head=c.name) for c in raw.columns)
    return Decision(columns)


def decide(raw: Raw, shop: Shop) -> Decision:
    """Each column's type and the SQL that makes its values, with notes on all that is changed."""
    return decided_by(gather(raw, shop), raw, shop)


def decided_by(evidence: Sequence[Evidence], raw: Raw, shop: Shop) -> Decision:
    """What follows from the evidence on the columns of a table."""
    wish = shop.recipe.of(raw.name)
    empty = [e for e in evidence if wish.on("empty-columns") and is_nothing(e)]
    errors = column_of_errors(raw, evidence, shop) if evidence and wish.on(ERRORS_COLUMN) else None
    whole = [e for e in evidence if e not in empty and e is not errors] or evidence
    kept = [e for e in whole if wish.column(e.column.name).keep]
    if not kept:
        raise Invalid(f"La receta de {shown(raw.name)} no deja ninguna columna: publica al menos una.")
    chosen = _rules(kept, wish)
    decided = [_decided(e, one.rule) for e, one in zip(kept, chosen, strict=True)]
    pairs = swapped(kept, [one.rule for one in chosen])
    columns = _named_by(wish, _exchanged(decided, pairs) if wish.on(SWAPPED) else decided)
    blank = _blank_rows(raw, whole, shop) if wish.on("blank-rows") else 0
    notes = [note("empty-columns", count=len(empty))] if empty and len(whole) < len(evidence) else []
    notes += [told_of_errors(raw, errors, shop)] if errors else []
    notes += [note("blank-rows", count=blank)] if blank else []
    return Decision(
        columns,
        f"NOT ({_is_blank(whole)})" if blank else "true",
        (
            *notes,
            *_notes_on_cells(raw, kept, chosen, shop),
            *_notes_on_coordinates(kept, chosen, pairs, wish),
            *_notes_on_types(kept, chosen),
        ),
        tuple(
            misfit
            for e, one in zip(kept, chosen, strict=True)
            for misfit in _misfits(raw, e, one.rule, wish.column(e.column.name), shop)
        ),
        tuple(column for column in wish.columns if not column.keep),
    )


def is_nothing(evidence: Evidence) -> bool:
    return not evidence.filled and bool(re.fullmatch(r"columna_\d+(_\d+)?", evidence.column.name))


def _named_by(wish: TableRecipe, columns: Sequence[Decided]) -> tuple[Decided, ...]:
    """The columns under the names that the recipe gives them, no two alike."""
    names, _ = unique_names([wish.column(column.name).published_as for column in columns])
    return tuple(replace(c, name=name, head=c.name) for c, name in zip(columns, names, strict=True))


def _decided(evidence: Evidence, rule: Rule) -> Decided:
    column = evidence.column
    if column.type:
        return Decided(column.name, column.type, column.sql)
    cell = _filled(evidence, rule)
    if rule == TEXT:
        return Decided(column.name, "text", cell, rule.name)
    return Decided(column.name, rule.type, rule.value.format(v=f"({cell})"), rule.name, means=rule.means)


def _filled(evidence: Evidence, rule: Rule) -> str:
    """SQL of the cell, empty where it says that it is."""
    if rule == TEXT:
        return MISSING_TEXTS.mended.format(c=evidence.cell) if evidence.missing_texts else evidence.cell
    return MISSING_WORDS.mended.format(c=evidence.cell) if evidence.missing else evidence.cell


def _misfits(raw: Raw, evidence: Evidence, rule: Rule, wish: ColumnRecipe, shop: Shop) -> list[Misfit]:
    """The values that keep a column from the type that a person chose, by the rule that fewest break."""
    if not wish.chosen or evidence.column.type or rule.type == wish.type:
        return []
    cell = MISSING_WORDS.mended.format(c=evidence.cell)
    tried = [shop.engine.execute(_breaking(raw, cell, one)).fetchall() for one in _wished(evidence, wish)]
    found = min(tried, key=lambda rows: rows[0][2] if rows else 0)
    examples = [(line, str(value)) for line, value, _ in found]
    return [unconverted(wish.published_as, CALLED[wish.type], found[0][2] if found else 0, examples)]


def _wished(evidence: Evidence, wish: ColumnRecipe) -> tuple[Rule, ...]:
    every = rules_of(wish.type, evidence.column.name, evidence.sample)
    return tuple(one for one in every if one.name == wish.rule) or every


def _breaking(raw: Raw, cell: str, rule: Rule) -> str:
    """SQL of the first values that break a rule, each with its line and how many there are."""
    return (
        f"SELECT {raw.line or 'NULL'}, {cell}, count(*) OVER () FROM {raw.relation} "
        f"WHERE {cell} IS NOT NULL AND {rule.misfit(cell)} LIMIT 3"
    )


def _rules(evidence: Sequence[Evidence], wish: TableRecipe) -> list[Chosen]:
    """The rule of each column: by its own values, and where they leave two by what the others of the table say."""
    alone = [_rule(one, wish.column(one.column.name)) for one in evidence]
    others = [
        None if _is_settled(rule, wish.column(one.column.name)) else other_way(rule, one.rules, one.sample)
        for rule, one in zip(alone, evidence, strict=True)
    ]
    sure = [rule for rule, other in zip(alone, others, strict=True) if other is None]
    return [_by_the_others(rule, other, sure) for rule, other in zip(alone, others, strict=True)]


def _is_settled(rule: Rule, wish: ColumnRecipe) -> bool:
    """Whether a person or the last file decided."""
    return wish.chosen or wish.rule == rule.name


def _by_the_others(rule: Rule, other: Rule | None, sure: Sequence[Rule]) -> Chosen:
    if other is None:
        return Chosen(rule)
    said = [decides(known, other) for known in sure]
    if True in said:
        return Chosen(other)
    return Chosen(rule, doubtful=False not in said)


def _rule(evidence: Evidence, wish: ColumnRecipe) -> Rule:
    held = [one for one in evidence.rules if (one.type, one.name) == (wish.type, wish.rule)]
    if wish.chosen:
        allowed = (one for one in (*held, *evidence.rules) if one.type == wish.type)
        return next((one for one in allowed if not is_opposite(one, wish.rule)), TEXT)
    if wish.type == "text" and not held:
        return TEXT
    if evidence.column.kinds and "json" in evidence.column.kinds:
        return JSON
    if not evidence.rules:
        return TEXT
    best = evidence.rules[0]
    return TEXT if wish.type != best.type and _is_key(best, evidence) else best


def _is_key(rule: Rule, evidence: Evidence) -> bool:
    """Whether whole numbers are really a key: «14 001» is no more a quantity than «14001»."""
    if rule.type != "integer" or rule.means:
        return False
    return is_code(evidence.column.name, [re.sub(r"\D", "", value) for value in evidence.sample])


def _is_blank(evidence: Sequence[Evidence]) -> str:
    """SQL that is true for a row without any value."""
    return f"coalesce({', '.join(f'CAST({e.cell} AS VARCHAR)' for e in evidence)}) IS NULL"


def _blank_rows(raw: Raw, evidence: Sequence[Evidence], shop: Shop) -> int:
    (count,) = shop.one(f"SELECT count(*) FILTER ({_is_blank(evidence)}) FROM {raw.relation}")
    return int(str(count))


def _notes_on_cells(
    raw: Raw, evidence: Sequence[Evidence], chosen: Sequence[Chosen], shop: Shop
) -> Iterator[Note]:
    """What each step did, in their order."""
    touched: dict[str, list[Touched]] = {}
    for one, by in zip(evidence, chosen, strict=True):
        if not one.column.type:
            for code, what in _touched(one, by.rule):
                touched.setdefault(code, []).append(what)
    order = sorted(touched, key=list(STEPS).index)
    yield from told(raw, {code: touched[code] for code in order}, shop)


def _touched(evidence: Evidence, rule: Rule) -> Iterator[tuple[str, Touched]]:
    """The steps that may touch cells of a column."""
    name, cell = evidence.column.name, evidence.cell
    for mend in evidence.mends:
        before = evidence.before(mend)
        yield mend.code, Touched(name, before, mend.mended.format(c=before), mend.touches.format(c=before))
    if evidence.trimmed:
        raw = evidence.column.sql
        yield (
            TRIM.code,
            Touched(name, raw, TRIM.mended.format(c=raw), TRIM.touches.format(c=raw), evidence.trimmed),
        )
    emptied, count = (
        (MISSING_TEXTS, evidence.missing_texts) if rule == TEXT else (MISSING_WORDS, evidence.missing)
    )
    if count and rule != JSON:
        yield emptied.code, Touched(name, cell, "NULL", emptied.touches.format(c=cell), count)
    filled = _filled(evidence, rule)
    for way in rule.spellings:
        touches = f"coalesce({way.touches.format(v=f'({filled})')}, false) AND ({filled}) IS NOT NULL"
        yield way.code, Touched(name, filled, rule.value.format(v=f"({filled})"), touches, called=way.called)


def _exchanged(columns: Sequence[Decided], pairs: Sequence[tuple[int, int]]) -> list[Decided]:
    """The columns with the values of each pair exchanged."""
    after = list(columns)
    for one, other in pairs:
        after[one] = replace(columns[one], type=columns[other].type, sql=columns[other].sql)
        after[other] = replace(columns[other], type=columns[one].type, sql=columns[one].sql)
    return after


def _notes_on_coordinates(
    evidence: Sequence[Evidence],
    chosen: Sequence[Chosen],
    pairs: Sequence[tuple[int, int]],
    wish: TableRecipe,
) -> Iterator[Note]:
    """What was mended in coordinates, or may be if a person wants it."""
    texts = [e for e, one in zip(evidence, chosen, strict=True) if one.rule == TEXT and not e.column.type]
    if degrees := [e for e in texts if not wish.on(STEP) and are_degrees(e.sample)]:
        columns = listed(e.column.name for e in degrees)
        yield offer(STEP, columns=columns, example=shown(degrees[0].sample[0]))
    if pairs:
        columns = listed(evidence[at].column.name for pair in pairs for at in pair)
        example = shown(evidence[pairs[0][0]].sample[0])
        if not wish.on(SWAPPED):
            yield offer(SWAPPED, columns=columns, example=example)
            return
        latitudes, longitudes = (evidence[at] for at in pairs[0])
        beside = latitudes.filled == longitudes.filled  # else the samples are not of the same rows
        yield note(
            SWAPPED,
            count=sum(evidence[at].filled for pair in pairs for at in pair),
            examples=zip(latitudes.sample, longitudes.sample, strict=False) if beside else (),
            columns=columns,
        )


def _notes_on_types(evidence: Sequence[Evidence], chosen: Sequence[Chosen]) -> Iterator[Note]:
    untyped = [(e, one) for e, one in zip(evidence, chosen, strict=True) if not e.column.type and e.filled]
    texts = [e for e, one in untyped if one.rule == TEXT]
    if zeros := [e.column.name for e in texts if _keeps_zeros(e)]:
        yield note("codes-kept", columns=listed(zeros))
    if named := [e.column.name for e in texts if e.rules and e.column.name not in zeros]:
        yield note("names-kept", columns=listed(named))
    for code, fits in (
        ("day-first", lambda one: one.doubtful and one.rule.name.startswith("day-first")),
        ("month-first", lambda one: is_month_first(one.rule)),
        ("two-ways", lambda one: one.doubtful and one.rule.kin == COMMAS),
    ):
        if told_of := [e for e, one in untyped if fits(one)]:
            sample = told_of[0].sample
            example = shown(sample[0]) if code == "two-ways" else telling(sample, by_day=code == "day-first")
            yield note(code, columns=listed(e.column.name for e in told_of), example=example)


def _keeps_zeros(evidence: Evidence) -> bool:
    return all(value.isdigit() for value in evidence.sample) and any(
        _CODE.fullmatch(value) for value in evidence.sample
    )
