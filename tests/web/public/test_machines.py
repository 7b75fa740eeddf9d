"""What search engines read: the sitemap, the data inside the page of a dataset, the address that never changes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from pyld import jsonld

from amate.catalog.actions import edit_dataset, rename_address
from amate.catalog.models import Dataset, Table, Version
from amate.people.models import Person
from amate.publishing.actions import withdraw
from amate.templatetags.amate import json_ld
from amate.web.actions import save_page
from amate.web.public.sitemaps import Part
from tests.cast import Upload
from tests.safety.payloads import XSS

pytestmark = pytest.mark.django_db
PORTAL = "http://127.0.0.1:8000"
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = "http://schema.org/"


class Inside(HTMLParser):
    """The data blocks of a page, as a browser would part them from the rest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag == "script" and ("type", "application/ld+json") in attrs
        self.found += [""] if self._open else []

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def told(client: Client, dataset: Dataset) -> dict[str, Any]:
    """The data of a page as an independent reader of JSON-LD expands them, by schema.org's names."""
    (text,) = Inside(client.get(dataset.get_absolute_url()).content.decode()).found
    context = {"@context": {"@vocab": SCHEMA, "url": {"@type": "@id"}}}
    loader = lambda url, _options: {  # noqa: E731
        "contextUrl": None,
        "documentUrl": url,
        "document": context,
        "contentType": "application/ld+json",
    }
    (expanded,) = jsonld.expand(json.loads(text), {"documentLoader": loader})
    return expanded


def values(node: dict[str, Any], name: str) -> list[Any]:
    return [each.get("@value", each.get("@id", each)) for each in node.get(SCHEMA + name, [])]


def test_a_page_tells_what_the_dataset_is(client: Client, rain: Dataset) -> None:
    node, version = told(client, rain), Version.objects.get(resource__dataset=rain)
    assert node["@type"] == [f"{SCHEMA}Dataset"]
    assert values(node, "name") == ["Lluvia por estación"]
    assert values(node, "isAccessibleForFree") == [True]
    assert values(node, "license") == ["https://datos.gob.mx/libreusomx"]
    assert values(node, "temporalCoverage") == ["2024-01"]
    assert values(node, "keywords") == ["parques", "áreas verdes"]
    assert values(node, "version") == [1]
    assert datetime.fromisoformat(values(node, "dateModified")[0]) == rain.data_modified
    (creator,), (place,), (catalogue,) = (
        node[SCHEMA + name] for name in ("creator", "spatialCoverage", "includedInDataCatalog")
    )
    assert values(creator, "name") == ["Ayuntamiento de Zapopan"]
    assert values(place, "name") == ["Zapopan"]
    assert catalogue["@type"] == [f"{SCHEMA}DataCatalog"]
    measured = [values(each, "name")[0] for each in node[f"{SCHEMA}variableMeasured"]]
    assert measured == ["clave", "estacion", "mm", "fecha", "activa"]
    original, *_made = node[f"{SCHEMA}distribution"]
    assert values(original, "sha256") == [version.sha256]


def test_every_file_it_tells_of_is_there_with_that_type_and_size(client: Client, rain: Dataset) -> None:
    files = told(client, rain)[f"{SCHEMA}distribution"]
    assert len(files) >= 2
    for file in files:
        answer = client.get(values(file, "contentUrl")[0].removeprefix(PORTAL))
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == values(file, "encodingFormat")[0]
        size = len(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
        assert values(file, "contentSize") == [f"{size} B"]


def test_a_description_is_never_too_short_for_search_engines(
    client: Client, rain: Dataset, ana: Person
) -> None:
    edit_dataset(by=ana, dataset=rain, description="Lluvia.")
    (text,) = values(told(client, rain), "description")
    assert text.startswith("Lluvia.")
    assert 50 <= len(text) <= 5_000
    edit_dataset(by=ana, dataset=rain, description="agua " * 3_000)
    assert len(values(told(client, rain), "description")[0]) <= 5_000


@pytest.mark.parametrize("text", [*XSS, "<!--", "<!-- <script>", "\u2028 \u2029 &amp; ]]>"])
def test_data_cannot_end_before_their_end(text: str) -> None:
    page = f"<body>{json_ld({'name': text})}<p>después</p></body>"
    assert [json.loads(each) for each in Inside(page).found] == [{"name": text}]
    assert page.count("<") == 6


def test_drafts_tell_machines_nothing_and_examples_say_what_they_are(
    client: Client, rain: Dataset, upload: Upload, ana: Person, settings: Any
) -> None:
    settings.AMATE_EXAMPLE = True
    assert "ejemplo" in values(told(client, rain), "creativeWorkStatus")[0]
    client.force_login(ana)
    draft = upload("a,b\n1,2\n", "borrador.csv").resource.dataset
    assert not Inside(client.get(draft.get_absolute_url()).content.decode()).found


def test_the_permanent_address_follows_the_dataset(client: Client, rain: Dataset, ana: Person) -> None:
    (address,) = values(told(client, rain), "identifier")
    rename_address(by=ana, dataset=rain, slug="lluvia")
    answer = client.get(address.removeprefix(PORTAL))
    assert (answer.status_code, answer.url) == (302, "/datos/lluvia")
    withdraw(by=ana, dataset=rain, reason="Estaba mal.")
    answer = client.get(address.removeprefix(PORTAL))
    assert answer.status_code == 410
    assert "Estaba mal." in answer.content.decode()


def located(client: Client, path: str) -> dict[str, datetime | None]:
    """What a sitemap lists: address → when it last changed."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    found = {}
    for each in ElementTree.fromstring(answer.content):
        changed = each.findtext(f"{SITEMAPS}lastmod")
        found[each.findtext(f"{SITEMAPS}loc") or ""] = datetime.fromisoformat(changed) if changed else None
    return found


def test_the_sitemap_lists_what_is_public_and_when_it_changed(
    client: Client, rain: Dataset, upload: Upload
) -> None:
    upload("a,b\n1,2\n", "borrador.csv")
    page = save_page(by=None, slug="ayuda", title="Ayuda", body="x")
    listed: dict[str, datetime | None] = {}
    for part in located(client, "/sitemap.xml"):
        assert part.startswith(f"{PORTAL}/sitemap-")
        listed |= located(client, part.removeprefix(PORTAL))
    assert set(listed) == {
        f"{PORTAL}{path}"
        for path in (
            "/",
            rain.get_absolute_url(),
            "/temas/medio-ambiente",
            "/instituciones/zapopan",
            "/ayuda",
        )
    }
    changed = {path.removeprefix(PORTAL): moment for path, moment in listed.items()}
    assert same_day(changed[rain.get_absolute_url()], max(rain.modified, rain.data_modified or rain.modified))
    assert same_day(changed["/temas/medio-ambiente"], rain.data_modified)
    assert same_day(changed["/instituciones/zapopan"], rain.data_modified)
    assert same_day(changed["/ayuda"], page.modified)
    for path in changed:
        assert client.get(path).status_code == 200


def same_day(said: datetime | None, moment: datetime | None) -> bool:
    return said is not None and moment is not None and said.date() == moment.date()


def test_what_was_last_changed_long_ago_says_so(client: Client, rain: Dataset) -> None:
    long_ago = datetime.fromisoformat("2020-05-17T12:00:00Z")
    Dataset.objects.filter(pk=rain.pk).update(modified=long_ago, data_modified=long_ago - timedelta(days=3))
    assert located(client, "/sitemap-datos.xml") == {
        f"{PORTAL}{rain.get_absolute_url()}": datetime.fromisoformat("2020-05-17")
    }
    assert {changed and changed.date() for changed in located(client, "/sitemap.xml").values()} == {
        long_ago.date() - timedelta(days=3),
        long_ago.date(),
    }


def test_a_large_sitemap_comes_in_parts(
    client: Client, rain: Dataset, parks: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Part, "limit", 1)
    parts = [path for path in located(client, "/sitemap.xml") if "sitemap-datos" in path]
    assert len(parts) == 2
    found = [path for part in parts for path in located(client, part.removeprefix(PORTAL))]
    assert sorted(found) == sorted(f"{PORTAL}{each.get_absolute_url()}" for each in (rain, parks))
    assert client.get("/sitemap-datos.xml?p=3").status_code == 404
    assert client.get("/sitemap-nada.xml").status_code == 404


def test_robots_are_told_where_it_is_unless_the_portal_is_an_example(client: Client, settings: Any) -> None:
    assert f"Sitemap: {PORTAL}/sitemap.xml" in client.get("/robots.txt").content.decode().splitlines()
    settings.AMATE_EXAMPLE = True
    assert "Sitemap" not in client.get("/robots.txt").content.decode()


def test_every_column_is_told_once(client: Client, rain: Dataset) -> None:
    table = Table.objects.get(version__resource__dataset=rain)
    told_of = [values(each, "name")[0] for each in told(client, rain)[f"{SCHEMA}variableMeasured"]]
    assert told_of == [column.name for column in table.columns.all()]
