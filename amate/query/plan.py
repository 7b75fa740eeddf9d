"""Which store answers which part of a question."""

from __future__ import annotations

from dataclasses import dataclass

from amate.engines import duckdb, serving
from amate.engines.sql import Engine
from amate.engines.stored import StoredTable
from amate.query.compile import is_sorted
from amate.query.language import Query


@dataclass(frozen=True)
class Shape:
    """What of a question decides where it is answered, and how.

    `ids`: known beforehand (row 1,001 to 1,100 of a whole table) or found by scanning the Parquet file.
    `total`: stored with the version, or counted by scanning.
    """

    ids: str
    total: str


# (filtered, sorted) → shape. Rows are then fetched by `_id` from the serving file, or from Parquet without one.
SHAPES = {
    (False, False): Shape(ids="known", total="stored"),
    (False, True): Shape(ids="found", total="stored"),
    (True, False): Shape(ids="found", total="counted"),
    (True, True): Shape(ids="found", total="counted"),
}


GROUPS = Shape(ids="found", total="counted")


def shape(query: Query) -> Shape:
    return GROUPS if query.is_grouped else SHAPES[query.is_filtered, is_sorted(query)]


def store_of_rows(table: StoredTable) -> Engine:
    """What fetches rows by `_id`."""
    return serving if serving.ready(table) else duckdb
