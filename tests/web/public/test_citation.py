"""Citations, read by the programs they are for: pybtex as BibTeX reads, citeproc as Zotero and pandoc do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pybtex.database import Entry, parse_string
from pylatexenc.latex2text import LatexNodes2Text

from amate.base.clock import today
from amate.catalog.actions import rename_address, save_licence
from amate.catalog.models import Dataset, Licence, Version
from amate.people.models import Institution, Person
from amate.templatetags.amate import local
from tests.safety.payloads import XSS
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db
HOSTILE = [
    *(text.replace("\x00", "") for text in XSS),
    "100 % de «agua» & $5 #1_a {b} ~c^2 \\alfa {",
    "} llave suelta",
    "{{{",
    "@misc{otra, title = {x}}",
    "comillas \" y ' y `acento`",
    "año, ñandú, Ávila, €, 水",
    r"\input{/etc/passwd} \write18{ls}",
]


def bibtex(client: Client, dataset: Dataset) -> Entry:
    answer = client.get(f"{dataset.get_absolute_url()}/cita.bib")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    entries = parse_string(answer.content.decode(), "bibtex").entries
    assert list(entries) == [dataset.slug]
    return entries[dataset.slug]


def as_printed(value: str) -> str:
    """What TeX would print of a field; pylatexenc prints its circumflex as the accent that it looks like."""
    printed = LatexNodes2Text(strict_latex_spaces=True).latex_to_text(value)
    return " ".join(printed.replace("ˆ", "^").split())


def csl(client: Client, dataset: Dataset) -> dict[str, Any]:
    answer = client.get(f"{dataset.get_absolute_url()}/cita.json")
    assert answer["Content-Type"] == "application/vnd.citationstyles.csl+json"
    (item,) = json.loads(answer.content)
    return item


def test_the_licence_says_how_to_cite(client: Client, rain: Dataset, licence: Licence) -> None:
    """The four things that Libre Uso MX asks for, in its order."""
    asked = f"“{rain.title}”, Ayuntamiento de Zapopan; {address(rain)}; {today().isoformat()}"
    assert asked in page_text(client, rain)
    form = {"attribution": "{acronym}: {title} ({date}). {url} {otra} {title.__class__}"}
    save_licence(by=None, licence=licence, slug=licence.slug, name=licence.name, uri=licence.uri, **form)
    said = f"Ayuntamiento de Zapopan: {rain.title} ({today()}). {address(rain)} {{otra}}"
    assert said in page_text(client, rain)


def test_bibtex_says_who_what_when_and_which_bytes(client: Client, rain: Dataset) -> None:
    entry, version = bibtex(client, rain), Version.objects.get(resource__dataset=rain)
    changed = local(rain.data_modified).date()
    assert str(entry.persons["author"][0]) == "{Ayuntamiento de Zapopan}"
    assert as_printed(entry.fields["title"]) == "Lluvia por estación"
    assert (entry.fields["year"], entry.fields["date"]) == (str(changed.year), changed.isoformat())
    assert entry.fields["url"] == address(rain)
    assert date.fromisoformat(entry.fields["urldate"]) == today()
    assert entry.fields["version"] == "1"
    assert version.sha256 in entry.fields["note"]
    assert "Libre Uso MX" in entry.fields["note"]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_bibtex_prints_any_title_as_it_is(rain: Dataset, title: str) -> None:
    from amate.web.public.bibliography import bibtex as write

    rain.title = rain.institution.name = title
    entry = parse_string(write(rain, []), "bibtex").entries[rain.slug]
    assert as_printed(entry.fields["title"]) == " ".join(title.split())
    assert len(entry.persons["author"]) == 1
    assert as_printed(str(entry.persons["author"][0])) == " ".join(title.split())


def test_csl_json_is_cited_by_citeproc(client: Client, rain: Dataset) -> None:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    item = csl(client, rain)
    changed = local(rain.data_modified)
    assert item["issued"]["date-parts"] == [[changed.year, changed.month, changed.day]]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    works = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    works.register(Citation([CitationItem(rain.slug)]))
    (printed,) = [str(each) for each in works.bibliography()]
    for said in ("Ayuntamiento de Zapopan", "Lluvia por estación", str(changed.year), address(rain)):
        assert said in printed


def test_the_page_shows_what_the_files_say(client: Client, rain: Dataset) -> None:
    page = Page(client.get(rain.get_absolute_url()).content.decode())
    for ending in ("bib", "json"):
        file = f"{rain.get_absolute_url()}/cita.{ending}"
        assert file in page.addresses
        assert " ".join(client.get(file).content.decode().split()) in page.text


def test_an_example_says_so_in_every_citation(client: Client, rain: Dataset, settings: Any) -> None:
    settings.AMATE_EXAMPLE = True
    assert "ninguna cifra es real" in bibtex(client, rain).fields["note"]
    assert "ninguna cifra es real" in csl(client, rain)["note"]


def test_a_former_address_leads_to_the_citation_of_today(client: Client, rain: Dataset, ana: Person) -> None:
    old = rain.get_absolute_url()
    rename_address(by=ana, dataset=rain, slug="lluvia")
    answer = client.get(f"{old}/cita.bib")
    assert (answer.status_code, answer.url) == (301, "/datos/lluvia/cita.bib")


def test_the_citation_of_a_draft_is_kept_by_no_cache(
    client: Client, rain: Dataset, ana: Person, zapopan: Institution
) -> None:
    Dataset.objects.filter(pk=rain.pk).update(state="draft")
    assert client.get(f"{rain.get_absolute_url()}/cita.json").status_code == 404
    client.force_login(ana)
    answer = client.get(f"{rain.get_absolute_url()}/cita.json")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def address(dataset: Dataset) -> str:
    return f"http://127.0.0.1:8000/datos/{dataset.slug}"


def page_text(client: Client, dataset: Dataset) -> str:
    return Page(client.get(dataset.get_absolute_url()).content.decode()).text
