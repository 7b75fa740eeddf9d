"""What the tests of the desk share: people at the desk, files as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amate.people.models import Person

At = Callable[[Person], Client]


@pytest.fixture
def at() -> At:
    """`at(ana)`: the desk as Ana sees it."""

    def do(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return do


def sent(content: str | bytes, name: str = "parques.csv") -> SimpleUploadedFile:
    raw = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, raw)
