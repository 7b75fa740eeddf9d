"""Feeds, read by feedparser as a news reader reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from time import struct_time
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client

from amate.catalog.actions import edit_dataset, rename_address
from amate.catalog.models import Dataset, Theme, Version
from amate.people.actions import save_institution
from amate.people.models import Institution, Person
from amate.publishing.actions import publish, upload, withdraw
from amate.web.public import feeds
from tests.cast import Upload
from tests.safety.payloads import XSS
from tests.web.public.reading import Page
from tests.work import accept_changes, run_waiting_jobs

pytestmark = pytest.mark.django_db
PORTAL = "http://127.0.0.1:8000"
OF_SECTOR, OF_INSTITUTION = "/temas/medio-ambiente.atom", "/instituciones/zapopan.atom"


def read(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def same_moment(read: struct_time, moment: datetime | None) -> bool:
    return moment is not None and moment.utctimetuple()[:6] == read[:6]


def links(feed: Any) -> dict[str, str]:
    return {link.rel: link.href for link in feed.feed.links}


@pytest.mark.parametrize("path", ["/datos.atom", OF_SECTOR, OF_INSTITUTION, "/datos.atom?q=lluvia"])
def test_a_published_dataset_is_an_entry_that_keeps_its_name(
    client: Client, rain: Dataset, path: str
) -> None:
    feed = read(client, path)
    (entry,) = feed.entries
    assert entry.id == f"urn:uuid:{rain.public_id}"
    assert entry.title == "Lluvia por estación"
    assert entry.link == f"{PORTAL}/datos/{rain.slug}"
    assert entry.author == "Ayuntamiento de Zapopan"
    assert entry.summary.startswith("Un parque por fila")
    assert same_moment(entry.updated_parsed, rain.data_modified)
    assert same_moment(entry.published_parsed, rain.issued)
    assert same_moment(feed.feed.updated_parsed, rain.data_modified)
    assert (links(feed)["self"], feed.feed.id) == (PORTAL + path, PORTAL + path)
    assert client.get(links(feed)["alternate"].removeprefix(PORTAL)).status_code == 200


def test_every_page_names_its_feed_and_shows_it(client: Client, rain: Dataset) -> None:
    where = {
        "/datos?q=lluvia&orden=titulo&pagina=1": "/datos.atom?q=lluvia",
        "/temas/medio-ambiente": OF_SECTOR,
        "/instituciones/zapopan": OF_INSTITUTION,
        rain.get_absolute_url(): f"{rain.get_absolute_url()}.atom",
    }
    for path, feed in where.items():
        page = Page(client.get(path).content.decode())
        named = [
            given["href"]
            for tag, given in page.attributes
            if tag == "link" and given.get("type") == "application/atom+xml"
        ]
        assert feed in named
        assert feed in page.addresses
        read(client, feed)


def test_a_search_is_followed_with_its_filters_and_only_by_what_fits(client: Client, rain: Dataset) -> None:
    assert read(client, "/datos.atom?q=lluvia&sector=medio-ambiente").entries
    assert not read(client, "/datos.atom?q=lluvia&sector=otro").entries
    assert "lo más cercano" in client.get("/datos?q=lluvai").content.decode()
    assert not read(client, "/datos.atom?q=lluvai").entries


def test_versions_are_the_feed_of_a_dataset(
    client: Client, rain: Dataset, ana: Person, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    resource = rain.resources.get()
    with django_capture_on_commit_callbacks(execute=True):
        upload(by=ana, resource=resource, file=io.BytesIO(b"clave,mm\n0001,2\n"), filename="nuevo.csv")
    run_waiting_jobs()
    waiting = read(client, f"{rain.get_absolute_url()}.atom")
    accept_changes(ana, rain)
    publish(by=ana, dataset=rain)
    feed = read(client, f"{rain.get_absolute_url()}.atom")
    second, first = Version.objects.filter(resource=resource).order_by("-number")
    assert [entry.id for entry in waiting.entries] == [f"urn:uuid:{first.public_id}"]
    assert [entry.id for entry in feed.entries] == [f"urn:uuid:{each.public_id}" for each in (second, first)]
    (file,) = feed.entries[0].enclosures
    answer = client.get(file.href.removeprefix(PORTAL))
    assert b"".join(answer.streaming_content) == b"clave,mm\n0001,2\n"  # type: ignore[attr-defined]
    assert (file.length, file.type) == ("16", "text/csv")
    assert second.sha256 in feed.entries[0].summary


def test_nothing_that_is_not_public_is_in_a_feed(
    client: Client, rain: Dataset, upload: Upload, ana: Person
) -> None:
    draft = upload("a,b\n1,2\n", "borrador.csv").resource.dataset
    client.force_login(ana)
    for path in ("/datos.atom", OF_INSTITUTION):
        assert [entry.title for entry in read(client, path).entries] == [rain.title]
    assert client.get(f"{draft.get_absolute_url()}.atom")["Cache-Control"] == "private, no-store"
    withdraw(by=ana, dataset=rain, reason="Estaba mal.")
    for path in ("/datos.atom", OF_SECTOR, OF_INSTITUTION):
        assert not read(client, path).entries
    client.logout()
    assert client.get(f"{rain.get_absolute_url()}.atom").status_code == 410


def test_an_institution_brings_what_hangs_from_it(
    client: Client, rain: Dataset, zapopan: Institution
) -> None:
    above = save_institution(by=None, slug="gobierno", name="Gobierno", kind="dependencia")
    same = {"slug": "zapopan", "name": "Ayuntamiento de Zapopan", "kind": "municipio"}
    save_institution(by=None, institution=zapopan, parent=above, **same)
    assert [entry.title for entry in read(client, "/instituciones/gobierno.atom").entries] == [rain.title]


def test_a_reader_that_has_it_is_told_so(client: Client, rain: Dataset, ana: Person) -> None:
    for path in ("/datos.atom", OF_SECTOR, f"{rain.get_absolute_url()}.atom"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    old = client.get("/datos.atom")["ETag"]
    edit_dataset(by=ana, dataset=rain, title="Lluvia de ayer")
    run_waiting_jobs()
    assert client.get("/datos.atom", headers={"If-None-Match": old}).status_code == 200


def test_what_nobody_wrote_in_does_not_change_with_the_clock(client: Client, environment: Theme) -> None:
    feed = read(client, OF_SECTOR)
    assert feed.feed.updated_parsed[:3] == (2000, 1, 1)
    assert client.get(OF_SECTOR)["ETag"] == client.get(OF_SECTOR)["ETag"]


def test_a_long_feed_comes_in_pages(client: Client, rain: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    changed = rain.data_modified
    assert changed
    for number in range(4):
        copy = Dataset.objects.get(pk=rain.pk)
        copy.pk, copy.slug, copy.title = None, f"copia-{number}", f"Copia {number}"
        copy.public_id = copy._meta.get_field("public_id").get_default()
        copy._state.adding = True
        copy.data_modified = changed - timedelta(days=number + 1)
        copy.save()
    path, titles = OF_SECTOR, []
    while path:
        feed = read(client, path)
        titles += [entry.title for entry in feed.entries]
        assert feed.feed.id == PORTAL + OF_SECTOR
        assert links(feed)["last"] == f"{PORTAL}{OF_SECTOR}?pagina=3"
        path = links(feed).get("next", "").removeprefix(PORTAL)
    assert titles == [rain.title, "Copia 0", "Copia 1", "Copia 2", "Copia 3"]
    assert links(feed)["previous"] == f"{PORTAL}{OF_SECTOR}?pagina=2"
    assert client.get(f"{OF_SECTOR}?pagina=4").status_code == 404


@pytest.mark.parametrize("text", [*XSS, "a\x0bb\x1fc", "\ufffe ñ"], ids=range(len(XSS) + 2))
def test_any_title_is_well_formed_and_is_text(rain: Dataset, text: str) -> None:
    from amate.web.paging import Pages

    channel = feeds.Channel(text, text, "/datos", "/datos.atom")
    rain.title = rain.description = rain.institution.name = text
    entry = feeds._of_dataset(rain)
    written = feeds._written(channel, Pages(1, 20, 1, lambda _page: "/datos.atom"), [entry])
    root = ElementTree.fromstring(written)
    atom = "{http://www.w3.org/2005/Atom}"
    shown = feeds.UNWRITABLE.sub("", text)
    found = [each.text or "" for each in (*root.iter(f"{atom}title"), *root.iter(f"{atom}subtitle"))]
    assert [" ".join(each.split()) for each in found] == [" ".join(shown.split())] * 3
    (summary,) = root.iter(f"{atom}summary")
    assert "<" not in (summary.text or "")


def test_an_example_says_so_in_feed_and_entries(client: Client, rain: Dataset, settings: Any) -> None:
    settings.AMATE_EXAMPLE = True
    for path in ("/datos.atom", OF_SECTOR, f"{rain.get_absolute_url()}.atom"):
        feed = read(client, path)
        assert feed.feed.title.startswith("Datos de ejemplo")
        assert feed.entries[0].summary.startswith("Datos de ejemplo")
        assert "Datos de ejemplo" in [tag.term for tag in feed.entries[0].tags]


def test_a_former_address_leads_to_the_feed_of_today(client: Client, rain: Dataset, ana: Person) -> None:
    old = rain.get_absolute_url()
    rename_address(by=ana, dataset=rain, slug="lluvia")
    answer = client.get(f"{old}.atom")
    assert (answer.status_code, answer.url) == (301, "/datos/lluvia.atom")
