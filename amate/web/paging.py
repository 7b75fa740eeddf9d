"""Pages of a list: where we are, and the few numbers worth offering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

NEAR = 2  # numbers shown on each side of the current one


@dataclass(frozen=True)
class Link:
    """A page to go to; without `url` it is the page one is on, without `number` a gap."""

    number: int | None
    url: str = ""


@dataclass(frozen=True)
class Pages:
    """`total` things in pages of `size`; `url` gives the address of a page number."""

    number: int
    size: int
    total: int
    url: Callable[[int], str]

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_shown(self) -> int:
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last_shown(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def previous(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.url(self.number + 1) if self.number < self.last else ""

    def links(self) -> Iterator[Link]:
        """First, last, and those around the current one, with gaps between."""
        before = 0
        for number in _worth_offering(self.number, self.last):
            if number - before > 1:
                yield Link(None)
            yield Link(number, "" if number == self.number else self.url(number))
            before = number


def _worth_offering(here: int, last: int) -> list[int]:
    near = range(max(1, here - NEAR), min(last, here + NEAR) + 1)
    return sorted({1, last, *near})


def page_number(text: str | None) -> int:
    """The page asked for in an address; what is not a positive number is the first."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
