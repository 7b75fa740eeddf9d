"""What the cells of each column look like, and where the cells of a damaged row belong by it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Cells = Sequence[str]

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, pattern in (
        ("empty", r"\s*"),
        ("integer", r"-?\d+"),
        ("number", r"[-+]?[$€]?\s?\d[\d.,\u00a0]*\s?%?"),
        ("date", r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"),
        ("datetime", r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]\d{1,2}:\d\d.*"),
        ("time", r"\d{1,2}:\d\d(:\d\d)?(\s?[ap]\.?\s?m\.?)?"),
        ("address", r"(https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+"),
        ("code", r"[\w/-]*\d[\w/-]*"),
        ("word", r"\w+"),
        ("text", r".*"),
    )
)
# Weights of the three ways in which a cell may be like a column, and what unlikeness costs at most.
KIND, MASK, VALUE = 0.55, 0.25, 0.2
FLOOR = 0.01
# What it costs to leave a column without a cell, to drop an empty cell, to join two cells.
GAP, DROP, JOIN = 2.0, 1.0, 2.0
# A row whose filled cells cost more on the average is no row of this table.
MOST_PER_CELL = 2.3
# A column of so few different values is known by them.
FEW_VALUES = 40
# Cells of a column that are looked at.
LOOKED_AT = 300


def kind_of_cell(cell: str) -> str:
    """The kind of value that a cell is by its looks."""
    text = cell.strip()
    return next(kind for kind, pattern in _KINDS if pattern.fullmatch(text))


def mask_of_cell(cell: str) -> str:
    """The looks of a cell: 9 for digits, a for letters, runs of letters as one, long texts by their length."""
    text = cell.strip()
    if len(text) > 24:
        return f"long {min(len(text) // 40, 3)}"
    return re.sub(r"a+( a+)+", "a a", re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", text)))


@dataclass(frozen=True)
class Shape:
    """What the cells of one column look like: shares of kinds, of masks, and of values when these are few."""

    kinds: dict[str, float]
    masks: dict[str, float]
    values: dict[str, float]

    @classmethod
    def of(cls, cells: Cells) -> Shape:
        looked_at = cells[:LOOKED_AT]
        values = Counter(looked_at)
        few = len(values) <= min(FEW_VALUES, len(looked_at) / 2)
        return cls(
            _shares(Counter(map(kind_of_cell, looked_at))),
            _shares(Counter(map(mask_of_cell, looked_at))),
            _shares(values) if few else {},
        )

    def cost(self, cell: str) -> float:
        """How unlike this column a cell is: 0 is alike, ln 100 nothing like it."""
        kind = self.kinds.get(kind_of_cell(cell), 0)
        mask = self.masks.get(mask_of_cell(cell), 0)
        # Among few values each is as good as another; where all differ, being new says nothing.
        value = kind if not self.values else float(cell in self.values)
        return -math.log(max(FLOOR, KIND * kind + MASK * min(1.0, 2 * mask) + VALUE * value))


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = counts.total() or 1
    return {key: count / total for key, count in counts.items()}


@dataclass(frozen=True)
class Placed:
    """The cells of a row put under its columns.

    cost: on the average over filled cells; origins: for each column, which of the row's cells it holds.
    """

    cells: list[str]
    cost: float
    origins: tuple[tuple[int, int], ...]

    @property
    def joins(self) -> bool:
        """Whether any column holds several cells of the row."""
        return any(end - start > 1 for start, end in self.origins)


def shapes_of(rows: Sequence[Cells], width: int) -> tuple[Shape, ...]:
    """The shape of each of so many columns, from rows that are as wide."""
    columns = zip(*rows, strict=True) if rows else iter([()] * width)
    return tuple(Shape.of(column) for column in columns)


def place(cells: Cells, shapes: Sequence[Shape], joint: str) -> Placed | None:
    """The cells of a row under the columns where they cost least; None when they fit nowhere.

    Too few cells leave columns empty; of too many, empty ones are dropped and neighbours joined by `joint`.
    """
    surplus = max(0, len(cells) - len(shapes))
    ways: list[list[_Step | None]] = [[None] * (len(shapes) + 1) for _ in range(len(cells) + 1)]
    ways[0][0] = _Step(0, 0, None, (0, 0))
    for at in range(len(cells) + 1):
        for column in range(len(shapes) + 1):
            here = ways[at][column]
            if here is None:
                continue
            if at < len(cells) and not cells[at].strip() and surplus:
                _better(ways, at + 1, column, _Step(here.cost + DROP, here.fit, here, None))
            if column == len(shapes):
                continue
            if len(cells) < len(shapes):
                left_empty = here.cost + GAP + shapes[column].cost("") / 4
                _better(ways, at, column + 1, _Step(left_empty, here.fit, here, (at, at)))
            for end in range(at + 1, min(at + surplus + 1, len(cells)) + 1):
                unlike = shapes[column].cost(joint.join(cells[at:end]))
                cost = here.cost + unlike + JOIN * (end - at - 1)
                filled = any(cell.strip() for cell in cells[at:end])
                _better(ways, end, column + 1, _Step(cost, here.fit + unlike * filled, here, (at, end)))
    last = ways[len(cells)][len(shapes)]
    return _placed(last, cells, joint) if last else None


@dataclass(frozen=True)
class _Step:
    """A way to place the first cells: its cost, what of it is unlikeness, and what its last column took."""

    cost: float
    fit: float
    before: _Step | None
    took: tuple[int, int] | None


def _better(ways: list[list[_Step | None]], at: int, column: int, step: _Step) -> None:
    there = ways[at][column]
    if there is None or step.cost < there.cost:
        ways[at][column] = step


def _placed(last: _Step, cells: Cells, joint: str) -> Placed:
    origins: list[tuple[int, int]] = []
    step: _Step | None = last
    while step and step.before:
        if step.took is not None:
            origins.append(step.took)
        step = step.before
    origins.reverse()
    filled = sum(bool(cell.strip()) for cell in cells)
    found = [joint.join(cells[start:end]) for start, end in origins]
    return Placed(found, last.fit / max(1, filled), tuple(origins))
