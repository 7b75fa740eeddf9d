"""What a workbook carries beside its sheets, as notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from amate.ingest.messages import note
from amate.ingest.readers.hidden.found import Hidden
from amate.ingest.report import Note
from amate.ingest.shop import Raw, Shop


def notes_on_file(hidden: Hidden, sheets: Sequence[str]) -> list[Note]:
    """On the sheets that were left out, and on what is in no sheet. What they say is in no sentence."""
    counted: Counter[str] = Counter()
    for code, count in hidden.traces:
        counted[code] += count
    names = [(name, "") for name in sheets]
    left = [note("hidden-sheet", count=len(sheets), examples=names)] if sheets else []
    return [*left, *(note(code, count=count) for code, count in counted.items())]


def told_of_file(raws: list[Raw], notes: list[Note], shop: Shop) -> list[Raw]:
    """The same tables; the first tells what is to be told of the file."""
    if not raws:
        shop.untold += notes
        return raws
    return [replace(raws[0], notes=(*notes, *raws[0].notes)), *raws[1:]]
