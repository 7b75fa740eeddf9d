"""NDJSON: one object a line, each as in JSON."""

from __future__ import annotations

from pathlib import Path

from amate.query.formats.form import Form, Result, copy
from amate.query.formats.json import cell


def write(result: Result, target: Path) -> int:
    return copy(result, [cell(column) for column in result.columns], target, "FORMAT json")


NDJSON = Form(
    name="ndjson",
    label="NDJSON",
    note="Un objeto JSON por línea: se lee sin cargarlo entero",
    meaning="one JSON object a line",
    media_type="application/x-ndjson",
    write=write,
)
