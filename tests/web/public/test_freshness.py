"""The page of what is kept up to date: shares, what is late and in which order, its feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amate.base.text import slugify
from amate.catalog.models import Dataset
from amate.catalog.punctuality import Punctuality, punctuality
from amate.people.models import Institution
from tests.web.public.reading import Page

NOW = datetime.now(UTC)
# Days ago that monthly data changed, by how they stand for at least a day to both sides: due after 28 to 31 days,
# late ten days after that and very late thirty.
AGES = {"fresh": 10, "due": 36, "overdue": 50, "delinquent": 80}


def read(client: Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.content.decode())


def make(
    institution: Institution, title: str, age: int, periodicity: str = "R/P1M", state: str = "published"
) -> Dataset:
    return Dataset.objects.create(
        slug=slugify(title, 100),
        institution=institution,
        title=title,
        state=state,
        periodicity=periodicity,
        data_modified=NOW - timedelta(days=age),
    )


@pytest.fixture
def several(zapopan: Institution, health: Institution) -> None:
    for standing, age in AGES.items():
        make(zapopan, f"Zapopan {standing}", age)
    make(zapopan, "Zapopan irregular", 900, "irregular")
    make(zapopan, "Zapopan borrador", 900, state="draft")
    make(zapopan, "Zapopan retirado", 900, state="withdrawn")
    make(health, "Ñandúes", 70)
    make(health, "Oficinas", 300)
    make(health, "Nacimientos", 100)


@pytest.mark.usefixtures("several")
def test_institutions_are_counted_as_rules_count_each_dataset(
    zapopan: Institution, health: Institution
) -> None:
    day = timezone.localdate()
    counted = punctuality(day)
    assert counted == {
        zapopan.pk: Punctuality(fresh=1, due=1, overdue=1, delinquent=1, none=1),
        health.pk: Punctuality(overdue=0, delinquent=3),
    }
    assert (counted[zapopan.pk].share, counted[health.pk].share, Punctuality(none=4).share) == (50, 0, None)
    assert Punctuality(fresh=999, overdue=1).share == 99


@pytest.mark.usefixtures("several")
def test_the_page_says_of_how_many_a_share_is(client: Client) -> None:
    page = read(client, "/actualizacion")
    assert "2 de los 7 conjuntos públicos con compromiso están a tiempo: 28 %" in page.text
    assert "Además, 1 conjunto no tiene compromiso con fecha" in page.text
    assert "Ayuntamiento de Zapopan 50 % · 2 de 4 1 1 1 1 1" in page.text
    assert "Secretaría de Salud 0 % · 0 de 3 0 0 0 3 0" in page.text
    assert "borrador" not in page.text
    assert "retirado" not in page.text


def order(client: Client, query: str, titles: list[str]) -> list[str]:
    text = read(client, f"/actualizacion?{query}").text.partition("Datos atrasados")[2]
    return sorted(titles, key=text.index)


@pytest.mark.usefixtures("several")
def test_what_is_late_is_put_in_order(client: Client) -> None:
    late = ["Nacimientos", "Oficinas", "Zapopan overdue", "Zapopan delinquent", "Ñandúes"]
    assert order(client, "", late) == [
        "Oficinas",
        "Nacimientos",
        "Zapopan delinquent",
        "Ñandúes",
        "Zapopan overdue",
    ]
    assert order(client, "orden=recientes", late)[0] == "Zapopan overdue"
    assert order(client, "orden=titulo", late) == [
        "Nacimientos",
        "Ñandúes",
        "Oficinas",
        "Zapopan delinquent",
        "Zapopan overdue",
    ]
    assert order(client, "orden=institucion", late)[:2] == ["Zapopan delinquent", "Zapopan overdue"]
    of_one = read(client, "/actualizacion?institucion=zapopan").text
    assert "Zapopan overdue" in of_one
    assert "Oficinas" not in of_one


@pytest.mark.usefixtures("several")
def test_the_table_of_institutions_is_sorted_by_its_heads(client: Client) -> None:
    names = ["Ayuntamiento de Zapopan", "Secretaría de Salud"]

    def ordered(query: str) -> list[str]:
        text = read(client, f"/actualizacion?{query}").text.partition("Muy atrasados")[2]
        return sorted(names, key=text.index)

    assert ordered("") == ordered("por=-a-tiempo") == ordered("por=nada") == names
    assert ordered("por=a-tiempo") == ordered("por=-muy-atrasados") == names[::-1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("institucion=no-hay", 404),
        ("pagina=2", 404),
        ("pagina=x", 200),
        ("institucion=%00", 200),
        ("orden=%00", 200),
    ],
)
@pytest.mark.usefixtures("several")
def test_odd_addresses_are_answered(client: Client, query: str, status: int) -> None:
    assert client.get(f"/actualizacion?{query}").status_code == status


@pytest.mark.usefixtures("several")
def test_the_feed_has_what_became_late_the_newest_first(client: Client) -> None:
    feed = client.get("/actualizacion.atom").content.decode()
    titles = ["Zapopan overdue", "Ñandúes", "Zapopan delinquent", "Nacimientos", "Oficinas"]
    assert sorted(titles, key=feed.index) == titles
    assert "fresh" not in feed
    assert client.get("/actualizacion.atom").content.decode() == feed


def test_an_empty_portal_says_so(client: Client, db: Any) -> None:
    assert "Todavía no hay datos publicados" in read(client, "/actualizacion").text
    assert client.get("/actualizacion.atom").status_code == 200
