"""Which moves a dataset may make, and what each needs. Tables and pure functions."""

from __future__ import annotations

from amate.catalog.rules import State

NEXT: dict[tuple[State, str], State] = {
    (State.DRAFT, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "publish"): State.PUBLISHED,  # a new version of something public
    (State.WITHDRAWN, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
}


def moves(state: str) -> list[str]:
    """The verbs that a dataset in this state can take."""
    return [verb for (origin, verb) in NEXT if origin == state]


def same_ending(first: str, second: str) -> bool:
    """Whether two file names end alike: an address that ends in .csv must go on giving CSV."""
    return first.lower().rpartition(".")[2] == second.lower().rpartition(".")[2]
