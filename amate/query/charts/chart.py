"""What a chart is, and which marks suit which questions."""

from __future__ import annotations

from dataclasses import dataclass

from amate.query.language import DAYS, NUMBERS, Query

# By the words of the address; what they are called is in `words`.
MARKS = ("bar", "line", "area", "scatter", "histogram")
ADDITIVE = ("count", "sum")  # the parts add up to the whole, so what is not drawn can be drawn as one
IN_ORDER = ("time", "number", "cycle", "bin")  # what a line may join
CYCLES = ("monthofyear", "weekday", "hour")


@dataclass(frozen=True)
class Chart:
    """`query` groups by one or two keys and works out one thing; a scatter asks for two or three columns."""

    mark: str
    query: Query


def kind_of_axis(part: str, column_type: str) -> str:
    """How the values of a key stand beside each other: category, number, time, cycle or bin."""
    if part == "bin":
        return "bin"
    if part in CYCLES:
        return "cycle"
    if part == "year":
        return "number"
    if part or column_type in DAYS:
        return "time"
    return "number" if column_type in NUMBERS else "category"


def usual_mark(kind: str) -> str:
    return {"bin": "histogram", "time": "line", "number": "bar"}.get(kind, "bar")
