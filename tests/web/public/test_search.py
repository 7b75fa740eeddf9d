"""The search page: words, filters and pages live in its address."""

from __future__ import annotations

import pytest
from django.test import Client

from amate.catalog.finding import door
from amate.catalog.indexing import reindex
from amate.catalog.models import Dataset, VainSearch
from amate.catalog.usage import flush
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db


def search(client: Client, query: str = "") -> Page:
    answer = client.get(f"/datos?{query}")
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_words_find_the_dataset_and_its_card_says_what_it_is(client: Client, parks: Dataset) -> None:
    page = search(client, "q=parque+zapopán")
    assert parks.get_absolute_url() in page.addresses
    for fact in ("2 filas × 4 columnas", "Ayuntamiento de Zapopan", "Medio ambiente", "2024", "Libre Uso MX"):
        assert fact in page.text


def test_filters_show_their_counts_and_go_on_and_off(client: Client, parks: Dataset, rain: Dataset) -> None:
    page = search(client)
    assert "/datos?sector=medio-ambiente" in page.addresses
    narrowed = search(client, "sector=medio-ambiente&etiqueta=parques")
    assert "/datos?sector=medio-ambiente" in narrowed.addresses
    assert "/datos?etiqueta=parques" in narrowed.addresses
    assert "/datos" in narrowed.addresses


def test_links_that_filter_are_not_for_robots(client: Client, parks: Dataset) -> None:
    page = search(client, "q=parques")
    filters = [link for link in page.links if "sector=" in link.get("href", "")]
    assert filters
    assert all(link.get("rel") == "nofollow" for link in filters)
    assert "noindex" in page.metas["robots"]


def test_a_misspelt_search_shows_what_is_near(client: Client, parks: Dataset) -> None:
    page = search(client, "q=parkes+zapopam")
    assert "No encontramos exactamente eso" in page.text
    assert parks.get_absolute_url() in page.addresses


def test_what_is_not_there_is_said_and_remembered(client: Client, parks: Dataset) -> None:
    flush()
    VainSearch.objects.all().delete()
    assert "No hay datos que coincidan" in search(client, "q=Xylófonos+qwrtz").text
    flush()
    assert list(VainSearch.objects.values_list("words", flat=True)) == ["xylofonos qwrtz"]


@pytest.mark.parametrize(
    "query",
    [
        "pagina=0",
        "pagina=-1",
        "pagina=999999999999999",
        "pagina=x",
        "orden=nada",
        "q=%00",
        "q=" + "a" * 5000,
        "q=%22%28*",
    ],
)
def test_an_address_with_nonsense_is_still_a_page(client: Client, parks: Dataset, query: str) -> None:
    search(client, query)


def test_an_unknown_period_is_refused_in_words(client: Client, parks: Dataset) -> None:
    answer = client.get("/datos?actualizado=siglo")
    assert answer.status_code == 400
    assert "no es un plazo" in answer.content.decode()


def test_without_data_the_page_says_so(client: Client, db: None) -> None:
    reindex()
    assert "Todavía no hay datos publicados" in search(client).text


def test_the_page_and_its_machine_twin_find_the_same(client: Client, parks: Dataset, rain: Dataset) -> None:
    page = search(client, "q=lluvia&sector=medio-ambiente&orden=titulo")
    twin = next(address for address in page.addresses if "/api/v1/datasets" in address)
    found = client.get(twin.removeprefix("http://127.0.0.1:8000")).json()
    assert [one["slug"] for one in found["results"]] == [rain.slug]
    assert parks.get_absolute_url() not in page.addresses


@pytest.mark.parametrize("address", ["/datos?sector=salud", "/api/v1/datasets?q=agua", "/api/v1/facets"])
def test_when_robots_take_every_place_one_is_asked_to_come_back(
    client: Client, parks: Dataset, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(door, "patience", 0)
    with door, door:
        answer = client.get(address)
        assert client.get("/").status_code == 200
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "muchas búsquedas" in answer.content.decode()
    assert client.get(address).status_code == 200
