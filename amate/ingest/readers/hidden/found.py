"""What was found hidden in a workbook, sheet by sheet, and what it carries beside its sheets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Spans:
    """A set of whole numbers kept as spans: a million hidden rows in one pair of numbers."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []

    def add(self, first: int, last: int | None = None) -> None:
        """Add a number, or all from `first` to `last`; nearly always they come in order."""
        stop = (first if last is None else last) + 1
        if self._stops and first < self._stops[-1]:
            self._insert(first, stop)
        elif self._stops and first == self._stops[-1]:
            self._stops[-1] = stop
        else:
            self._starts.append(first)
            self._stops.append(stop)

    def _insert(self, first: int, stop: int) -> None:
        spans = sorted([*zip(self._starts, self._stops, strict=True), (first, stop)])
        self._starts, self._stops = [], []
        for start, end in spans:
            if self._stops and start <= self._stops[-1]:
                self._stops[-1] = max(end, self._stops[-1])
            else:
                self._starts.append(start)
                self._stops.append(end)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number < self._stops[at]

    def __iter__(self) -> Iterator[int]:
        for start, stop in zip(self._starts, self._stops, strict=True):
            yield from range(start, stop)

    def __bool__(self) -> bool:
        return bool(self._starts)


@dataclass
class HiddenInSheet:
    """What one sheet does not show.

    rows: numbers from 1, whoever hid them; filtered: whether a filter did; columns: positions from 0; masked: the
    rows, by column, whose cells show nothing of their value.
    """

    name: str = ""
    hidden: bool = False
    filtered: bool = False
    rows: Spans = field(default_factory=Spans)
    columns: Spans = field(default_factory=Spans)
    masked: dict[int, Spans] = field(default_factory=dict)

    def mask(
        self, row: int, column: int, last_column: int | None = None, last_row: int | None = None
    ) -> None:
        """A cell, or all to another cell, that shows nothing of its value."""
        for at in range(column, (column if last_column is None else last_column) + 1):
            self.masked.setdefault(at, Spans()).add(row, last_row)


class Trace(NamedTuple):
    """Something that a file carries beside its sheets, as a code of notes, and how many of it."""

    code: str
    times: int = 1


@dataclass(frozen=True)
class Hidden:
    """What a workbook hides; the sheets by name."""

    sheets: Mapping[str, HiddenInSheet] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()

    def of(self, sheet: str) -> HiddenInSheet:
        return self.sheets.get(sheet) or HiddenInSheet(sheet)


NOTHING = Hidden()
