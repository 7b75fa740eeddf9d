"""What the forms of the explorer send, told apart from the question itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.http import HttpRequest


@dataclass(frozen=True)
class Fields:
    """`said` is what forms sent, by the name of the field; `question` is what the language of questions reads.

    Fields are called `_f_columna`, with more underscores before them when a column of the table is called so.
    """

    prefix: str
    said: Mapping[str, list[str]]
    question: list[tuple[str, str]]

    def one(self, name: str) -> str:
        return self.all(name)[-1] if self.said.get(name) else ""

    def all(self, name: str) -> list[str]:
        return self.said.get(name, [])


def fields_of(params: Sequence[tuple[str, str]], names: Collection[str]) -> Fields:
    prefix = prefix_for(names)
    said: dict[str, list[str]] = {}
    asked = []
    for key, value in params:
        if key.startswith(prefix):
            said.setdefault(key.removeprefix(prefix), []).append(value)
        else:
            asked.append((key, value))
    return Fields(prefix, said, asked)


def prefix_for(names: Collection[str]) -> str:
    """The shortest beginning of a field's name that no column's name begins with."""
    tries = (f"{'_' * more}f_" for more in count(1))
    return next(start for start in tries if not any(name.startswith(start) for name in names))


def pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters of an address, in order."""
    return [(name, value) for name, values in request.GET.lists() for value in values]
