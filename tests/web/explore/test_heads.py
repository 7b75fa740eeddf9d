"""The heads of the columns: what they say of the values, and the filters that each part is."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.test import Client

from amate.catalog.models import Table
from tests.web.explore.asking import open_page, stations_shown
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db


def parts(page: Page, column: str) -> list[tuple[str, str]]:
    """(what a part of a head is called, the question it asks)."""
    return [
        (link["title"], link["href"].removeprefix("?"))
        for link in page.links
        if "tabindex" in link and link["href"].startswith(f"?{column}")
    ]


def test_a_head_says_type_and_share_of_empty_cells(client: Client, stations: Table) -> None:
    text = open_page(client, stations).text
    assert "número · 25 % vacías" in text
    assert "sí o no" in text


def test_each_bar_asks_for_the_rows_that_it_stands_for(client: Client, stations: Table) -> None:
    bars = parts(open_page(client, stations), "mm__")
    counted = {title: len(stations_shown(open_page(client, stations, query))) for title, query in bars}
    said = {title: int(title.rpartition(": ")[2]) for title in counted}
    assert counted == said
    assert sum(said.values()) == 3


def test_each_common_value_asks_for_its_rows(client: Client, stations: Table) -> None:
    values = dict(parts(open_page(client, stations), "activa"))
    assert stations_shown(open_page(client, stations, values["Sí"])) == ["Ñáñez", "Toluca", "Ávalos"]
    assert stations_shown(open_page(client, stations, values["No"])) == ["Xalapa"]


def test_a_bar_takes_the_place_of_the_range_that_was_asked(client: Client, stations: Table) -> None:
    bars = parts(open_page(client, stations, "mm__gte=100&mm__lte=900&estacion__contains=a"), "estacion")
    queries = [parse_qs(query) for _title, query in bars]
    ranges = [query for query in queries if "mm__lt" in query]
    assert ranges
    assert not any("mm__lte" in query for query in ranges)


def test_under_a_filter_the_distribution_of_what_is_left_comes_after_the_page(
    client: Client, stations: Table
) -> None:
    page = open_page(client, stations, "activa=true")
    loads = [a["hx-get"] for tag, a in page.attributes if tag == "span" and "hx-get" in a]
    assert loads == ["?activa=true"]
    later = open_page(client, stations, "activa=true", hx_request="true", hx_target="reparto")
    assert "en las filas que cumplen los filtros" in later.text
    assert "33 % vacías" in later.text
    assert not later.rows
    titles = [title for title, _query in parts(later, "activa=")]
    assert "Sí" in titles
    assert "No" not in titles


def test_a_part_of_the_page_is_sent_to_whom_asks_for_it(client: Client, stations: Table) -> None:
    region = open_page(client, stations, "mm__gte=100", hx_request="true", hx_target="explorador")
    assert stations_shown(region) == ["Xalapa", "Toluca"]
    assert not region.metas
    back = open_page(
        client,
        stations,
        "mm__gte=100",
        hx_request="true",
        hx_target="explorador",
        hx_history_restore_request="true",
    )
    assert back.metas
    answer = client.get(stations.get_absolute_url())
    assert {"HX-Request", "HX-Target"} <= {one.strip() for one in answer["Vary"].split(",")}
