"""A whole text that was encoded twice: «AÃ±o,DescripciÃ³n», heads and all."""

from __future__ import annotations

import re
from pathlib import Path

from amate.ingest.garbled import GARBLED

# Fewer garbled letters than this are left to the columns that hold them.
MIN_GARBLED = 3
_GARBLED = re.compile("|".join(sorted(map(re.escape, GARBLED), key=len, reverse=True)))
_STRANGE = re.compile(r"[^\x00-\x7f\ufeff]")
_CHUNK = 1 << 20


def is_encoded_twice(sample: str) -> bool:
    """Whether every letter outside ASCII in a text is half of a garbled one."""
    if len(_GARBLED.findall(sample)) < MIN_GARBLED:
        return False
    return not _STRANGE.search(_GARBLED.sub("", sample))


def decode_once_more(source: Path, target: Path) -> tuple[int, list[tuple[str, str]]]:
    """Write the UTF-8 text anew with its letters put right; how many, and the first lines before and after."""
    count = 0
    examples: list[tuple[str, str]] = []
    with (
        source.open(encoding="utf-8-sig", newline="") as file,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while line := file.readline(_CHUNK):
            mended, found = _GARBLED.subn(lambda match: GARBLED[match[0]], line)
            count += found
            if found and len(examples) < 5:
                examples.append((line.strip(), mended.strip()))
            out.write(mended)
    return count, examples
