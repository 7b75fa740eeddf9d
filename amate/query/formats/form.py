"""What a format is: its names on the web, and how DuckDB writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amate.engines.stored import StoredTable


@dataclass(frozen=True)
class Form:
    """A format that DuckDB writes: the options of COPY and, for some columns, the SQL of each value."""

    name: str
    media_type: str
    options: str
    expressions: Callable[[StoredTable, Sequence[str]], list[str]]


def iso(column: str) -> str:
    """A date with hour as ISO 8601 says it; DuckDB puts a space between them."""
    return f"replace(CAST({column} AS VARCHAR), ' ', 'T')"
