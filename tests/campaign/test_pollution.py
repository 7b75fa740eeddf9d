"""Every kind of pollution of the taxonomy of Pollock, at every row and column, scored as its paper does.

make campaign            # writes docs/evidence/pollution.md
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.portal import ROOT
from tests.campaign.portal import commit
from tests.ingest.pollution import Expected, Polluted, all_pollutions, persons, reports, scores
from tests.ingest.reader import names_of, read_bytes, rows_of

pytestmark = pytest.mark.campaign
EVIDENCE = ROOT / "docs" / "evidence" / "pollution.md"
# Two tables of different shape: of Pollock's own size, and a smaller one.
TABLES = (reports(), persons())
SIMPLE = 9.6
# No kind that spoils a whole file may cost more than this.
WHOLE_FILE = 9.9


def test_polluted_files_are_read_all_the_same() -> None:
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for table, other in (TABLES, TABLES[::-1]):
            for kind, own in scores(
                all_pollutions(table, other), lambda one: _read(one, Path(folder))
            ).items():
                found.setdefault(kind, []).extend(own)
    every = [score for own in found.values() for score in own]
    simple = sum(every) / len(every)
    kinds = [sum(own) / len(own) for own in found.values()]
    EVIDENCE.write_text("\n".join(_evidence(found, simple, sum(kinds) / len(kinds))))
    assert simple > SIMPLE
    assert [kind for kind, own in found.items() if len(own) < 50 and min(own) < WHOLE_FILE] == ["no_payload"]


def _read(polluted: Polluted, folder: Path) -> Sequence[Expected] | None:
    """The tables that are published of the file; None when it is refused."""
    reading = read_bytes(polluted.content, "datos.csv", folder, text_only=True)
    if reading.refused:
        return None
    return [
        Expected(names_of(table), [[cell or "" for cell in row] for row in rows_of(table, folder)])
        for table in reading.tables
    ]


def _evidence(found: dict[str, list[float]], simple: float, by_kind: float) -> list[str]:
    return [
        "# Polluted texts",
        "",
        f"At {commit()}: `tests/ingest/pollution.py` spoils two tables of our own (83 rows of 9 columns, 40 of 5)",
        "in every way of the taxonomy of Pollock (VLDB 2023); each file is read without any parameter, as",
        "`amate convert --text` does. Scored of ten as the paper does: success, then precision, recall and F1 of",
        "heads, records and cells. Its own files were not looked at. An empty file is refused, which counts as 0 here.",
        "",
        f"**{simple:.3f}** of 10 on the average of {sum(map(len, found.values())):,} files;",
        f"**{by_kind:.3f}** when each kind counts once.",
        "",
        "| kind | files | mean | worst |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {kind} | {len(own)} | {sum(own) / len(own):.3f} | {min(own):.3f} |"
            for kind, own in found.items()
        ),
        "",
    ]
