"""A child that stays: it answers again and again, and one that hangs or dies is replaced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amate.base.children.companion import Companion
from amate.base.errors import Unavailable

pytestmark = pytest.mark.slow


@pytest.fixture
def companion() -> Iterator[Companion]:
    one = Companion("tests.base.companions:answer", seconds=5)
    yield one
    one.end()


def test_it_answers_again_and_again_from_one_process(companion: Companion) -> None:
    first = companion.ask(what="pid")
    assert companion.ask(what="pid") == first


def test_one_that_hangs_is_killed_and_replaced(companion: Companion) -> None:
    first = companion.ask(what="pid")
    companion.seconds = 0.5
    with pytest.raises(Unavailable):
        companion.ask(what="hang")
    companion.seconds = 5
    assert companion.ask(what="pid") != first


def test_one_that_dies_is_replaced(companion: Companion) -> None:
    with pytest.raises(Unavailable):
        companion.ask(what="die")
    assert companion.ask(what="pid")


def test_a_bug_is_told_and_does_no_harm(companion: Companion) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        companion.ask(what="err")
    assert companion.ask(what="pid")


def test_it_takes_no_more_memory_than_it_may_and_writes_no_file(companion: Companion) -> None:
    for greedy in ("memory", "file"):
        with pytest.raises(RuntimeError, match=r"MemoryError|No usable temporary directory"):
            companion.ask(what=greedy)


def test_our_secrets_stay_here(companion: Companion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMATE_SECRET_KEY", "canary")
    assert "canary" not in companion.ask(what="environment")
