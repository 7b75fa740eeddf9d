"""What a table says of its columns: a sample refutes most types, then the whole table is asked about the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from amate.ingest import garbled
from amate.ingest.limits import SAMPLE_ROWS
from amate.ingest.quick import misfit
from amate.ingest.recipe import ColumnRecipe, TableRecipe
from amate.ingest.repairs import (
    AS_TEXT,
    HARD_BLANKS,
    INVISIBLE,
    MISSING_TEXTS,
    MISSING_WORDS,
    ODD,
    SPACES,
    TRIM,
    Repair,
    has_controls,
    has_missing_texts,
    is_missing,
    is_set_as_text,
)
from amate.ingest.rule import Rule
from amate.ingest.shop import Raw, RawColumn, Shop
from amate.ingest.types import possible, rules_of

# One query for so many columns: planning grows faster than linearly.
COLUMNS_AT_ONCE = 100
# Values that broke a rule, of one column.
REFUTERS = 1_000


@dataclass(frozen=True)
class Evidence:
    """What the whole table says of one column.

    mends: what its cells need before they are trimmed; thorough: whether its likeliest type failed, so that all were
    asked.
    """

    column: RawColumn
    sample: tuple[str, ...]
    rules: tuple[Rule, ...]  # those that hold for every value
    filled: int
    trimmed: int
    missing: int
    missing_texts: int = 0
    odd: int = 0
    mends: tuple[Repair, ...] = ()
    thorough: bool = False

    @property
    def cell(self) -> str:
        """SQL of the cell as it reads: decoded rightly, without what nobody sees, without its outer white space."""
        cell = self.column.sql
        for repair in self.mends:
            cell = repair.mended.format(c=cell)
        return _cell(cell, self.trimmed or len(self.mends))

    def before(self, repair: Repair) -> str:
        """SQL of the cell as one of its mends finds it."""
        cell = self.column.sql
        for earlier in self.mends[: self.mends.index(repair)]:
            cell = earlier.mended.format(c=cell)
        return cell


def _cell(cell: str, trimmed: int) -> str:
    return TRIM.mended.format(c=cell) if trimmed else cell


def gather(raw: Raw, shop: Shop) -> list[Evidence]:
    """The evidence on each column, in their order, under what the recipe wishes."""
    found: list[Evidence] = []
    wish = shop.recipe.of(raw.name)
    for start in range(0, len(raw.columns), COLUMNS_AT_ONCE):
        columns = raw.columns[start : start + COLUMNS_AT_ONCE]
        found += _prove(raw, _asked(raw, columns, wish, shop), wish, shop)
    return [_mended(raw, one, wish, shop) if _may_need_mending(one) else one for one in found]


def _may_need_mending(evidence: Evidence) -> bool:
    values = set(evidence.sample)
    return bool(evidence.odd) or has_controls(values) or is_set_as_text(values)


def _asked(raw: Raw, columns: Sequence[RawColumn], wish: TableRecipe, shop: Shop) -> list[Asked]:
    """What is worth asking of each column, after a sample refuted most types."""
    cells = ", ".join(f"CAST({column.sql} AS VARCHAR)" for column in columns)
    rows = shop.engine.execute(f"SELECT {cells} FROM {raw.relation} LIMIT {SAMPLE_ROWS}").fetchall()
    samples = zip(*rows, strict=True) if rows else iter([()] * len(columns))
    return [_ask(column, sample, wish) for column, sample in zip(columns, samples, strict=True)]


def _ask(column: RawColumn, cells: Sequence[str | None], wish: TableRecipe) -> Asked:
    spaces = SPACES if wish.on("trimmed") else ""
    bare = {cell: cell.strip(spaces) for cell in set(cells) if cell}
    sample = tuple(value for cell in cells if cell and (value := bare[cell]))
    # Whether a rule is possible does not depend on how often a value comes, and in wide tables most come often.
    told = list(dict.fromkeys(sample))
    if wish.on("missing-words"):
        told = [value for value in told if not is_missing(value)]
    wished = wish.column(column.name)
    rules = possible(column.name, told, column.kinds, wish.on) if not column.type else ()
    return Asked(
        column,
        sample,
        _wished_first(rules, wished, column.name, told),
        may_trim=not column.type and wish.on("trimmed"),
        may_miss=wish.on("missing-words"),
        may_empty=not column.type and wish.on("missing-texts") and has_missing_texts(sample),
    )


def _wished_first(
    rules: tuple[Rule, ...], wish: ColumnRecipe, name: str, sample: Sequence[str]
) -> tuple[Rule, ...]:
    """The possible rules, before all others that which the column had last time, or those of the type it must have."""
    if wish.chosen:
        rules = (*rules, *(one for one in rules_of(wish.type, name, sample) if one not in rules))
        return tuple(sorted(rules, key=lambda one: (one.type != wish.type, one.name != wish.rule)))
    return tuple(sorted(rules, key=lambda one: (one.type, one.name) != (wish.type, wish.rule)))


def _prove(raw: Raw, asked: Sequence[Asked], wish: TableRecipe, shop: Shop) -> list[Evidence]:
    """The likeliest type of each column put to the whole table; if that fails, all that what refutes it allows too."""
    found = _answers(raw, asked, shop)
    doubtful = [
        at for at, (ask, one) in enumerate(zip(asked, found, strict=True)) if ask.rules and not one.rules
    ]
    if doubtful:
        again = _answers(raw, [_widened(raw, asked[at], wish, shop) for at in doubtful], shop)
        for at, one in zip(doubtful, again, strict=True):
            found[at] = one
    return found


def _widened(raw: Raw, ask: Asked, wish: TableRecipe, shop: Shop) -> Asked:
    """What is worth asking of a column, and thoroughly, once some of what broke its likeliest rule is in the sample.

    Prices below a thousand may fill the first rows, and «1,250.00» stand far below.
    """
    cell = _cell(ask.column.sql, ask.may_trim)
    rows = shop.engine.execute(
        f"SELECT {cell} FROM {raw.relation} WHERE {cell} IS NOT NULL AND {ask.rules[0].misfit(cell)} LIMIT {REFUTERS}"
    ).fetchall()
    refuters = dict.fromkeys(value for (value,) in rows)
    return replace(_ask(ask.column, (*ask.sample, *refuters), wish), thorough=True)


def _answers(raw: Raw, asked: Sequence[Asked], shop: Shop) -> list[Evidence]:
    facts = [ask.facts() for ask in asked]
    answers = iter(shop.one(f"SELECT {', '.join(chain(*facts))} FROM {raw.relation}"))
    return [ask.answered(list(islice(answers, len(own)))) for ask, own in zip(asked, facts, strict=True)]


def _mended(raw: Raw, evidence: Evidence, wish: TableRecipe, shop: Shop) -> Evidence:
    """The evidence with what the cells of a column of texts need, if anything."""
    return replace(evidence, mends=tuple(_mends(raw, evidence.column.sql, wish, shop)))


def _mends(raw: Raw, cell: str, wish: TableRecipe, shop: Shop) -> Iterator[Repair]:
    if wish.on("garbled"):
        touches = garbled.TOUCHES.format(c=cell)
        (found,) = shop.one(f"SELECT {garbled.FOUND.format(c=cell)} FROM {raw.relation} WHERE {touches}")
        if isinstance(found, list) and found:
            repair = Repair("garbled", garbled.mended(found), garbled.TOUCHES)
            yield repair
            cell = repair.mended.format(c=cell)
    for repair in (one for one in (INVISIBLE, HARD_BLANKS, AS_TEXT) if wish.on(one.code)):
        (count,) = shop.one(f"SELECT count(*) FROM {raw.relation} WHERE {repair.touches.format(c=cell)}")
        if count:
            yield repair
            cell = repair.mended.format(c=cell)


@dataclass(frozen=True)
class Asked:
    """What the whole table is asked about one column: only its likeliest type, or thoroughly."""

    column: RawColumn
    sample: tuple[str, ...]
    rules: tuple[Rule, ...]
    thorough: bool = False
    may_trim: bool = True
    may_miss: bool = True
    may_empty: bool = False

    @property
    def put(self) -> tuple[Rule, ...]:
        """The likeliest rule and those that only the whole column tells from it, or all when thorough."""
        return tuple(one for one in self.rules if self.thorough or one.kin == self.rules[0].kin)

    def facts(self) -> list[str]:
        """SQL aggregates: filled, trimmed, missing, missing texts, odd, then the misfits of each rule.

        Repairs of cells are asked only where they may be: a cell that needs them fits no rule.
        """
        as_text = not self.column.type and (self.thorough or not self.rules)
        cell = _cell(self.column.sql, self.thorough and self.may_trim)
        bare = TRIM.mended.format(c=self.column.sql)
        asked = (
            (as_text and self.may_trim, TRIM.touches.format(c=self.column.sql)),
            (self.thorough and self.may_miss, MISSING_WORDS.touches.format(c=cell)),
            (as_text and self.may_empty, MISSING_TEXTS.touches.format(c=bare)),
            (as_text, ODD.format(c=self.column.sql)),
        )
        repairs = [f"count(*) FILTER ({touches})" if asks else "0" for asks, touches in asked]
        misfits = [f"count(*) FILTER ({misfit(one, cell, self.sample)})" for one in self.put]
        return [f"count({cell})", *repairs, *misfits]

    def answered(self, answers: Sequence[Any]) -> Evidence:
        """The evidence from the answers to `facts`, in their order."""
        filled, trimmed, missing, texts, odd, *misfits = (int(answer or 0) for answer in answers)
        holding = tuple(r for r, misfit in zip(self.put, misfits, strict=True) if misfit == missing < filled)
        counts = (filled, trimmed, missing, texts, odd)
        return Evidence(self.column, self.sample, holding, *counts, thorough=self.thorough)
