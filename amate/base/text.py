"""Spanish text as people match, sort and read it."""

from __future__ import annotations

import re
import unicodedata

NOT_WORD = re.compile(r"[^0-9a-z]+")
PUNCTUATION = re.compile(r"[\W_]+")
# What cannot be seen: control characters but for tabs and line ends, and marks that turn the direction of what follows.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
DIGITS = re.compile(r"\d+")
UNITS = ("kB", "MB", "GB", "TB", "PB")


def fold(text: str) -> str:
    """`text` as matching sees it: lower case, no accents, `ñ` as `n`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def visible(text: str) -> str:
    """`text` without what cannot be seen: it would hide or turn around what stands beside it."""
    return UNSEEN.sub("", text)


def slugify(text: str, limit: int = 90) -> str:
    """`text` as an address: ASCII words joined by hyphens, cut between words, at most `limit` characters."""
    slug = NOT_WORD.sub("-", fold(text)).strip("-")
    if len(slug) <= limit:
        return slug
    head, hyphen, _ = slug[: limit + 1].rpartition("-")
    return head if hyphen else slug[:limit]


def spanish_key(text: str) -> str:
    """A sort key in Spanish order: `ñ` after `n`, accents beside their letter, numbers by value.

    It is plain text, so a database column can hold it and order by bytes.
    """
    lower = unicodedata.normalize("NFC", text).casefold()
    letters = fold(lower.replace("ñ", "n~"))  # "~" comes after "z": "nz" < "ñ" < "o"
    words = " ".join(PUNCTUATION.sub(lambda mark: "~" if mark[0] == "~" else " ", letters).split())
    return "\x1f".join((DIGITS.sub(_by_value, words), lower, text))


def _by_value(digits: re.Match[str]) -> str:
    """A run of digits so that text order is numeric order: its length goes first."""
    number = digits[0].lstrip("0") or "0"
    return f"{len(number):03}{number}"


def thousands(number: float, decimals: int = 0) -> str:
    """A number as Mexico writes it: 1234567 → "1,234,567"."""
    return f"{number:,.{decimals}f}"


def bytes_human(size: int) -> str:
    """A size in bytes as a person reads it: 1 440 000 → "1.4 MB" (units of 1,000)."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount: float = size
    for unit in UNITS:
        amount /= 1000
        if amount < 999.5 or unit == UNITS[-1]:
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"
