"""Clients of the API: anonymous, with a key, signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from amate.catalog.models import Dataset, Table
from amate.people.actions import create_key
from amate.people.models import Person

EVERYTHING = ["read", "write", "publish", "admin"]
WithKey = Callable[..., Client]


@pytest.fixture
def with_key() -> WithKey:
    """`with_key(ana)` is a client that sends a key of Ana's; `scopes` are what it may do."""

    def do(person: Person, scopes: list[str] = EVERYTHING) -> Client:
        _row, secret = create_key(by=person, name="prueba", scopes=scopes)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return do


@pytest.fixture
def parks_table(parks: Dataset) -> Table:
    """The table of the two parks, as readers see it."""
    return Table.objects.current().get(version__resource__dataset=parks)
