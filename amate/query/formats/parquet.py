"""Parquet: typed, compressed, read by columns. Its rows bring their `_id`, as those of the stored table do."""

from __future__ import annotations

from pathlib import Path

from amate.query.formats.form import Column, Form, Result, copy

ROW_GROUP = 30_720  # rows: as in the stored tables


def write(result: Result, target: Path) -> int:
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
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
