"""What may be said in public of how a version was read: no cell of what its institution left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from amate.catalog.models import Version
from amate.catalog.told import told
from amate.ingest.messages import NOTES, Count


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


def _leaves_out(recipe: Mapping[str, Any]) -> bool:
    tables = recipe.get("tables", [])
    return not all(table["keep"] and all(column["keep"] for column in table["columns"]) for table in tables)


def _without_quotes(note: Mapping[str, Any]) -> str:
    """The sentence of a note with what it quotes of the file left blank."""
    facts: Mapping[str, Any] = defaultdict(lambda: "…", count=Count(note.get("count", 0)))
    return NOTES[note["code"]].format_map(facts) if note["code"] in NOTES else ""
