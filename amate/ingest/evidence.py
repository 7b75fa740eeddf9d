"""What a table says of its columns: a sample refutes most types, then the whole table is asked about the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from amate.ingest.limits import SAMPLE_ROWS
from amate.ingest.recipe import ColumnRecipe, TableRecipe
from amate.ingest.repairs import MISSING_WORDS, SPACES, TRIM
from amate.ingest.shop import Raw, RawColumn, Shop
from amate.ingest.types import Rule, is_missing, possible, rules_of

# One query for so many columns: planning grows faster than linearly.
COLUMNS_AT_ONCE = 100


@dataclass(frozen=True)
class Evidence:
    """What the whole table says of one column."""

    column: RawColumn
    sample: tuple[str, ...]
    rules: tuple[Rule, ...]  # those that hold for every value
    filled: int
    trimmed: int
    missing: int

    @property
    def cell(self) -> str:
        """SQL of the cell without its outer white space."""
        return _cell(self.column, self.trimmed)


def _cell(column: RawColumn, trimmed: int) -> str:
    return TRIM.mended.format(c=column.sql) if trimmed else column.sql


def gather(raw: Raw, shop: Shop) -> list[Evidence]:
    """The evidence on each column, in their order, under what the recipe wishes."""
    found: list[Evidence] = []
    wish = shop.recipe.of(raw.name)
    for start in range(0, len(raw.columns), COLUMNS_AT_ONCE):
        columns = raw.columns[start : start + COLUMNS_AT_ONCE]
        found += _prove(raw, _asked(raw, columns, wish, shop), shop)
    return found


def _asked(raw: Raw, columns: Sequence[RawColumn], wish: TableRecipe, shop: Shop) -> list[Asked]:
    """What is worth asking of each column, after a sample refuted most types."""
    cells = ", ".join(f"CAST({column.sql} AS VARCHAR)" for column in columns)
    rows = shop.engine.execute(f"SELECT {cells} FROM {raw.relation} LIMIT {SAMPLE_ROWS}").fetchall()
    samples = zip(*rows, strict=True) if rows else iter([()] * len(columns))
    return [_ask(column, sample, wish) for column, sample in zip(columns, samples, strict=True)]


def _ask(column: RawColumn, cells: Sequence[str | None], wish: TableRecipe) -> Asked:
    spaces = SPACES if wish.on("trimmed") else ""
    sample = tuple(value for cell in cells if cell and (value := cell.strip(spaces)))
    told = [value for value in sample if not (wish.on("missing-words") and is_missing(value))]
    rules = possible(told, column.kinds) if not column.type else ()
    return Asked(
        column,
        sample,
        _wished_first(rules, wish.column(column.name)),
        may_trim=not column.type and wish.on("trimmed"),
        may_miss=wish.on("missing-words"),
    )


def _wished_first(rules: tuple[Rule, ...], wish: ColumnRecipe) -> tuple[Rule, ...]:
    """The possible rules, before all others that which the column had last time, or those of the type it must have."""
    if wish.chosen:
        wished = rules_of(wish.type)
        return tuple(
            sorted({*wished, *rules}, key=lambda rule: (rule.type != wish.type, rule.name != wish.rule))
        )
    return tuple(sorted(rules, key=lambda rule: (rule.type, rule.name) != (wish.type, wish.rule)))


def _prove(raw: Raw, asked: Sequence[Asked], shop: Shop) -> list[Evidence]:
    """The likeliest type of each column, or if that fails all that are possible, put to the whole table."""
    found = _answers(raw, asked, shop)
    doubtful = [
        at for at, (ask, one) in enumerate(zip(asked, found, strict=True)) if ask.rules and not one.rules
    ]
    if doubtful:
        again = _answers(raw, [replace(asked[at], thorough=True) for at in doubtful], shop)
        for at, one in zip(doubtful, again, strict=True):
            found[at] = one
    return found


def _answers(raw: Raw, asked: Sequence[Asked], shop: Shop) -> list[Evidence]:
    facts = [ask.facts() for ask in asked]
    answers = iter(shop.one(f"SELECT {', '.join(chain(*facts))} FROM {raw.relation}"))
    return [ask.answered(list(islice(answers, len(own)))) for ask, own in zip(asked, facts, strict=True)]


@dataclass(frozen=True)
class Asked:
    """What the whole table is asked about one column: only its likeliest type, or thoroughly."""

    column: RawColumn
    sample: tuple[str, ...]
    rules: tuple[Rule, ...]
    thorough: bool = False
    may_trim: bool = True
    may_miss: bool = True

    @property
    def put(self) -> tuple[Rule, ...]:
        """The likeliest rule and those that only the whole column tells from it, or all when thorough."""
        return tuple(rule for rule in self.rules if self.thorough or rule.shape == self.rules[0].shape)

    def facts(self) -> list[str]:
        """SQL aggregates: filled, trimmed, missing, then the misfits of each rule.

        Trims and words for "no data" are asked only where they may be: a cell that has them fits no rule.
        """
        asks_trims = self.may_trim and (self.thorough or not self.rules)
        cell = _cell(self.column, self.thorough and self.may_trim)
        trimmed = f"count(*) FILTER ({TRIM.touches.format(c=self.column.sql)})" if asks_trims else "0"
        asks_missing = self.may_miss and self.thorough
        missing = f"count(*) FILTER ({MISSING_WORDS.touches.format(c=cell)})" if asks_missing else "0"
        misfits = [f"count(*) FILTER ({cell} IS NOT NULL AND {rule.misfit(cell)})" for rule in self.put]
        return [f"count({cell})", trimmed, missing, *misfits]

    def answered(self, answers: Sequence[Any]) -> Evidence:
        """The evidence from the answers to `facts`, in their order."""
        filled, trimmed, missing, *misfits = (int(answer or 0) for answer in answers)
        holding = tuple(r for r, misfit in zip(self.put, misfits, strict=True) if misfit == missing < filled)
        return Evidence(self.column, self.sample, holding, filled, trimmed, missing)
