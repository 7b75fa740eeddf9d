"""From a Query to SQL over the table `t`: names quoted, values bound, no path and no engine named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from amate.engines.duckdb import decimals
from amate.engines.sql import TABLE, Sql, joined, quoted
from amate.engines.stored import ROW_NUMBER, StoredTable
from amate.query import result
from amate.query.grouping import calculation, key_of
from amate.query.language import Query, Sort
from amate.query.meaning import Meaning, all_of, any_of

ID = quoted(ROW_NUMBER)
BY_ROW = Sort(ROW_NUMBER)

Keys = tuple[object, ...]  # the values that the row of `_after` has in the columns of the sort


def statement(query: Query, table: StoredTable, keys: Keys = ()) -> Sql:
    """The whole question in one statement, as people are shown it and as it may be asked elsewhere."""
    if query.is_grouped:
        return groups(query, table)
    return _select(names(query, table)) + _where(query, table, keys) + _order(query, table) + _cut(query)


def groups(query: Query, table: StoredTable) -> Sql:
    """The groups of a question; bins have their width by now."""
    columns = {column.name: column.type for column in result.columns(query, table)}
    order = [Meaning(columns, {}).order(one) for one in group_sorts(query, list(columns))]
    select = Sql("SELECT * FROM (") + _grouped(query, table) + Sql(")")
    return select + (Sql(" ORDER BY ") + joined(", ", order) if order else Sql("")) + _cut(query)


def count_groups(query: Query, table: StoredTable) -> Sql:
    return Sql("SELECT count(*) FROM (") + _grouped(query, table) + Sql(")")


def group_sorts(query: Query, names: Sequence[str]) -> tuple[Sort, ...]:
    """The sort, made total: the keys break ties, in their order."""
    chosen = {one.column for one in query.sort}
    return (*query.sort, *(Sort(name) for name in names[: len(query.group)] if name not in chosen))


def export(query: Query, table: StoredTable, keys: Keys = ()) -> Sql:
    """The statement for a file of rows.

    Rows unsorted come as the file has them, by `_id`: DuckDB keeps that order, and sorting it again would
    hold the whole table in memory.
    """
    order = _order(query, table) if is_sorted(query) else Sql("")
    return _select(names(query, table)) + _where(query, table, keys) + order + _cut(query)


def ids(query: Query, table: StoredTable, keys: Keys = ()) -> Sql:
    """The `_id` of the rows asked for, in order: only what is filtered and sorted by is read, never a wide row."""
    return _select((ROW_NUMBER,)) + _where(query, table, keys) + _order(query, table) + _cut(query)


def rows(columns: Sequence[str], wanted: Sequence[int]) -> Sql:
    """Rows by `_id`, which comes first; in no order unless the ids are a range."""
    select = _select((ROW_NUMBER, *columns))
    if isinstance(wanted, range):
        return select + Sql(f" WHERE {ID} >= ? AND {ID} < ? ORDER BY {ID}", (wanted.start, wanted.stop))
    return select + Sql(f" WHERE {ID} IN ({', '.join('?' * len(wanted))})", tuple(wanted))


def count(query: Query, table: StoredTable) -> Sql:
    """How many rows satisfy the conditions, whatever the page."""
    return over(query, table, ["count(*)"])


def over(query: Query, table: StoredTable, expressions: Sequence[str]) -> Sql:
    """Expressions over all the rows that satisfy the conditions, whatever the page."""
    return Sql(f"SELECT {', '.join(expressions)} FROM {TABLE}") + _where(
        replace(query, after=None), table, ()
    )


def sort_keys(query: Query) -> Sql:
    """What the row of `_after` has in the columns of the sort."""
    return _select([one.column for one in sorts(query)]) + Sql(f" WHERE {ID} = ?", (query.after,))


def names(query: Query, table: StoredTable) -> tuple[str, ...]:
    return query.columns or table.names


def is_sorted(query: Query) -> bool:
    """Whether the rows are asked for in another order than their own."""
    return sorts(query) != (BY_ROW,)


def sorts(query: Query) -> tuple[Sort, ...]:
    """The sort, made total: `_id` breaks ties, and what comes after `_id` decides nothing."""
    at = next((at for at, one in enumerate(query.sort) if one.column == ROW_NUMBER), None)
    return (*query.sort, BY_ROW) if at is None else query.sort[: at + 1]


def _grouped(query: Query, table: StoredTable) -> Sql:
    """One row a group: its keys, then what is worked out of it."""
    names = [column.name for column in result.columns(query, table)]
    exact = decimals(table.parquet) if any(key.part == "bin" for key in query.group) else {}
    said = [key_of(key, table.types[key.column], exact.get(key.column)) for key in query.group]
    said += [calculation(one) for one in query.aggregate]
    columns = ", ".join(f"{text} AS {quoted(name)}" for text, name in zip(said, names, strict=True))
    by = ", ".join(str(at) for at in range(1, len(query.group) + 1))
    select = Sql(f"SELECT {columns} FROM {TABLE}") + _where(query, table, ())
    return select + Sql(f" GROUP BY {by}" if by else "")


def _select(columns: Sequence[str]) -> Sql:
    return Sql(f"SELECT {', '.join(map(quoted, columns))} FROM {TABLE}")


def _where(query: Query, table: StoredTable, keys: Keys) -> Sql:
    meaning = _meaning(query, table)
    conditions = [meaning.holds(one) for one in query.where]
    conditions += [meaning.has_word(word) for word in query.words.split()]
    if keys:
        conditions.append(_after(meaning, sorts(query), keys))
    elif query.after is not None:
        conditions.append(Sql(f"{ID} > ?", (query.after,)))
    return Sql(" WHERE ") + all_of(conditions) if conditions else Sql("")


def _after(meaning: Meaning, order: Sequence[Sort], keys: Keys) -> Sql:
    """The rows beyond one row: level with it in the first columns of the sort, beyond it in the next."""
    level = [meaning.level(one, key) for one, key in zip(order, keys, strict=True)]
    beyond = [meaning.beyond(one, key) for one, key in zip(order, keys, strict=True)]
    return any_of([all_of([*level[:at], beyond[at]]) for at in range(len(level))])


def _order(query: Query, table: StoredTable) -> Sql:
    meaning = Meaning(table.types, {})
    return Sql(" ORDER BY ") + joined(", ", [meaning.order(one) for one in sorts(query)])


def _cut(query: Query) -> Sql:
    limit = Sql("") if query.limit is None else Sql(" LIMIT ?", (query.limit,))
    return limit + Sql(" OFFSET ?", (query.offset,)) if query.offset else limit


def _meaning(query: Query, table: StoredTable) -> Meaning:
    numbers = any(table.types[one.column] == "number" for one in query.where)
    return Meaning(table.types, decimals(table.parquet) if numbers else {})
