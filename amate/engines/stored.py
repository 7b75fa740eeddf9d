"""A table version as it lies on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROW_NUMBER = "_id"
TYPES = ("text", "integer", "number", "boolean", "date", "datetime", "time", "json")


@dataclass(frozen=True)
class StoredColumn:
    """A column under its original head; `type` is one of TYPES."""

    name: str
    type: str


@dataclass(frozen=True)
class StoredTable:
    """One immutable version: a Parquet file whose first column is `_id` (BIGINT, 1…rows), maybe a serving file.

    `key` names the version. `columns` leave out `_id`. SQL engines do not tell `Año` from `año` when only
    ASCII letters differ in case, so such twins are refused with ValueError: ingest gives them distinct heads.
    """

    key: str
    parquet: Path
    rows: int
    columns: tuple[StoredColumn, ...]
    serving: Path | None = None

    def __post_init__(self) -> None:
        seen = {ROW_NUMBER}
        for column in self.columns:
            if (name := _ascii_lower(column.name)) in seen:
                raise ValueError(f"two columns are called {column.name!r} to an SQL engine")
            if column.type not in TYPES:
                raise ValueError(f"column {column.name!r} has the unknown type {column.type!r}")
            seen.add(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def types(self) -> dict[str, str]:
        """Type by name, `_id` included."""
        return {ROW_NUMBER: "integer"} | {column.name: column.type for column in self.columns}


def _ascii_lower(name: str) -> str:
    return name.encode().lower().decode()
