"""What everyone is told of a reading holds nothing of what was left out."""

from __future__ import annotations

import json

from amate.publishing.disclosure import told

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
