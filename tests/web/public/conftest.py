"""What the tests of the pages share: a table with facts that can be checked by eye."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Table, Theme
from amate.people.models import Person
from tests.cast import METADATA, Upload

STATIONS = """clave,estacion,mm,fecha,activa
0007,Ñáñez,12.5,2024-01-03,true
0012,Xalapa,1410.0,2024-01-04,false
0100,Toluca,812.25,2024-01-05,true
0101,Ávalos,,2024-01-06,true
"""


@pytest.fixture
def rain(
    upload: Upload, ana: Person, environment: Theme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Dataset:
    """A published table of four rainfall stations."""
    from amate.publishing.actions import publish
    from tests.work import run_waiting_jobs

    dataset = upload(STATIONS, "estaciones.csv").resource.dataset
    edit_dataset(
        by=ana,
        dataset=dataset,
        title="Lluvia por estación",
        theme=environment,
        **METADATA | {"temporal": "2024-01"},
    )
    with django_capture_on_commit_callbacks(execute=True):
        publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    dataset.refresh_from_db()
    return dataset


@pytest.fixture
def stations(rain: Dataset) -> Table:
    return Table.objects.get(version__resource__dataset=rain)
