"""The page of a table, driven by its address alone."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client

from amate.catalog.models import Table
from amate.query.formats import FORMATS
from tests.web.explore.asking import MM, open_page, rows_of, stations_shown

pytestmark = pytest.mark.django_db


def test_rows_are_shown_as_the_file_has_them(client: Client, stations: Table) -> None:
    page = open_page(client, stations)
    assert stations_shown(page) == ["Ñáñez", "Xalapa", "Toluca", "Ávalos"]
    assert [row[1] for row in rows_of(page)] == ["0007", "0012", "0100", "0101"]
    assert "vacío" in rows_of(page)[3][MM]


def test_sorting_is_spanish_and_says_so_to_screen_readers(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_sort=estacion")
    assert stations_shown(page) == ["Ávalos", "Ñáñez", "Toluca", "Xalapa"]
    sorted_heads = [a["aria-sort"] for tag, a in page.attributes if tag == "th" and "aria-sort" in a]
    assert sorted_heads == ["ascending"]


def test_a_head_leads_to_ascending_then_descending_then_none(client: Client, stations: Table) -> None:
    def next_of(query: str) -> str:
        page = open_page(client, stations, query)
        return next(link["href"] for link in page.links if link.get("title") == "mm")

    assert next_of("") == "?_sort=mm"
    assert next_of("_sort=mm") == "?_sort=-mm"
    assert next_of("_sort=-mm") == "?"


def test_empty_values_come_last_both_ways(client: Client, stations: Table) -> None:
    assert stations_shown(open_page(client, stations, "_sort=mm"))[-1] == "Ávalos"
    assert stations_shown(open_page(client, stations, "_sort=-mm")) == ["Xalapa", "Toluca", "Ñáñez", "Ávalos"]


def test_contains_forgives_accents_and_each_filter_can_be_taken_away(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "estacion__contains=a&mm__gte=100")
    assert stations_shown(page) == ["Xalapa", "Toluca"]
    assert "?mm__gte=100" in page.addresses
    assert "?estacion__contains=a" in page.addresses
    assert stations_shown(open_page(client, stations, "estacion__contains=nanez")) == ["Ñáñez"]


def test_pages_and_their_size_are_in_the_address(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_limit=3&_page=2")
    assert stations_shown(page) == ["Ávalos"]
    assert "de la 4 a la 4" in page.text
    assert "?_limit=3" in page.addresses


@pytest.mark.parametrize(
    "query",
    [
        "mm__gte=muchos",
        "nada=1",
        "_sort=nada",
        "_limit=100000",
        "_page=0",
        "_after=1",
    ],
)
def test_what_cannot_be_asked_is_said_in_the_page(client: Client, stations: Table, query: str) -> None:
    page = open_page(client, stations, query, status=400)
    assert "No pudimos hacer esa pregunta" in page.text
    assert len(rows_of(page)) == 4


def test_downloads_and_api_ask_the_same_question(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "estacion__contains=a&_sort=-mm&_limit=25")
    csv = next(one for one in page.addresses if "rows.csv" in one)
    assert urlsplit(csv).path == f"/api/v1/tables/{stations.public_id}/rows.csv"
    assert parse_qs(urlsplit(csv).query) == {"estacion__contains": ["a"], "_sort": ["-mm"]}
    forms = [urlsplit(one).path.partition("/rows.")[2] for one in page.addresses if "/rows." in one]
    assert forms == list(FORMATS)
    api = next(one for one in page.addresses if "/rows?" in one)
    assert parse_qs(urlsplit(api).query)["_limit"] == ["25"]


def test_what_is_downloaded_is_what_is_seen(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "mm__gt=1&_sort=-mm&_columns=clave,estacion")
    seen = [tuple(row[1:3]) for row in rows_of(page)]
    assert 1 < len(seen) < 4
    for form, read in READ.items():
        link = next(one for one in page.addresses if f"/rows.{form}?" in one)
        assert read(b"".join(client.get(link).streaming_content)) == [("clave", "estacion"), *seen]  # type: ignore[arg-type]


READ = {
    "csv": lambda sent: [tuple(row) for row in csv.reader(io.StringIO(sent.decode()))],
    "xlsx": lambda sent: list(openpyxl.load_workbook(io.BytesIO(sent)).active.iter_rows(values_only=True)),
}


def test_filtered_pages_are_not_for_robots(client: Client, stations: Table) -> None:
    assert "noindex" in open_page(client, stations, "mm__gte=1").metas["robots"]
    assert "robots" not in open_page(client, stations).metas


def test_hostile_cells_stay_text(client: Client, upload, ana, environment) -> None:  # type: ignore[no-untyped-def]
    from amate.catalog.actions import edit_dataset
    from amate.publishing.actions import publish
    from tests.cast import METADATA

    dataset = upload(
        'nombre,nota\n<script>alert(1)</script>,"""><img src=x onerror=alert(1)>"\nb,c\n', "x.csv"
    ).resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="<b>X</b> de prueba", theme=environment, **METADATA)
    publish(by=ana, dataset=dataset)
    table = Table.objects.get(version__resource__dataset=dataset)
    for address in (table.get_absolute_url(), dataset.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<b>X</b>" not in html


def test_a_page_beyond_the_last_says_so(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_page=9")
    assert "Esta página no tiene filas" in page.text
    assert "4 filas" in page.text
