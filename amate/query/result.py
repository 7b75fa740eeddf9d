"""What the columns of an answer are called, and their types: those of the table, or keys and aggregates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amate.engines.stored import StoredColumn, StoredTable
from amate.query.language import Aggregate, Key, Query
from amate.query.spelling import aggregate_name, group_name

Types = Mapping[str, str]

# Parts that are not of the type of their column.
PART_TYPES = {
    "year": "integer",
    "quarter": "date",
    "month": "date",
    "week": "date",
    "day": "date",
    "monthofyear": "integer",
    "weekday": "integer",
    "hour": "integer",
}
# Aggregates that are not of the type of their column.
FUNCTION_TYPES = {"count": "integer", "distinct": "integer", "avg": "number", "median": "number"}


def columns(query: Query, table: StoredTable) -> tuple[StoredColumn, ...]:
    """The columns that the answer to a question has, in order."""
    if query.is_grouped:
        return of_groups(query.group, query.aggregate, table.types)
    types = table.types
    return tuple(StoredColumn(name, types[name]) for name in query.columns or table.names)


def of_groups(group: Sequence[Key], aggregate: Sequence[Aggregate], types: Types) -> tuple[StoredColumn, ...]:
    keys = (StoredColumn(group_name(key, types), _type_of_key(key, types)) for key in group)
    wanted = (StoredColumn(aggregate_name(one, types), _type_of_aggregate(one, types)) for one in aggregate)
    return (*keys, *wanted)


def twin(group: Sequence[Key], aggregate: Sequence[Aggregate], types: Types) -> str | None:
    """A name that two columns of the answer would share, to an SQL engine; None as a rule."""
    seen: set[bytes] = set()
    for column in of_groups(group, aggregate, types):
        name = column.name.encode().lower()
        if name in seen:
            return column.name
        seen.add(name)
    return None


def _type_of_key(key: Key, types: Types) -> str:
    return PART_TYPES.get(key.part) or types[key.column]


def _type_of_aggregate(one: Aggregate, types: Types) -> str:
    return FUNCTION_TYPES.get(one.function) or types[one.column]
