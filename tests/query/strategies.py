"""Tables, names, values and questions as strangers would send them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from amate.engines.stored import StoredColumn
from amate.query.language import OPERATORS, Query, Sort, Where

EVIL_NAMES = (
    "_sort", "__sort", "_limit", "_page", "_after", "_columns", "_count", "a", "a_", "a__", "a__gte",
    "a___gte", "a__in", "a__eq", "__gte", "_", "__", "-a", "+a", "--a", "a,b", "b", '"a"', '"', '""',
    "a'b", "a;DROP TABLE t", "]", "[a]", "a.b", "*", "?", "$1", "%s", "{0}", "{column}", "t", "rowid",
    "select", "año", "AÑO_2", "ñ", "日本", "a\tb", "a\nb", " a ", "\\", "NULL", "COLUMNS(*)", "/*", "--",
    "\u202e", "e\u0301", "é", "🙂", "#", "&x=1", "100%", "a=b",
)  # fmt: skip

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
names = st.one_of(
    st.sampled_from(EVIL_NAMES),
    st.text("a_-+,\"' Gg", min_size=1, max_size=6),
    st.text(letters, min_size=1, max_size=8),
)
spanish = st.text("aábcenñozAÁNÑ 1", max_size=4)
decimals = st.decimals(-(10**15), 10**15, places=2, allow_nan=False)
far = st.sampled_from(
    [
        Decimal("1e300"),
        Decimal("-1e37"),
        Decimal("0.005"),
        Decimal("1.001"),
        Decimal("-0.0049"),
        Decimal(10**16),
    ]
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": spanish,
    "integer": st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1)),
    "number": st.one_of(st.sampled_from([Decimal("0.01"), Decimal("-1.10"), Decimal("2.00")]), decimals),
    "double": st.one_of(
        st.sampled_from([0.1, -2.5, 0.30000000000000004]), st.floats(allow_nan=False, allow_infinity=False)
    ),
    "boolean": st.booleans(),
    "date": st.dates(),
    "datetime": st.datetimes(),
    "time": st.times(),
    "json": st.sampled_from(["{}", "[1,2]", '"ñ"', "null"]),
}


@st.composite
def columns(draw: st.DrawFn, most: int = 4) -> list[tuple[str, str]]:
    """Heads no two of which an SQL engine confuses, with their types."""
    heads = draw(st.lists(names, min_size=1, max_size=most, unique_by=lambda name: name.encode().lower()))
    heads = [head for head in heads if head.encode().lower() != b"_id"] or ["a"]
    return [(head, draw(st.sampled_from(list(VALUES)))) for head in heads]


@st.composite
def wheres(draw: st.DrawFn, kinds: dict[str, str], values: dict[str, list[Any]]) -> Where:
    """A condition that fits its column, its value often one that is there."""
    column = draw(st.sampled_from(list(kinds)))
    kind = kinds[column]
    operator = draw(st.sampled_from(OPERATORS["number" if kind == "double" else kind]))
    if operator == "isnull":
        return Where(column, operator, draw(st.booleans()))
    present = [value for value in values.get(column, []) if value is not None]
    value = st.one_of(
        VALUES[kind], *([st.sampled_from(present)] if present else []), *([far] if kind == "number" else [])
    )
    if kind in ("number", "double"):
        value = value.map(lambda number: Decimal(str(number)))
    if operator == "in":
        return Where(column, operator, tuple(draw(st.lists(value, min_size=1, max_size=3))))
    return Where(column, operator, draw(value))


@st.composite
def questions(draw: st.DrawFn, heads: list[tuple[str, str]], rows: list[tuple[Any, ...]]) -> Query:
    """A question of a page about a table with these columns and rows."""
    kinds = {"_id": "integer"} | dict(heads)
    values = {name: [row[at] for row in rows] for at, (name, _) in enumerate(heads)}
    sortable = [name for name, kind in kinds.items() if kind != "json"]
    limit = draw(st.integers(1, 6))
    after = draw(st.none() | st.integers(1, len(rows))) if rows else None
    return Query(
        columns=tuple(draw(st.lists(st.sampled_from(list(kinds)), max_size=3, unique=True))),
        where=tuple(draw(st.lists(wheres(kinds, values), max_size=2))),
        sort=tuple(
            Sort(name, draw(st.booleans()))
            for name in draw(st.lists(st.sampled_from(sortable), max_size=3, unique=True))
        ),
        limit=limit,
        after=after,
        offset=0 if after else limit * draw(st.integers(0, 2)),
        count=draw(st.booleans()),
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]], Query]:
    """Columns, rows and a question about them."""
    heads = draw(columns())
    row = st.tuples(*(st.none() | VALUES[kind] for _, kind in heads))
    rows = draw(st.lists(row, max_size=8))
    return heads, rows, draw(questions(heads, rows))


def stored_columns(heads: list[tuple[str, str]]) -> list[StoredColumn]:
    return [StoredColumn(name, "number" if kind == "double" else kind) for name, kind in heads]
