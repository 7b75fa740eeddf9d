"""Servers outside, and a trap inside that must stay empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from amate.base.fetching.lines import Budget
from tests.base.fetching.distant import Distant, Play, playing, says

QUICK = Budget(size=1_000_000, connect=1, idle=0.4, total=1.5, slowest=1_000)


@pytest.fixture
def outside(settings) -> Iterator[Callable[..., Distant]]:
    """Servers that the portal may call: `outside(says("200 OK", b"…"))`."""
    with ExitStack() as stack:

        def open_one(play: Play, host: str = "127.0.0.1") -> Distant:
            server = stack.enter_context(playing(play, host))
            settings.AMATE_INTERNAL_SOURCES = [*settings.AMATE_INTERNAL_SOURCES, server.name]
            return server

        yield open_one


@pytest.fixture
def trap() -> Iterator[Distant]:
    """A server inside. Nobody may come."""
    with playing(says("200 OK", b"secreto")) as server:
        yield server
        assert server.visits == 0
