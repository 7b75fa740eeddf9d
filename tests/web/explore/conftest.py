"""The tables that the tests of the explorer ask: those of the public pages."""

from __future__ import annotations

from tests.web.public.conftest import rain, stations

__all__ = ["rain", "stations"]
