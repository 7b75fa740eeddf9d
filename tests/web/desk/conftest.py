"""What the tests of the desk share: people at the desk, files as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amate.people.models import Person

At = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def own_mail_and_counts(settings: Any) -> None:
    """Mail goes to the folder as it does without a mail server; limits count each test's attempts alone."""
    settings.EMAIL_BACKEND = "amate.base.mail.FolderBackend"
    cache.clear()


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
