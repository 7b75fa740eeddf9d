"""The other pages for everyone: front page, sectors, institutions, texts, robots, colours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amate.base.portal import read_portal
from amate.catalog.actions import save_theme
from amate.catalog.models import Dataset, Theme
from amate.people.actions import save_institution
from amate.people.models import Institution
from amate.web.actions import save_page
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db
LISTS = ("/", "/datos", "/temas", "/temas/medio-ambiente", "/instituciones", "/instituciones/zapopan")


def read(client: Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Page(answer.content.decode())


def test_the_front_page_counts_what_is_public(client: Client, parks: Dataset, upload) -> None:  # type: ignore[no-untyped-def]
    upload("a,b\n1,2\n", "borrador.csv")
    text = read(client, "/").text
    assert "1 conjunto de datos" in text
    assert "2 filas que se pueden consultar" in text
    assert "1 institución publica" in text
    assert parks.title in text
    assert "orrador" not in text


def test_every_number_of_the_front_page_leads_where_it_can_be_checked(client: Client, parks: Dataset) -> None:
    home = read(client, "/")
    assert {"/datos", "/cifras", "/datos?actualizado=mes"} <= set(home.addresses)
    assert "1 conjunto" in read(client, "/datos").text
    assert "1 conjunto" in read(client, "/datos?actualizado=mes").text
    assert "Ayuntamiento de Zapopan 1 1 1 2" in read(client, "/cifras").text


def test_without_data_the_figures_say_so(client: Client, zapopan: Institution) -> None:
    assert "Todavía no hay datos publicados" in read(client, "/cifras").text


def test_an_institution_counts_what_hangs_from_it(
    client: Client, parks: Dataset, zapopan: Institution
) -> None:
    above = save_institution(by=None, slug="gobierno", name="Gobierno", kind="dependencia")
    save_institution(
        by=None,
        institution=zapopan,
        slug="zapopan",
        name="Ayuntamiento de Zapopan",
        kind="municipio",
        parent=above,
    )
    assert parks.title in read(client, "/instituciones/gobierno").text
    assert "Gobierno 1 conjunto" in read(client, "/instituciones").text


def test_a_sector_lists_its_datasets(client: Client, parks: Dataset, environment: Theme) -> None:
    save_theme(by=None, slug="salud", name="Salud")
    assert parks.get_absolute_url() in read(client, "/temas/medio-ambiente").addresses
    assert "Aún no hay datos de este tema" in read(client, "/temas/salud").text


def test_texts_are_shown_from_the_second_heading_down(client: Client, db: None) -> None:
    save_page(by=None, slug="acerca", title="Acerca", body="## Para qué\n\nTexto.\n\n### Más\n")
    answer = client.get("/acerca").content.decode()
    assert "<h2>Para qué</h2>" in answer
    assert "<h3>Más</h3>" in answer


@pytest.mark.parametrize(
    "path", ["/nada", "/temas/nada", "/instituciones/nada", "/datos/nada", "/temas/medio-ambiente?pagina=9"]
)
def test_what_is_not_there_is_404_with_the_number_of_the_request(
    client: Client, environment: Theme, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()


def test_no_page_sets_a_cookie_or_leaves_the_portal(client: Client, parks: Dataset) -> None:
    for path in (*LISTS, parks.get_absolute_url()):
        answer = client.get(path)
        loaded = [
            given.get("src") or given["href"]
            for tag, given in Page(answer.content.decode()).attributes
            if (tag in {"script", "img", "iframe"} and given.get("type") != "application/ld+json")
            or (tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload"})
        ]
        assert loaded
        assert all(address.startswith("/") for address in loaded), path
    assert not client.cookies


def test_no_page_carries_style_or_script_of_its_own(client: Client, parks: Dataset) -> None:
    for path in (*LISTS, parks.get_absolute_url()):
        for tag, given in Page(client.get(path).content.decode()).attributes:
            assert "style" not in given
            assert tag != "style"
            assert tag != "script" or given.get("src") or given["type"] == "application/ld+json"
            assert not [name for name in given if name.startswith("on")]


def test_lists_ask_the_database_as_often_for_many_as_for_few(
    client: Client, parks: Dataset, zapopan: Institution, environment: Theme
) -> None:
    def queries() -> dict[str, int]:
        counted = {}
        for path in LISTS:
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counted[path] = len(captured)
        return counted

    few = queries()
    for number in range(12):
        child = save_institution(
            by=None, slug=f"area-{number}", name=f"Área {number}", kind="organismo", parent=zapopan
        )
        copy = Dataset.objects.get(pk=parks.pk)
        copy.pk, copy.slug, copy.institution = None, f"copia-{number}", child
        copy.public_id = copy._meta.get_field("public_id").get_default()
        copy._state.adding = True
        copy.data_modified = parks.data_modified and parks.data_modified - timedelta(days=1)
        copy.save()
    assert queries() == few


def test_an_example_portal_keeps_robots_out(client: Client, parks: Dataset, settings) -> None:  # type: ignore[no-untyped-def]
    assert "Disallow: /mesa/" in client.get("/robots.txt").content.decode()
    settings.AMATE_EXAMPLE = True
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    answer = client.get("/")
    page = Page(answer.content.decode())
    assert "noindex" in page.metas["robots"]
    assert "Datos de ejemplo" in page.text
    assert "noindex" in answer["X-Robots-Tag"]


def test_the_colours_of_the_portal_are_its_stylesheet(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    address = next(
        given["href"]
        for tag, given in Page(client.get("/nada").content.decode()).attributes
        if tag == "link" and "tokens" in given.get("href", "")
    )
    answer = client.get(address)
    css = answer.content.decode()
    portal = read_portal(settings.AMATE_PORTAL / "portal.toml")
    for name, value in portal.colours.items():
        assert f"--{name}: {value};" in css
    assert "immutable" in answer["Cache-Control"]
