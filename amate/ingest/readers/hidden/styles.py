"""The styles of an XLSX or XLSM whose cells show nothing of their value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from amate.ingest.readers.hidden.looks import (
    BLACK,
    PLAIN,
    WHITE,
    Colour,
    Look,
    indexed,
    look_of_format,
    look_of_letters,
    rgb,
    tinted,
)

# A theme's colours in the order in which styles number them.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


def looks_of(styles: Element, theme: Element | None) -> dict[int, Look]:
    """The styles of cells, by number, that hide something."""
    colours = _Colours(styles, theme)
    formats = {_number(each, "numFmtId"): each.get("formatCode", "") for each in children(styles, "numFmts")}
    fonts = list(children(styles, "fonts"))
    fills = list(children(styles, "fills"))
    found = {}
    for number, style in enumerate(children(styles, "cellXfs")):
        font, fill = _at(fonts, _number(style, "fontId")), _at(fills, _number(style, "fillId"))
        look = look_of_format(formats.get(_number(style, "numFmtId"), ""))
        look |= look_of_letters(colours.of_letters(font), colours.of_ground(fill), _size(font))
        if look != PLAIN:
            found[number] = look
    return found


def named(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The elements inside the child called `name`."""
    inside = child(element, name)
    return iter(inside if inside is not None else ())


def child(element: Element | None, name: str) -> Element | None:
    return next((each for each in (element if element is not None else ()) if named(each) == name), None)


class _Colours:
    """What the ways of naming a colour in styles mean in this file."""

    def __init__(self, styles: Element, theme: Element | None) -> None:
        own = child(child(styles, "colors"), "indexedColors")
        listed = enumerate(own if own is not None else ())
        self.palette = {at: colour for at, each in listed if (colour := rgb(each.get("rgb", "")))}
        self.theme = theme_colours(theme)

    def of_letters(self, font: Element | None) -> Colour | None:
        return self._said(child(font, "color"), BLACK)

    def of_ground(self, fill: Element | None) -> Colour | None:
        if child(fill, "gradientFill") is not None:
            return None
        pattern = child(fill, "patternFill")
        kind = "none" if pattern is None else pattern.get("patternType", "none")
        if kind == "none":
            return WHITE
        return self._said(child(pattern, "fgColor"), BLACK) if kind == "solid" else None

    def _said(self, colour: Element | None, otherwise: Colour) -> Colour | None:
        if colour is None:
            return otherwise
        if said := colour.get("rgb"):
            base = rgb(said)
        elif (number := colour.get("theme")) is not None:
            base = self.theme.get(_integer(number))
        elif (number := colour.get("indexed")) is not None:
            base = indexed(_integer(number), self.palette)
        else:
            base = otherwise
        return tinted(base, _real(colour.get("tint", "0")))


def theme_colours(theme: Element | None) -> Mapping[int, Colour]:
    scheme = child(child(theme, "themeElements"), "clrScheme")
    said = {}
    for each in scheme if scheme is not None else ():
        value = next((one.get("lastClr") or one.get("val") or "" for one in each), "")
        if colour := rgb(value):
            said[named(each)] = colour
    usual = {"lt1": WHITE, "dk1": BLACK} | said
    return {number: usual[name] for number, name in enumerate(_THEME) if name in usual}


def _size(font: Element | None) -> float:
    size = child(font, "sz")
    return _real(size.get("val", "11")) if size is not None else 11.0


def _at(found: list[Element], number: int) -> Element | None:
    return found[number] if 0 <= number < len(found) else None


def _number(element: Element, name: str) -> int:
    return _integer(element.get(name, "0"))


def _integer(text: str) -> int:
    return int(text) if text.strip().isdecimal() else -1


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
