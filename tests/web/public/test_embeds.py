"""Charts and datasets in the pages of others: frames, oEmbed, cards."""

from __future__ import annotations

import struct
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Table
from amate.people.models import Person
from amate.publishing.actions import withdraw
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db
QUESTION = "_group=activa"


@pytest.fixture
def site(settings: Any) -> str:
    settings.AMATE_URL = "https://datos.example"
    return str(settings.AMATE_URL)


def chart(table: Table) -> str:
    return f"{table.get_absolute_url()}/grafica?{QUESTION}"


def asked(client: Client, **params: str) -> Any:
    return client.get(f"/oembed?{urlencode(params)}")


def test_any_page_may_frame_a_chart_and_no_cookie_comes_with_it(
    client: Client, ana: Person, stations: Table
) -> None:
    client.force_login(ana)
    answer = client.get(f"/embed{chart(stations)}")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    page = Page(answer.content.decode())
    assert "Número de filas por «activa»" in page.text
    assert "Fuente: Lluvia por estación" in page.text
    assert [tag for tag, _given in page.attributes if tag in {"form", "nav", "header", "footer"}] == []


def test_a_frame_can_be_always_night(client: Client, stations: Table) -> None:
    page = Page(client.get(f"/embed{chart(stations)}&_theme=dark").content.decode())
    sources = [given for tag, given in page.attributes if tag == "source"]
    assert all("_theme=dark" in given["srcset"] for given in sources)
    assert all("prefers-color-scheme" not in given.get("media", "") for given in sources)
    assert dict(page.attributes)["html"]["class"] == "theme-dark"
    assert client.get(f"/embed{chart(stations)}&_theme=pink").status_code == 400


def test_the_code_to_insert_a_chart_is_shown_as_text(client: Client, site: str, stations: Table) -> None:
    page = Page(client.get(chart(stations)).content.decode())
    assert not [tag for tag, _given in page.attributes if tag == "iframe"]
    assert f'<iframe src="{site}/embed{chart(stations)}"' in page.text


def test_other_pages_may_not_be_framed(client: Client, stations: Table) -> None:
    answer = client.get(chart(stations))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_what_is_not_public_is_not_embedded_even_for_its_own(
    client: Client, ana: Person, stations: Table
) -> None:
    withdraw(by=ana, dataset=stations.version.resource.dataset, reason="Se publicó por error.")
    client.force_login(ana)
    assert client.get(chart(stations)).status_code == 200
    assert client.get(f"/embed{chart(stations)}").status_code == 410


def test_oembed_describes_a_chart_in_a_frame_that_fits(client: Client, site: str, stations: Table) -> None:
    answer = asked(client, url=f"{site}{chart(stations)}", maxwidth="400", maxheight="300").json()
    assert (answer["type"], answer["version"], answer["width"], answer["height"]) == ("rich", "1.0", 400, 300)
    assert answer["title"] == "Número de filas por «activa»"
    frame = Page(answer["html"]).attributes[0][1]
    assert frame["src"] == f"{site}/embed{chart(stations)}"
    assert answer["thumbnail_url"].startswith(f"{site}/datos/")


def test_oembed_describes_a_dataset_as_a_link_in_xml_too(client: Client, site: str, rain: Dataset) -> None:
    url = f"{site}{rain.get_absolute_url()}"
    assert asked(client, url=url).json()["type"] == "link"
    told = ElementTree.fromstring(asked(client, url=url, format="xml").content)
    assert told.findtext("title") == rain.title
    assert told.findtext("author_name") == rain.institution.name


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"url": "https://datos.example/datos/x", "format": "yaml"}, 501),
        ({"url": "https://otro.example/datos/lluvia-por-estacion"}, 404),
        ({"url": "https://datos.example/acerca"}, 404),
        ({"url": "https://datos.example/datos/nunca-existio"}, 404),
    ],
)
def test_oembed_says_what_it_has_not(client: Client, site: str, params: dict[str, str], status: int) -> None:
    assert asked(client, **params).status_code == status


def test_what_was_withdrawn_is_not_described(client: Client, site: str, ana: Person, rain: Dataset) -> None:
    withdraw(by=ana, dataset=rain, reason="Se publicó por error.")
    assert asked(client, url=f"{site}{rain.get_absolute_url()}").status_code == 410


def test_pages_name_their_card_and_their_oembed(
    client: Client, site: str, rain: Dataset, stations: Table
) -> None:
    for address in (rain.get_absolute_url(), chart(stations)):
        page = Page(client.get(address).content.decode())
        given = {one.get("property"): one.get("content", "") for tag, one in page.attributes if tag == "meta"}
        assert given["og:image"].startswith(f"{site}/datos/{rain.slug}/")
        assert client.get(given["og:image"].removeprefix(site))["Content-Type"] == "image/png"
        (found,) = [
            one["href"] for tag, one in page.attributes if one.get("type") == "application/json+oembed"
        ]
        assert client.get(found.removeprefix(site)).status_code == 200


@pytest.mark.slow
def test_a_card_is_1200_by_630_whatever_the_title(client: Client, ana: Person, rain: Dataset) -> None:
    title = '</text><script>alert(1)</script> & "x" ' + "Ñandú " * 40
    edit_dataset(by=ana, dataset=rain, title=title[:300])
    answer = client.get(f"/datos/{rain.slug}/tarjeta.png")
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    assert (
        client.get(f"/datos/{rain.slug}/tarjeta.png", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )
