"""A table's Parquet as CSV or JSON lines, as the portal publishes it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from amate.ingest.shop import identifier, quoted

# How a DuckDB type is written where its own text is not what we promise.
_CSV_VALUES = {
    "DOUBLE": "regexp_replace(CAST({c} AS VARCHAR), '\\.0$', '')",
    "TIMESTAMP": "replace(CAST({c} AS VARCHAR), ' ', 'T')",
}
_JSON_VALUES = {"TIMESTAMP": _CSV_VALUES["TIMESTAMP"], "TIME": "CAST({c} AS VARCHAR)"}


def to_csv(parquet: Path, target: Path) -> None:
    """Write RFC 4180 in UTF-8 without a mark, with lines that end in LF and `_id` left out.

    Dates are ISO (2026-11-23, 2026-11-23T18:30:00), booleans true/false, NULL is empty, 5.0 is 5.
    """
    options = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    _copy(parquet, target, _CSV_VALUES, options)


def to_jsonl(parquet: Path, target: Path) -> None:
    """Write one JSON object a line in UTF-8, `_id` left out: dates as ISO text, null for NULL."""
    _copy(parquet, target, _JSON_VALUES, "FORMAT json")


def _copy(parquet: Path, target: Path, values: dict[str, str], options: str) -> None:
    relation = f"read_parquet({quoted(str(parquet))})"
    with duckdb.connect() as engine:
        described = engine.execute(f"DESCRIBE SELECT * EXCLUDE (_id) FROM {relation}").fetchall()
        cells = ", ".join(_cell(name, values.get(type_, "{c}")) for name, type_, *_ in described)
        engine.execute(f"COPY (SELECT {cells} FROM {relation}) TO {quoted(str(target))} ({options})")


def _cell(name: str, value: str) -> str:
    return f"{value.format(c=identifier(name))} AS {identifier(name)}"
