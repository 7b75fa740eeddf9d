"""A row of Table as the query room knows tables: files, rows, typed columns."""

from __future__ import annotations

from amate.catalog.models import Table
from amate.engines.stored import StoredColumn, StoredTable


def stored(table: Table) -> StoredTable:
    """Where the rows of this table are; without its serving file when that is not there (yet)."""
    return StoredTable(
        key=table.parquet_sha256,
        parquet=table.parquet,
        rows=table.rows,
        columns=tuple(StoredColumn(column.name, column.type) for column in table.columns.all()),
        serving=table.serving if table.serving.exists() else None,
    )
