"""From an Answer to Vega-Lite, whole with its data: pure, and the same for the same answer.

What people wrote (heads, values) stands only in data and titles; fields are always called x, y, series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from amate.query.charts import words
from amate.query.charts.answer import Answer, Point
from amate.query.charts.labels import OTHERS, clean, number
from amate.query.charts.palette import Palette

Spec = dict[str, Any]
FONT = "'Source Sans 3', 'Amate Sans', system-ui, sans-serif"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
ROW = 24  # pixels of a horizontal bar
MANY_DOTS = 60
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3], [12, 2, 2, 2])
LOCALE = {
    "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]},
    "time": {
        "dateTime": "%x, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["a. m.", "p. m."],
        "days": ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        "shortDays": ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
        "months": [
            *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
            *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ],
        "shortMonths": [
            *("ene", "feb", "mar", "abr", "may", "jun"),
            *("jul", "ago", "sep", "oct", "nov", "dic"),
        ],
    },
}
TIME_FORMATS = {"month": "%b %Y", "quarter": "T%q %Y"}


@dataclass(frozen=True)
class Frame:
    """Where a chart hangs. A poster travels alone, so it carries its title and its source."""

    width: int
    height: int
    poster: bool = False

    @property
    def narrow(self) -> bool:
        return self.width < 500

    @property
    def label(self) -> int:
        """Pixels that the name of a category may take."""
        return 140 if self.narrow else 260


FRAMES = {
    "wide": Frame(720, 380),
    "narrow": Frame(340, 300),
    "poster": Frame(960, 480, poster=True),
    "thumb": Frame(470, 300),
}


@dataclass(frozen=True)
class Caption:
    """What a poster says around the chart."""

    source: str = ""
    notes: tuple[str, ...] = ()


def spec(answer: Answer, frame: Frame, colours: Palette, caption: Caption | None = None) -> Spec:
    """The whole specification, data included; nothing of it is fetched from anywhere."""
    drawn = DRAWN[answer.chart.mark](answer, frame, colours)
    whole = {
        "$schema": SCHEMA,
        "background": colours.ground,
        "width": frame.width,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 8, "right": 14, "top": 8, "bottom": 8},
        "data": {"values": _values(answer)},
        **drawn,
        "config": _config(colours),
    }
    if frame.poster:
        whole["title"] = _title(answer, frame, caption or Caption(), colours)
    return whole


def _bars(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    if answer.x.kind != "category":
        return _columns(answer, frame, colours)
    order = list(dict.fromkeys(answer.x.short(point.x) for point in answer.points))
    return {
        "height": {"step": ROW} if len(order) > 1 else ROW * 2,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {
                "field": "x",
                "type": "nominal",
                "sort": order,
                "title": None,
                "axis": {"labelLimit": frame.label, "ticks": False, "domain": False},
            },
            "x": _measure(answer, frame),
            **_beside("yOffset", answer),
            **_colour(answer, frame, colours),
            **_tooltip(answer),
        },
    }


def _columns(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    """Bars that stand side by side along a time or a number."""
    order = list(dict.fromkeys(answer.x.short(point.x) for point in answer.points))
    return {
        "height": frame.height,
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "x",
                "type": "ordinal",
                "sort": order,
                "title": clean(answer.x.name),
                "axis": {
                    "labelOverlap": "greedy",
                    "labelAngle": 0 if len(order) < 8 else -40,
                    "labelLimit": 90,
                },
            },
            "y": _measure(answer, frame),
            **_beside("xOffset", answer),
            **_colour(answer, frame, colours),
            **_tooltip(answer),
        },
    }


def _line(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    few = len(answer.points) <= MANY_DOTS
    mark: Spec = {"type": answer.chart.mark}
    if answer.chart.mark == "line":
        mark |= {"strokeWidth": 2.5, "point": {"filled": True, "size": 45} if few else False}
    else:
        mark |= {"line": answer.series is None, "fillOpacity": 0.85 if answer.series else 0.35}
    dashed = answer.chart.mark == "line" and answer.series is not None
    return {
        "height": frame.height,
        "mark": mark,
        "encoding": {
            "x": _along(answer),
            "y": _measure(answer, frame) | ({} if _adds_up(answer) else {"stack": None}),
            **_colour(answer, frame, colours),
            **({"strokeDash": _dashes(answer)} if dashed else {}),
            **_tooltip(answer),
        },
    }


def _histogram(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    return {
        "height": frame.height,
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {
                "field": "at",
                "type": "quantitative",
                "bin": {"binned": True},
                "title": f"«{words.column(answer.x.column)}»",
                "axis": {"format": ",~f", "labelOverlap": "greedy", "grid": False},
            },
            "x2": {"field": "end"},
            "y": _measure(answer, frame),
            **_colour(answer, frame, colours),
            **_tooltip(answer),
        },
    }


def _dots(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    axis = {"format": ",~f", "labelOverlap": "greedy"}
    return {
        "height": frame.height,
        "mark": {"type": "point", "filled": True, "size": 36, "opacity": 0.6},
        "encoding": {
            "x": {
                "field": "at",
                "type": "quantitative",
                "title": clean(answer.x.name),
                "axis": axis,
                "scale": {"zero": False},
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": clean(answer.y),
                "axis": axis,
                "scale": {"zero": False},
            },
            **_colour(answer, frame, colours),
            **_tooltip(answer),
        },
    }


DRAWN = {"bar": _bars, "line": _line, "area": _line, "histogram": _histogram, "scatter": _dots}


def _along(answer: Answer) -> Spec:
    """The axis that a line follows."""
    if answer.x.kind == "time":
        return {
            "field": "at",
            "type": "temporal",
            "scale": {"type": "utc"},
            "title": clean(answer.x.name),
            "axis": {
                "format": TIME_FORMATS.get(answer.x.part, "%-d %b %Y"),
                "labelOverlap": "greedy",
                "labelSeparation": 8,
                "grid": False,
            },
        }
    if answer.x.kind == "cycle":
        order = list(dict.fromkeys(answer.x.short(point.x) for point in answer.points))
        return {"field": "x", "type": "ordinal", "sort": order, "title": clean(answer.x.name)}
    whole = all(point.x == int(point.x) for point in answer.points if point.x is not None)
    axis = {"labelOverlap": "greedy", "grid": False} | ({"tickMinStep": 1} if whole else {})
    years = all(abs(point.x) < 10_000 for point in answer.points if point.x is not None)
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False},
        "title": clean(answer.x.name),
        "axis": axis | {"format": "d" if whole and years else ",~f"},
    }


def _measure(answer: Answer, frame: Frame) -> Spec:
    """How high; in millions when numbers are long."""
    unit = _unit(answer.points)
    greatest = max((abs(float(point.y)) for point in answer.points), default=0) / unit.size
    axis: Spec = {
        "format": "~s" if greatest >= 1e6 else ",~g" if 0 < greatest < 1 else ",~f",
        "tickCount": 4 if frame.narrow else 6,
        "labelOverlap": "greedy",
    }
    if unit == ONES and all(isinstance(point.y, int) for point in answer.points):
        axis["tickMinStep"] = 1
    title = f"{answer.y} ({unit.name})" if unit.name else answer.y
    return {
        "field": "y" if unit == ONES else "scaled",
        "type": "quantitative",
        "title": clean(title),
        "axis": axis,
    }


def _colour(answer: Answer, frame: Frame, colours: Palette) -> Spec:
    if answer.series is None:
        return {"color": {"value": colours.first}}
    names = _series(answer)
    shades = [
        colours.series[-1] if name == OTHERS else shade
        for name, shade in zip(names, colours.series, strict=False)
    ]
    found: Spec = {
        "color": {
            "field": "series",
            "type": "nominal",
            "title": clean(answer.series.name),
            "scale": {"domain": names, "range": shades},
            "legend": {
                "orient": "top",
                "columns": 2 if frame.narrow else 3,
                "labelLimit": 120 if frame.narrow else 190,
                "symbolType": "square",
            },
        },
    }
    # What is stacked follows the legend; lines and areas would join their points in this order.
    return found | (
        {"order": {"field": "place", "type": "quantitative"}} if answer.chart.mark == "bar" else {}
    )


def _beside(channel: str, answer: Answer) -> Spec:
    """Bars that do not add up to anything stand beside each other, not on top."""
    if answer.series is None or _adds_up(answer):
        return {}
    return {channel: {"field": "series", "type": "nominal", "sort": _series(answer)}}


def _adds_up(answer: Answer) -> bool:
    return answer.total is not None


def _dashes(answer: Answer) -> Spec:
    names = _series(answer)
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": [list(dash) for dash in DASHES[: len(names)]]},
        "legend": None,
    }


def _tooltip(answer: Answer) -> Spec:
    shown = [{"field": "said", "title": clean(answer.x.name)}, {"field": "value", "title": clean(answer.y)}]
    if answer.series:
        shown.insert(1, {"field": "series", "title": clean(answer.series.name)})
    return {
        "tooltip": [one | {"type": "nominal"} for one in shown],
        "description": {"field": "aloud", "type": "nominal"},
    }


def _series(answer: Answer) -> list[str]:
    """In the order in which they are met, what is drawn as one last."""
    assert answer.series
    names = dict.fromkeys(answer.series.label(point.series) for point in answer.points)
    return [*(name for name in names if name != OTHERS), *([OTHERS] if OTHERS in names else [])]


def _values(answer: Answer) -> list[Spec]:
    places = {name: at for at, name in enumerate(_series(answer))} if answer.series else {}
    unit = _unit(answer.points)
    return [_value(answer, point, places, unit) for point in answer.points]


@dataclass(frozen=True)
class Unit:
    size: float
    name: str


ONES = Unit(1, "")
UNITS = (Unit(1e9, "miles de millones"), Unit(1e6, "millones"))


def _unit(points: Sequence[Point]) -> Unit:
    greatest = max((abs(float(point.y)) for point in points), default=0)
    return next((unit for unit in UNITS if greatest >= 2 * unit.size), ONES)


def _value(answer: Answer, point: Point, places: dict[str, int], unit: Unit) -> Spec:
    said = answer.x.label(point.x)
    value: Spec = {
        "x": answer.x.short(point.x),
        "said": said,
        "y": float(point.y),
        "value": number(point.y),
        "aloud": f"{said}: {number(point.y)}",
    }
    if unit != ONES:
        value["scaled"] = float(point.y) / unit.size
    if answer.series:
        name = answer.series.label(point.series)
        value |= {"series": name, "place": places[name], "aloud": f"{said}, {name}: {number(point.y)}"}
    if isinstance(point.x, datetime):
        value["at"] = point.x.isoformat() + "Z"
    elif isinstance(point.x, date):
        value["at"] = f"{point.x.isoformat()}T00:00:00Z"
    elif isinstance(point.x, int | float | Decimal) and not isinstance(point.x, bool):
        value["at"] = float(point.x)
        if answer.x.width is not None:
            value["end"] = float(Decimal(str(point.x)) + answer.x.width)
    return value


def _title(answer: Answer, frame: Frame, caption: Caption, colours: Palette) -> Spec:
    lines = [*wrapped(words.title(answer), frame.width // 11)[:3]]
    below = [
        line for note in (*caption.notes, caption.source) for line in wrapped(note, frame.width // 7)[:2]
    ]
    return {
        "text": lines,
        "subtitle": below,
        "anchor": "start",
        "offset": 14,
        "fontSize": 21,
        "subtitleFontSize": 14,
        "subtitleColor": colours.muted,
        "subtitlePadding": 6,
    }


def wrapped(text: str, width: int) -> list[str]:
    """Lines of about so many letters, cut between words where there are any."""
    lines = [""]
    for word in clean(text, 600).split():
        pieces = [word[at : at + width] for at in range(0, len(word), width)]
        for piece in pieces:
            joined = f"{lines[-1]} {piece}".strip()
            if len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _config(colours: Palette) -> Spec:
    return {
        "font": FONT,
        "locale": LOCALE,
        "view": {"stroke": None},
        "title": {"color": colours.ink, "fontWeight": 600},
        "axis": {
            "labelColor": colours.ink,
            "titleColor": colours.muted,
            "titleFontWeight": "normal",
            "titleFontSize": 13,
            "titleLimit": 420,
            "titlePadding": 8,
            "labelFontSize": 13,
            "gridColor": colours.line,
            "gridOpacity": 0.7,
            "domainColor": colours.muted,
            "tickColor": colours.muted,
        },
        "legend": {
            "labelColor": colours.ink,
            "titleColor": colours.muted,
            "titleFontWeight": "normal",
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleLimit": 300,
        },
    }
