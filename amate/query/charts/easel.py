"""What draws, in a child of its own: vl-convert holds the whole process while it works.

Nothing is fetched: a specification that names an address is refused by the library, and the child has no network.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

VEGA_LITE = "6.4"
FONTS = Path(__file__).resolve().parents[3] / "build" / "fonts"


def draw(*, spec: dict[str, Any] | None = None, svg: str = "", form: str = "svg", scale: float = 1) -> str:
    """A specification, or an SVG of ours, as "svg" (text) or "png" (base64)."""
    _fonts()
    if spec is not None:
        svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return svg if form == "svg" else base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode()


@cache
def _fonts() -> None:
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
