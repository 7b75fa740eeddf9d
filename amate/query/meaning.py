"""What comparing and sorting mean in SQL: Spanish order, forgiven accents, exact numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Context, Decimal

from amate.engines.sql import Sql, joined, quoted
from amate.query.language import Sort, Value, Where

FAR = Decimal(10) ** 19  # beyond every DECIMAL(18, …)
EXACT = Context(prec=80)

COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Meaning:
    """How conditions and orders are said of columns of these types; `decimals` are the places of exact numbers."""

    def __init__(self, types: Mapping[str, str], decimals: Mapping[str, int]):
        self.types = types
        self.decimals = decimals

    def holds(self, one: Where) -> Sql:
        """The condition that a row satisfies."""
        column = quoted(one.column)
        if isinstance(one.value, tuple):
            marks = ", ".join("?" * len(one.value))
            return Sql(f"{column} IN ({marks})", tuple(self._bound(one.column, item) for item in one.value))
        if one.operator in COMPARED:
            return Sql(
                f"{self._ordered(one.column)} {COMPARED[one.operator]} ?",
                (self._bound(one.column, one.value),),
            )
        return SAID[one.operator](column, self._bound(one.column, one.value))

    def has_word(self, word: str) -> Sql:
        """Some column of text contains it."""
        texts = [quoted(name) for name, kind in self.types.items() if kind == "text"]
        return any_of([SAID["contains"](column, word) for column in texts]) if texts else Sql("false")

    def order(self, one: Sort) -> Sql:
        return Sql(f"{self._ordered(one.column)}{' DESC' if one.descending else ''} NULLS LAST")

    def beyond(self, one: Sort, value: object) -> Sql:
        """The column comes after `value` in this order; nothing comes after an empty value."""
        if value is None:
            return Sql("false")
        sign = "<" if one.descending else ">"
        column = self._ordered(one.column)
        return Sql(f"({column} {sign} ? OR {column} IS NULL)", (value,))

    def level(self, one: Sort, value: object) -> Sql:
        """The column stands where `value` stands in this order."""
        column = self._ordered(one.column)
        return Sql(f"{column} IS NULL") if value is None else Sql(f"{column} = ?", (value,))

    def _ordered(self, column: str) -> str:
        return f"{quoted(column)} COLLATE es" if self.types[column] == "text" else quoted(column)

    def _bound(self, column: str, value: Value) -> object:
        if not isinstance(value, Decimal):
            return value
        places = self.decimals.get(column)
        return float(value) if places is None else on_grid(value, places)


def on_grid(value: Decimal, places: int) -> Decimal:
    """A number that compares with numbers of so many decimal places as `value` does, and is no longer than needed.

    Between two of them any number does: half way is taken. DuckDB refuses to compare when digits run over 38.
    """
    value = max(-FAR, min(FAR, value))
    unit = Decimal(1).scaleb(-places)
    below = value.quantize(unit, rounding=ROUND_FLOOR, context=EXACT)
    return below if below == value else EXACT.add(below, unit / 2)


def _folded(text: str) -> str:
    return f"lower(strip_accents({text}))"


SAID: dict[str, Callable[[str, object], Sql]] = {
    "eq": lambda column, value: Sql(f"{column} = ?", (value,)),
    "ne": lambda column, value: Sql(f"{column} IS DISTINCT FROM ?", (value,)),
    "isnull": lambda column, value: Sql(f"{column} IS {'NULL' if value else 'NOT NULL'}"),
    "contains": lambda column, value: Sql(f"contains({_folded(column)}, {_folded('?')})", (value,)),
    "startswith": lambda column, value: Sql(f"starts_with({_folded(column)}, {_folded('?')})", (value,)),
}


def all_of(conditions: list[Sql]) -> Sql:
    return joined(" AND ", conditions)


def any_of(conditions: list[Sql]) -> Sql:
    return Sql("(") + joined(" OR ", conditions) + Sql(")")
