"""What draws, in a child of its own: vl-convert holds the whole process while it works.

Nothing is fetched: a specification that names an address is refused by the library, and the child has no network.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

VEGA_LITE = "6.4"
# The library measures letters of the system, and takes registered ones for much wider than they are. So charts are
# laid out in the system's, a little wider than ours, and written in ours; in a browser that lacks ours, in letters as
# wide as those that were measured.
MEASURED = "sans-serif"
WRITTEN = "'Source Sans 3', Arial, 'Liberation Sans', Roboto, sans-serif"
BOLD = re.compile(r'font-family="[^"]*"((?: font-size="[^"]*")? font-weight="600")')
WRITTEN_BOLD = f"'Source Sans 3 SemiBold', {WRITTEN}"
FONTS = Path(__file__).resolve().parents[3] / "build" / "fonts"


def draw(*, spec: dict[str, Any] | None = None, svg: str = "", form: str = "svg", scale: float = 1) -> str:
    """A specification, or an SVG of ours, as "svg" (text) or "png" (base64)."""
    _fonts()
    if spec is not None:
        svg = _in_our_letters(
            vl_convert.vegalite_to_svg(_measurable(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
        )
    return svg if form == "svg" else base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode()


def _measurable(spec: dict[str, Any]) -> dict[str, Any]:
    return spec | {"config": {**spec.get("config", {}), "font": MEASURED}}


def _in_our_letters(svg: str) -> str:
    written = svg.replace(f'font-family="{MEASURED}"', f'font-family="{WRITTEN}"')
    return BOLD.sub(rf'font-family="{WRITTEN_BOLD}"\1', written)


@cache
def _fonts() -> None:
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
