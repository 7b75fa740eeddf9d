"""What everyone is told of a reading holds nothing of what was left out."""

from __future__ import annotations

import json

from amate.catalog.models import Version
from amate.publishing.disclosure import public_report, told

REPORT = {
    "file": "padron.xlsx",
    "format": "xlsx",
    "refused": None,
    "tables": [
        {
            "name": "Padrón",
            "header_row": 1,
            "rows": 2,
            "columns": [{"name": "folio", "type": "text", "meaning": None}],
            "notes": [
                {
                    "code": "trimmed",
                    "message": "Se quitó.",
                    "rows": [2],
                    "count": 1,
                    "examples": [["CANARIO", ""]],
                },
                {"code": "personal-data:curp", "message": "CANARIO", "rows": [3], "count": 1, "examples": []},
            ],
            "parquet": "CANARIO",
        }
    ],
    "recipe": {"recipe": 1, "tables": [{"columns": [{"head": "CANARIO", "keep": False}]}]},
    "misfits": [{"step": "type", "message": "CANARIO"}],
}


def test_nothing_left_out_is_told() -> None:
    said = told(REPORT)
    assert "CANARIO" not in json.dumps(said)
    assert said["tables"][0]["notes"] == [{"code": "trimmed", "message": "Se quitó.", "rows": [2]}]
    assert told({}) == {}


def test_of_rows_that_are_counted_no_cell_is_quoted() -> None:
    note = {
        "code": "names-kept",
        "message": "CANARIO",
        "rows": [2],
        "count": 1,
        "examples": [],
        "columns": [],
    }
    table = REPORT["tables"][0] | {"notes": [note]}  # type: ignore[index]
    columns = [{"head": "folio", "keep": True, "veil": ""}]
    version = Version(report=REPORT | {"tables": [table]})
    version.recipe = {"recipe": 1, "tables": [{"keep": True, "columns": columns, "count_by": ["folio"]}]}
    assert "CANARIO" not in json.dumps(public_report(version))
    version.recipe["tables"][0]["count_by"] = []
    assert "CANARIO" in json.dumps(public_report(version))
