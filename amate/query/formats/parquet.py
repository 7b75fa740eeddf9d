"""Parquet: typed, compressed, read by columns. Its rows bring their `_id`, as those of the stored table do."""

from __future__ import annotations

from pathlib import Path

from amate.query.formats.form import Column, Form, Result, copy

ROW_GROUP = 30_720  # rows: as in the stored tables
CELLS = 3_000_000  # of a group: DuckDB holds one in memory, and makes none of less than VECTOR rows
VECTOR = 2_048
WIDE = 500  # columns: beyond, the dictionaries that it holds for each would not fit


def write(result: Result, target: Path) -> int:
    rows = max(VECTOR, min(ROW_GROUP, CELLS // len(result.columns)))
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows}"
    if len(result.columns) > WIDE:
        options += ", DICTIONARY_SIZE_LIMIT 0, WRITE_BLOOM_FILTER false"
    return copy(result, [_cell(column) for column in result.columns], target, options)


def _cell(column: Column) -> str:
    # DuckDB would write a HUGEINT, which a sum of integers is, as a DOUBLE.
    return f"CAST({column.sql} AS DECIMAL(38, 0))" if column.kind == "HUGEINT" else column.sql


PARQUET = Form(
    name="parquet",
    label="Parquet",
    note="Con sus tipos y comprimido: para DuckDB, R, Python o Spark",
    meaning="typed columns in zstd; rows bring their number, `_id`, unless `_columns` is given",
    media_type="application/vnd.apache.parquet",
    write=write,
    packed=True,
    numbered=True,
)
