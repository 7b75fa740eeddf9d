"""Tables that are hard to explore: names that mean something else, hundreds of columns, no rows, enormous cells."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from amate.catalog.models import Table
from tests.web.explore.asking import open_page, rows_of, sent
from tests.web.explore.conftest import Publish
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db

NAMES = '_sort,a,a__gte,_f_columna,_as_of,_q,año (%),"con ""comillas""","con, coma",count'
ODD = f"""{NAMES}
x,1,2,p,2024-01-01,agua,10.5,sí,uno,3
y,2,3,q,2024-02-01,luz,20.5,no,dos,4
z,,4,r,2024-03-01,,30.5,sí,,5
"""


@pytest.fixture
def odd(published: Publish) -> Table:
    return published(ODD, "nombres.csv")


def ways(page: Page) -> list[str]:
    """The questions that a page leads to."""
    return list(
        dict.fromkeys(address.partition("#")[0] for address in page.addresses if address.startswith("?"))
    )


@pytest.mark.parametrize("start", ["", "a__gte=2", "__q=agua", "_group=_sort,count"])
def test_every_way_out_of_a_table_of_odd_names_answers(client: Client, odd: Table, start: str) -> None:
    seen = ways(open_page(client, odd, start))
    assert len(seen) > 5
    answers = {way: client.get(odd.get_absolute_url() + way).status_code for way in seen}
    assert {way: status for way, status in answers.items() if status != 200} == {}


def test_forms_know_columns_of_odd_names(client: Client, odd: Table) -> None:
    for name, value in (("_sort", "x"), ("_f_columna", "p"), ("con, coma", "uno"), ("_q", "agua")):
        page = client.get(
            odd.get_absolute_url(),
            {"__f_hecho": "filtro", "__f_columna": name, "__f_valor": value, "__f_condicion": "eq"},
        )
        assert page.status_code == 302, name
        assert len(rows_of(Page(client.get(page.url).content.decode()))) == 1, name


def test_files_of_odd_names_answer_too(client: Client, odd: Table) -> None:
    page = open_page(client, odd, "a__gte=1&__as_of=1")
    paths = [
        address[address.index("/api/v1/") :] for address in page.addresses if "/api/v1/tables" in address
    ]
    assert {path: status for path in paths if (status := client.get(path).status_code) != 200} == {}


@pytest.mark.campaign
def test_four_hundred_columns(client: Client, published: Publish) -> None:
    head = ",".join(f"c{number}" for number in range(400))
    rows = "\n".join(",".join(str(row * number % 97) for number in range(400)) for row in range(1, 40))
    wide = published(f"{head}\n{rows}\n", "ancha.csv")
    page = open_page(client, wide)
    assert len(rows_of(page)[0]) == 1 + 60
    assert "Se ven las primeras 60 de 400 columnas" in page.text
    query = sent(client, wide, "filtro", columna="c399", desde="90")
    assert "c399__gte=90" in query
    chosen = sent(client, wide, "columnas", mostrar=["c399", "c0"])
    assert len(rows_of(open_page(client, wide, chosen))[0]) == 3
    everything = ",".join(f"c{number}" for number in range(400))
    assert len(rows_of(open_page(client, wide, f"_columns={everything}"))[0]) == 401
    for panel in ("columnas", "agrupar", "filtro"):
        assert open_page(client, wide, f"_f_panel={panel}").text


def test_a_table_without_rows(client: Client, published: Publish) -> None:
    empty = published("nombre,monto\n", "vacia.csv")
    page = open_page(client, empty)
    assert "Esta tabla no tiene filas" in page.text
    assert client.get(f"{empty.get_absolute_url()}/filas/1").status_code == 404
    for panel in ("columnas", "agrupar", "filtro&_f_columna=nombre"):
        assert open_page(client, empty, f"_f_panel={panel}").text
    assert open_page(client, empty, "_group=nombre").text
    assert open_page(client, empty, "_group=nombre,monto&_f_cruzar=1").text


def test_structures_are_shown_whole_in_the_page_of_their_row(client: Client, published: Publish) -> None:
    lines = [
        json.dumps({"nombre": "Ana", "partes": [{"ñ": [1, 2], "hondo": {"x": "<b>"}}]}, ensure_ascii=False)
    ] * 3
    table = published("\n".join(lines) + "\n", "partes.ndjson")
    assert {column.name: column.type for column in table.columns.all()}["partes"] == "json"
    page = open_page(client, table)
    for way in ways(page):
        assert client.get(table.get_absolute_url() + way).status_code == 200
    row = client.get(f"{table.get_absolute_url()}/filas/1").content.decode()
    assert "&quot;ñ&quot;: [" in row
    assert "<b>" not in row.partition("<dl")[2].partition("</dl>")[0]
    panel = open_page(client, table, "_f_panel=filtro&_f_columna=partes")
    assert "Celdas vacías" in panel.text


def test_a_cross_too_large_says_so_and_how_to_go_on(client: Client, published: Publish) -> None:
    rows = "\n".join(f"{a},{b}" for a in range(150) for b in range(140))
    table = published(f"fila,columna\n{rows}\n", "cruz.csv")
    page = open_page(client, table, "_group=fila,columna&_f_cruzar=1")
    assert "más de 20,000 casillas" in page.text
    small = open_page(client, table, "_group=fila,columna&_f_cruzar=1&fila__lt=10")
    assert "otras 100 no caben" in small.text
    assert small.text.count("140") >= 10  # the totals count those that are not seen
