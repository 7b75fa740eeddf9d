"""The answer to a question: a page of rows, of the table or of its groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from amate.base.errors import Invalid, Unavailable
from amate.engines import duckdb
from amate.engines.sql import Row, Sql
from amate.engines.stored import StoredColumn, StoredTable
from amate.query import bins, compile, result
from amate.query.language import PAGE, Query
from amate.query.plan import shape, store_of_rows


@dataclass(frozen=True)
class Page:
    """Some rows of a table, or of its groups.

    `ids` are the `_id` of the rows, none for groups; `total` counts all that satisfy the conditions, None when it
    was not asked; `more` says that others follow; `sql` is the question in one statement.
    """

    columns: tuple[StoredColumn, ...]
    ids: Sequence[int]
    rows: list[Row]
    total: int | None
    more: bool
    sql: Sql

    @property
    def next(self) -> int | None:
        """The `after` of the page that follows: None on the last one, and for groups."""
        return self.ids[-1] if self.more and self.ids else None


def page(table: StoredTable, query: Query) -> Page:
    """Answer one page; raises Invalid for an `after` that is no row, Unavailable when no store answers."""
    query = query if query.limit is not None else replace(query, limit=PAGE)
    if query.is_grouped:
        return _groups(table, query)
    keys = after_keys(table, query)
    ids, more = _ids(table, query, keys)
    columns = result.columns(query, table)
    return Page(
        columns=columns,
        ids=ids,
        rows=_rows(table, [column.name for column in columns], ids),
        total=_total(table, query, len(ids), more=more),
        more=more,
        sql=compile.statement(query, table, keys),
    )


def _groups(table: StoredTable, query: Query) -> Page:
    query = bins.with_widths(query, table)
    limit = query.limit or 0
    found = duckdb.run(table, compile.groups(replace(query, limit=limit + 1), table)).rows
    more = len(found) > limit
    return Page(
        columns=result.columns(query, table),
        ids=(),
        rows=found[:limit],
        total=_total(table, query, len(found[:limit]), more=more),
        more=more,
        sql=compile.groups(query, table),
    )


def count(table: StoredTable, query: Query) -> int:
    """How many rows satisfy the conditions of a question, or how many groups it has, whatever the page."""
    if shape(query).total == "stored":
        return table.rows
    counted = compile.count_groups if query.is_grouped else compile.count
    return int(duckdb.run(table, counted(query, table)).rows[0][0])


def after_keys(table: StoredTable, query: Query) -> compile.Keys:
    if query.after is None or not compile.is_sorted(query):
        return ()
    found = duckdb.run(table, compile.sort_keys(query)).rows
    if not found:
        message = _("Parámetro «_after»: la tabla no tiene la fila %(row)d.") % {"row": query.after}
        raise Invalid(message, code="bad-parameter", fields={"_after": message})
    return found[0]


def _ids(table: StoredTable, query: Query, keys: compile.Keys) -> tuple[Sequence[int], bool]:
    """The rows of the page, and whether others follow."""
    limit = query.limit or 0
    if shape(query).ids == "known":
        seen = query.offset if query.after is None else query.after + query.offset
        last = min(seen + limit, table.rows)
        return range(seen + 1, max(seen, last) + 1), last < table.rows
    found = duckdb.run(table, compile.ids(replace(query, limit=limit + 1), table, keys)).rows
    return [row[0] for row in found[:limit]], len(found) > limit


def _rows(table: StoredTable, columns: Sequence[str], ids: Sequence[int]) -> list[Row]:
    if not ids:
        return []
    asked = compile.rows(columns, ids)
    try:
        answer = store_of_rows(table).run(table, asked)
    except Unavailable:
        # A serving file is a cache: when it is broken the same statement is asked of Parquet.
        answer = duckdb.run(table, asked)
    by_id = {row[0]: row[1:] for row in answer.rows}
    return [by_id[one] for one in ids]


def _total(table: StoredTable, query: Query, found: int, *, more: bool) -> int | None:
    if not query.count:
        return None
    if shape(query).total == "stored":
        return table.rows
    if not more and query.after is None and (found or not query.offset):
        return query.offset + found
    return count(table, query)
