"""What may be said in public of how a version was read: no cell of what its institution left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from amate.catalog.models import Version
from amate.ingest.messages import NOTES, Count

FILE = ("file", "format", "encoding", "container", "layers", "refused", "steps")
TABLE = ("name", "header_row", "rows", "columns")
NOTE = ("code", "message", "rows")
# Where personal data were found is told to the institution alone.
PRIVATE = "personal-data:"


def public_report(version: Version) -> dict[str, Any]:
    """The report of a version for anyone. Where something was left out by hand, its sentences quote nothing."""
    report = version.report
    if _leaves_out(version.recipe) and "tables" in report:
        tables = [
            table | {"notes": [note | {"message": _without_quotes(note)} for note in table["notes"]]}
            for table in report["tables"]
        ]
        report = report | {"tables": tables}
    return told(report)


def told(report: Mapping[str, Any]) -> dict[str, Any]:
    """The public part of a version's report: `amate inspect --json` without personal data, and the build's steps."""
    tables = [_table(table) for table in report.get("tables", [])]
    return _of(report, FILE) | {"tables": tables} if report else {}


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    notes = [_of(note, NOTE) for note in table["notes"] if not note["code"].startswith(PRIVATE)]
    return _of(table, TABLE) | {"notes": notes}


def _of(document: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: document[name] for name in names if name in document}


def _leaves_out(recipe: Mapping[str, Any]) -> bool:
    tables = recipe.get("tables", [])
    return not all(
        table["keep"] and not table.get("count_by") and all(map(_is_whole, table["columns"]))
        for table in tables
    )


def _is_whole(column: Mapping[str, Any]) -> bool:
    return bool(column["keep"]) and not column.get("veil")


def _without_quotes(note: Mapping[str, Any]) -> str:
    """The sentence of a note with what it quotes of the file left blank."""
    facts: Mapping[str, Any] = defaultdict(lambda: "…", count=Count(note.get("count", 0)))
    return NOTES[note["code"]].format_map(facts) if note["code"] in NOTES else ""
