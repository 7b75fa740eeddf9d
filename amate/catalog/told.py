"""What everyone is told of how a file was read: nothing of what was left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FILE = ("file", "format", "encoding", "container", "layers", "refused", "steps")
TABLE = ("name", "header_row", "rows", "columns")
NOTE = ("code", "message", "rows")
# Where personal data were found is told to the institution alone.
PRIVATE = "personal-data:"


def told(report: Mapping[str, Any]) -> dict[str, Any]:
    """The public part of a version's report: `amate inspect --json` without personal data, and the build's steps."""
    tables = [_table(table) for table in report.get("tables", [])]
    return _of(report, FILE) | {"tables": tables} if report else {}


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    notes = [_of(note, NOTE) for note in table["notes"] if not note["code"].startswith(PRIVATE)]
    return _of(table, TABLE) | {"notes": notes}


def _of(document: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: document[name] for name in names if name in document}
