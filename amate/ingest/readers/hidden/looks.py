"""Which looks of a cell show nothing of its value: an empty number format, letters in the colour of their ground."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
# Letters as near to their ground as this, on each of red, green and blue, are not seen; nor smaller ones, in points.
_NEAR, _SMALLEST = 12, 2.0

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_PLACES = re.compile(r"[0#?@ymdhseg]|general|estándar", re.IGNORECASE)

# The colours that old files name by number, from 8 to 63; 0 to 7 are the first eight of them again.
_COLOURS = bytes.fromhex(
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
_PALETTE = [*zip(_COLOURS[::3], _COLOURS[1::3], _COLOURS[2::3], strict=True)]


class Look(NamedTuple):
    """Whether a look hides numbers, dates included, and whether it hides text."""

    numbers: bool = False
    texts: bool = False

    def __or__(self, other: object) -> Look:
        assert isinstance(other, Look)
        return Look(self.numbers or other.numbers, self.texts or other.texts)


PLAIN, NOTHING_SEEN = Look(), Look(numbers=True, texts=True)


def look_of_format(code: str) -> Look:
    """What a number format such as `;;;` hides."""
    if not code:
        return PLAIN
    sections = _sections(code)
    numbers = not any(_shows(section) for section in sections[:2])
    return Look(numbers, len(sections) > 3 and not _shows(sections[3]))


def look_of_letters(letters: Colour | None, ground: Colour | None, size: float = 11.0) -> Look:
    """Whether letters are seen on their ground; None is a colour that nobody can tell, which is seen."""
    if size < _SMALLEST:
        return NOTHING_SEEN
    if letters is None or ground is None:
        return PLAIN
    near = all(abs(one - other) <= _NEAR for one, other in zip(letters, ground, strict=True))
    return NOTHING_SEEN if near else PLAIN


def rgb(text: str) -> Colour | None:
    """The colour written as RRGGBB or AARRGGBB."""
    try:
        red, green, blue = bytes.fromhex(text.strip()[-6:])
    except ValueError:
        return None
    return red, green, blue


def indexed(number: int, palette: Mapping[int, Colour] | None = None) -> Colour | None:
    """The colour of a number, as old files name them; 64 is the letters' own and 65 the sheet's."""
    if palette and number in palette:
        return palette[number]
    if number in (64, 0x7FFF):
        return BLACK
    if number == 65:
        return WHITE
    at = number - 8 if number >= 8 else number
    return _PALETTE[at] if 0 <= at < len(_PALETTE) else None


def tinted(colour: Colour | None, tint: float) -> Colour | None:
    """A colour made lighter (to 1) or darker (to -1)."""
    if colour is None or not tint:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _sections(code: str) -> Sequence[str]:
    """The parts of a format: for positives, negatives, zero and text."""
    found, part, at = [], "", 0
    while at < len(code):
        literal = _LITERAL.match(code, at)
        if literal:
            part += literal[0]
            at = literal.end()
        elif code[at] == ";":
            found.append(part)
            part, at = "", at + 1
        else:
            part += code[at]
            at += 1
    return [*found, part]


def _shows(section: str) -> bool:
    """Whether a section shows the value, or words that stand for it."""
    said = "".join(one or other for one, other in _LITERAL.findall(section))
    bare = _LITERAL.sub("", section)
    if any(character.isalnum() for character in said):
        return True
    if any(_ELAPSED.fullmatch(inside) for inside in _BRACKETS.findall(bare)):
        return True
    return bool(_PLACES.search(_BRACKETS.sub("", bare)))
