"""The colours of one portal as CSS custom properties, by day and by night."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from django.conf import settings

FILLS = ("primary", "accent")  # colours that text stands on


@cache
def stylesheet() -> str:
    """`tokens.css`: one property per colour of portal.toml, and what to write on those that are fills.

    A page may ask for one of the two by a class, as a chart in the page of another does.
    """
    by_day, by_night = settings.PORTAL.colours, settings.PORTAL.colours_dark
    return "\n".join(
        (
            _rule(by_day),
            f"@media (prefers-color-scheme: dark) {{\n{_rule(by_night)}\n}}",
            _rule(by_day, ":root.theme-light"),
            _rule(by_night, ":root.theme-dark"),
        )
    )


@cache
def digest() -> str:
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:12]


def _rule(colours: Mapping[str, str], selector: str = ":root") -> str:
    written = {f"on-{name}": _ink_on(colours[name]) for name in FILLS}
    lines = (f"  --{name}: {value};" for name, value in (dict(colours) | written).items())
    return f"{selector} {{\n" + "\n".join(lines) + "\n}"


def _ink_on(colour: str) -> str:
    """White or near black, whichever contrasts more with a fill (WCAG 2 relative luminance)."""
    return "#ffffff" if _luminance(colour) < 0.179 else "#14110e"


def _luminance(colour: str) -> float:
    """Of "#rrggbb", from 0 (black) to 1 (white)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
