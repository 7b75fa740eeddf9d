"""Datasets similar to the one on the page, and why."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from amate.catalog.actions import edit_dataset, save_theme
from amate.catalog.models import Dataset, Theme
from amate.people.models import Institution, Person
from amate.publishing.actions import publish, upload_new, withdraw
from tests.cast import METADATA
from tests.web.public.reading import Page
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
Made = Callable[..., Dataset]


@pytest.fixture
def made(
    ana: Person,
    zapopan: Institution,
    licence: Any,
    environment: Theme,
    django_capture_on_commit_callbacks: Any,
) -> Made:
    """`made("Parques", "nombre,cvegeo", tags=["parques"])` → a published dataset of two rows."""

    def make(title: str, head: str, *, tags: list[str], theme: Theme = environment) -> Dataset:
        row = ",".join("14120" if name == "cvegeo" else f"{name} {title}" for name in head.split(","))
        file = io.BytesIO(f"{head}\n{row}\n{row}\n".encode())
        with django_capture_on_commit_callbacks(execute=True):
            version = upload_new(
                by=ana, institution=zapopan, file=file, filename=f"{title.split(maxsplit=1)[0]}.csv"
            )
        run_waiting_jobs()
        told = METADATA | {"title": title, "keywords": tags, "theme": theme}
        dataset = edit_dataset(by=ana, dataset=version.resource.dataset, **told)
        with django_capture_on_commit_callbacks(execute=True):
            publish(by=ana, dataset=dataset)
        run_waiting_jobs()
        return dataset

    return make


def shown(client: Client, dataset: Dataset) -> dict[str, str]:
    """Title → what is said under it."""
    found: dict[str, str] = {}
    html = client.get(dataset.get_absolute_url()).content.decode()
    for item in html.partition('<ul class="plain-list similar">')[2].partition("</ul>")[0].split("<li>")[1:]:
        title, _, why = item.partition("</a>")
        found[Page(title).text] = Page(why).text
    return found


def test_each_says_why_it_is_there(client: Client, made: Made, db: None) -> None:
    water = save_theme(by=None, slug="agua", name="Agua")
    wells = made("Pozos de agua potable", "pozo,cvegeo,caudal", tags=["agua potable", "pozos"], theme=water)
    made("Presas", "presa,cvegeo,nivel", tags=["agua potable"], theme=water)
    made("Parques urbanos", "nombre,cvegeo", tags=["parques"])
    made("Tarifas de camión", "ruta,tarifa", tags=["camiones"])
    found = shown(client, wells)
    assert next(iter(found)) == "Presas"
    assert found["Presas"].endswith("También sobre agua potable; comparten la columna cvegeo.")
    assert found["Parques urbanos"].endswith("Comparten la columna cvegeo; de la misma institución.")
    assert "Tarifas de camión" not in found
    assert "Pozos de agua potable" not in found


def test_what_was_withdrawn_is_not_offered_before_the_index_knows(
    client: Client, made: Made, ana: Person
) -> None:
    one = made("Presas llenas", "presa,nivel", tags=["presas"])
    other = made("Presas vacías", "presa,nivel", tags=["presas"])
    assert list(shown(client, one)) == ["Presas vacías"]
    withdraw(by=ana, dataset=other, reason="Estaba mal.")
    assert shown(client, one) == {}


def test_drafts_are_offered_to_nobody(client: Client, made: Made, ana: Person, zapopan: Institution) -> None:
    one = made("Presas llenas", "presa,nivel", tags=["presas"])
    draft = upload_new(
        by=ana, institution=zapopan, file=io.BytesIO(b"presa,nivel\na,1\n"), filename="presas.csv"
    )
    edit_dataset(by=ana, dataset=draft.resource.dataset, title="Presas llenas", keywords=["presas"])
    run_waiting_jobs()
    assert shown(client, one) == {}
    client.force_login(ana)
    assert shown(client, one) == {}


def test_without_an_index_the_page_stands(client: Client, made: Made) -> None:
    import shutil

    from amate.catalog import indexing

    one = made("Presas llenas", "presa,nivel", tags=["presas"])
    made("Presas vacías", "presa,nivel", tags=["presas"])
    shutil.rmtree(indexing.folder())
    assert client.get(one.get_absolute_url()).status_code == 200


def test_columns_beyond_two_are_counted(client: Client, made: Made) -> None:
    one = made("Presas llenas", "presa,nivel,cvegeo,cuenca,rio", tags=["embalses"])
    made("Presas vacías", "presa,nivel,cvegeo,cuenca", tags=["represas"])
    (why,) = shown(client, one).values()
    assert "comparten las columnas cvegeo, presa y 2 más" in why.lower()
