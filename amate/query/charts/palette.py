"""Colours of a chart by day and by night: the ground and the first colour are the portal's, the rest can be told
apart without seeing red from green (Okabe and Ito, "Color universal design", 2008)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("light", "dark")
SERIES = {
    "light": ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#5b4a8a", "#8c8c8c"),
    "dark": ("#56b4e9", "#e69f00", "#2fc89a", "#e2a1c6", "#f0e442", "#ff8b4d", "#b5a6e8", "#a6a6a6"),
}
SURFACE = {"light": "#ffffff", "dark": "#2e2823"}


@dataclass(frozen=True)
class Palette:
    ground: str
    ink: str
    muted: str
    line: str
    first: str
    series: tuple[str, ...]


def palette(theme: str, colours: Mapping[str, str]) -> Palette:
    """`colours` are those of the portal in this theme."""
    return Palette(
        ground=SURFACE[theme],
        ink=colours["ink"],
        muted=colours["muted"],
        line=colours["line"],
        first=colours["primary"],
        series=SERIES[theme],
    )
