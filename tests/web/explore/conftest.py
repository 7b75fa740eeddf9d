"""The tables that the tests of the explorer ask: the stations of the public pages, and any other that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Table, Theme
from amate.people.models import Person
from tests.cast import METADATA, Upload
from tests.web.public.conftest import rain, stations

__all__ = ["published", "rain", "stations"]

Publish = Callable[[str, str], Table]


@pytest.fixture
def published(
    upload: Upload, ana: Person, environment: Theme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Publish:
    """`published("a,b\\n1,2\\n", "x.csv")` → its table, for everyone to read."""
    from amate.publishing.actions import publish
    from tests.work import run_waiting_jobs

    def do(content: str, filename: str) -> Table:
        dataset = upload(content, filename).resource.dataset
        edit_dataset(by=ana, dataset=dataset, title=f"Datos de {filename}", theme=environment, **METADATA)
        with django_capture_on_commit_callbacks(execute=True):
            publish(by=ana, dataset=dataset)
        run_waiting_jobs()
        return Table.objects.get(version__resource__dataset=dataset)

    return do
