"""Which encoding a text is in: facts about every byte, then evidence from how its letters sit together."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from amate.ingest.limits import CHUNK, SAMPLE_BYTES

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference; cp850 is what DOS, and Excel's "CSV (MS-DOS)", write in Spanish.
ONE_BYTE = ("cp1252", "mac_roman", "latin-1", "cp850")
MOST_WINDOWS = 20_000
# Every letter that `repairs.ODD` looks for begins with one of these bytes in UTF-8, or is one of these letters.
ODD_LEADS, ODD_LETTERS = (b"\xc2", b"\xe2", b"\xef"), "ÂÃâ"

# What a character outside ASCII, between its two neighbours, says for a decoding: the first match counts.
EVIDENCE: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.DOTALL), weight)
    for pattern, weight in (
        (
            r"\d[áéíóúñü].|.[áéíóúñü]\d",
            -2,
        ),  # the hard blank of Windows between the parts of a number, read as DOS
        (r".[áéíóúñü][^A-ZÁÉÍÓÚÑ]", 3),
        (r"[^a-zñáéíóúü][ÁÉÍÓÚÑÜ].", 3),
        (r"\W[“‘¿¡«].", 2),
        (r".[”’»…´]\W", 2),
        (r"\w[’´]\w", 1),
        (r"[\w.][°ºª].", 2),
        (r".[–—•·€½¼¾±²³µ×÷°º\xa0].", 0),
        (r".[À-ÖØ-öø-ÿ].", 0),
        (r".[\x80-\x9f\ufffd].", -6),
        (r".*", -2),
    )
)


@dataclass(frozen=True)
class Letters:
    """What every byte of a text says of its letters.

    encoding: as Python names it: ascii, utf-8, utf-8-sig, utf-16… or of ONE_BYTE.
    is_utf8: whether every byte of it is UTF-8, so that it can be read as it is.
    may_be_odd: False when no letter of it is unseen, a blank that is no blank, or the first of a garbled one.
    """

    encoding: str
    is_utf8: bool = False
    may_be_odd: bool = True


def letters_of(path: Path) -> Letters:
    """The letters of a text file, from every byte of it."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if (marked := _marked(sample) or _wide(sample)) and marked != "utf-8-sig":
        return Letters(marked)
    if valid := _valid_utf8(path):
        return replace(valid, encoding=marked) if marked else valid
    # What begins with its mark was meant to be UTF-8, whatever was pasted into it.
    return Letters(marked or ("utf-8" if _mostly_utf8(sample) else _one_byte(path)))


def decode_sample(head: bytes) -> str | None:
    """The beginning of a text, for looking at only; None when it is not text."""
    if encoding := _marked(head) or _wide(head):
        return head.decode(encoding, errors="replace")
    if b"\x00" in head:
        return None
    controls = len(head) - len(head.translate(None, bytes({*range(1, 32)} - {9, 10, 12, 13, 26, 27})))
    return None if controls > len(head) / 100 else head.decode("utf-8", errors="replace")


def to_utf8(source: Path, encoding: str, target: Path) -> int:
    """Write the text again in UTF-8; how many damaged characters were read as Windows text."""
    damaged = 0
    with source.open("rb") as file, target.open("w", encoding="utf-8", newline="") as out:
        for text in _decoded(file, encoding):
            whole, mended = re.subn(r"[\udc80-\udcff]", _windows, text)
            out.write(whole)
            damaged += mended
    return damaged


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    errors = "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _windows(stray: re.Match[str]) -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _marked(sample: bytes) -> str | None:
    return next((encoding for bom, encoding in BOMS if sample.startswith(bom)), None)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: in western text nearly every second byte is NUL."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _valid_utf8(path: Path) -> Letters | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, odd = "ascii", False
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if chunk.isascii() and not decoder.getstate()[0]:
                    continue
                encoding = "utf-8"
                text = decoder.decode(chunk)
                odd = (
                    odd or any(lead in chunk for lead in ODD_LEADS) or any(one in text for one in ODD_LETTERS)
                )
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return Letters(encoding, is_utf8=True, may_be_odd=odd)


def _mostly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few bytes of something else pasted in."""
    text = sample.decode("utf-8", errors="surrogateescape")
    strays = sum("\udc80" <= character <= "\udcff" for character in text)
    strangers = sum(character > "\x7f" for character in text)
    return strangers > 20 and strays < strangers / 20


def _one_byte(path: Path) -> str:
    windows = list(_windows_of_bytes(path))
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    # Only programs of the old Macintosh end lines in CR alone.
    old_mac = len(windows) if b"\r" in sample and b"\n" not in sample else 0
    return max(ONE_BYTE, key=lambda encoding: _score(windows, encoding) + old_mac * (encoding == "mac_roman"))


def likeliest(cells: Iterable[bytes], encodings: Sequence[str], declared: str | None) -> str:
    """The encoding in which the letters of these cells sit best; the declared one unless they make no sense in it."""
    windows = [window for cell in cells for window in _strangers(b" " + cell + b" ")][:MOST_WINDOWS]
    if declared and _score(windows, declared) >= 0:
        return declared
    return max(encodings, key=lambda encoding: _score(windows, encoding))


def _strangers(padded: bytes) -> Iterator[bytes]:
    """Each byte outside ASCII between its neighbours."""
    for stranger in re.finditer(rb"[\x80-\xff]", padded):
        yield padded[stranger.start() - 1 : stranger.start() + 2]


def _windows_of_bytes(path: Path) -> Iterator[bytes]:
    """Each byte outside ASCII between its neighbours, from everywhere in the file."""
    found = 0
    with path.open("rb") as file:
        while (chunk := file.read(CHUNK)) and found < MOST_WINDOWS:
            for window in _strangers(b" " + chunk + b" "):
                yield window
                found += 1
                if found == MOST_WINDOWS:
                    return


def _score(windows: list[bytes], encoding: str) -> int:
    texts = (window.decode(encoding, errors="replace") for window in windows)
    return sum(next(weight for pattern, weight in EVIDENCE if pattern.fullmatch(text)) for text in texts)
