"""Rows gathered into groups, and crossed: what is worked out agrees with Python, and each leads to its rows."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO
from urllib.parse import parse_qs

import pytest
from django.test import Client

from amate.catalog.models import Table
from tests.web.explore.asking import open_page, rows_of, sent
from tests.web.explore.conftest import Publish
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db

PAYMENTS = """municipio,programa,monto,fecha
Zapopan,Becas,100.50,2023-01-10
Zapopan,Becas,50.25,2023-02-11
Zapopan,Apoyo,10,2024-03-12
Ávila,Becas,5,2024-03-13
Ávila,,7,2024-12-31
,Becas,1,2023-12-31
Ñandú,Apoyo,,2024-01-01
"""
ROWS = list(csv.DictReader(StringIO(PAYMENTS)))


@pytest.fixture
def payments(published: Publish) -> Table:
    return published(PAYMENTS, "pagos.csv")


def body(page: Page) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row] for row in page.rows if row[0].strip() != "municipio"]


def test_groups_are_counted_and_summed(client: Client, payments: Table) -> None:
    query = sent(client, payments, "agrupar", clave=["municipio"], calculo=["count", "sum"], de=["", "monto"])
    assert parse_qs(query) == {"_group": ["municipio"], "_aggregate": ["count,monto__sum"]}
    shown = body(open_page(client, payments, query))[:4]
    counted = Counter(row["municipio"] for row in ROWS)
    assert [(row[0], int(row[1])) for row in shown] == [
        ("Ávila", counted["Ávila"]),
        ("Ñandú", counted["Ñandú"]),
        ("Zapopan", counted["Zapopan"]),
        ("—vacío", counted[""]),
    ]
    assert [row[2] for row in shown] == ["12", "—vacío", "160.75", "1"]


def test_each_group_leads_to_its_rows(client: Client, payments: Table) -> None:
    page = open_page(client, payments, "_group=municipio,fecha__year,monto__bin:50")
    ways = [
        link["href"]
        for link in page.links
        if link.get("href", "").startswith("?") and "fecha__gte" in link["href"]
    ]
    counts = [row[3] for row in body(page) if row[-1].startswith("Ver filas")]
    assert len(ways) == len(counts) == 6
    for way, count in zip(ways, counts, strict=True):
        assert len(rows_of(open_page(client, payments, way[1:]))) == int(count)


def test_groups_are_sorted_by_what_was_worked_out(client: Client, payments: Table) -> None:
    page = open_page(client, payments, "_group=municipio&_aggregate=monto__sum&_sort=-monto__sum")
    assert [row[0] for row in body(page)][:3] == ["Zapopan", "Ávila", "—vacío"]
    sorted_heads = [a["aria-sort"] for tag, a in page.attributes if tag == "th" and "aria-sort" in a]
    assert sorted_heads == ["descending"]


def test_intervals_get_their_width_in_the_address(client: Client, payments: Table) -> None:
    page = open_page(client, payments, "_group=monto__bin")
    assert any("monto__bin%3A5" in address for address in page.addresses)


def test_crossed_the_totals_are_those_of_the_rows(client: Client, payments: Table) -> None:
    query = sent(
        client, payments, "agrupar", clave=["municipio", "programa"], calculo="sum", de="monto", cruzar="1"
    )
    assert parse_qs(query)["_f_cruzar"] == ["1"]
    page = open_page(client, payments, query)
    table = body(page)[:4]
    assert table[0] == ["Ávila", "—nada", "5", "7", "12"]
    assert table[2] == ["Zapopan", "10", "150.75", "—nada", "160.75"]
    assert "Total 10 156.75 7 173.75" in page.text
    way = next(
        link["href"]
        for link in page.links
        if "programa=Becas" in link.get("href", "") and "Zapopan" in link["href"]
    )
    assert [row[3] for row in rows_of(open_page(client, payments, way[1:]))] == ["100.5", "50.25"]


def test_means_have_no_total(client: Client, payments: Table) -> None:
    page = open_page(client, payments, "_group=municipio,programa&_aggregate=monto__avg&_f_cruzar=1")
    assert "Promedio de «monto»" in page.text
    assert "Total" not in page.text


def test_what_lacks_a_column_is_said_and_stays_chosen(client: Client, payments: Table) -> None:
    page = open_page(
        client, payments, "_f_hecho=agrupar&_f_clave=municipio&_f_calculo=sum&_f_de=programa", status=400
    )
    assert "«Suma» pide una columna de números, y «programa» no lo es" in page.text
    chosen = [a["value"] for tag, a in page.attributes if tag == "option" and "selected" in a]
    assert chosen[:1] == ["municipio"]
    nothing = open_page(client, payments, "_f_hecho=agrupar", status=400)
    assert "Elige al menos una columna" in nothing.text


def test_downloads_ask_for_the_groups(client: Client, payments: Table) -> None:
    page = open_page(client, payments, "_group=municipio,programa&_f_cruzar=1")
    files = [one for one in page.addresses if "/rows." in one]
    assert files
    assert all(one.endswith("?_group=municipio%2Cprograma") for one in files)
    for one in files:
        assert client.get(one).status_code == 200
