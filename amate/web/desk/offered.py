"""What is suggested for a field, as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amate.publishing.suggest import Suggestion
from amate.web.words import as_words

EVERY = "todo"  # in the place of the name of a field: all that fill what nobody wrote


@dataclass(frozen=True)
class Offered:
    """`instead`: of what somebody wrote or chose; that is never taken with the others."""

    words: str
    source: str
    instead: bool

    @staticmethod
    def of(suggestion: Suggestion) -> Offered:
        return Offered(as_words(suggestion.field, suggestion.value), suggestion.source, suggestion.instead)


def by_field(found: Sequence[Suggestion]) -> dict[str, Offered]:
    return {one.field: Offered.of(one) for one in found}


def named(found: Sequence[Suggestion], asked: str) -> list[str]:
    """The fields that a button is for: one, or all that fill what nobody wrote."""
    return [one.field for one in found if not one.instead] if asked == EVERY else [asked]
