"""A gate lets few through at once, and leaves no place taken behind."""

from __future__ import annotations

import pytest

from amate.base.errors import TooMany
from amate.base.gate import Gate


def crowded() -> TooMany:
    return TooMany("Hay mucha gente.", retry_after=5)


def test_who_finds_every_place_taken_is_asked_to_come_back() -> None:
    gate = Gate(at_once=2, patience=0, refusal=crowded)
    with gate, gate:
        with pytest.raises(TooMany, match="Hay mucha gente") as refusal, gate:
            pytest.fail("let through")
        assert refusal.value.facts["retry_after"] > 0
    with gate, gate:
        pass


def test_work_that_fails_gives_its_place_back() -> None:
    gate = Gate(at_once=1, patience=0, refusal=crowded)

    @gate
    def fail() -> None:
        raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011  # it is ours
            fail()
