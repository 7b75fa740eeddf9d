"""The page of a reading: before and after, and what is changed in it by a plain form."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from amate.catalog.models import Version
from amate.catalog.rules import VersionState
from tests.web.public.reading import Page
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

BUDGET = "Presupuesto de obras,,\nclave,obra,monto\n007, Puente ,1500\n012,Banqueta,900\n031,Alumbrado,N/D\n"


@pytest.fixture
def obras(upload):
    return upload(BUDGET, "obras.csv")


def place(version: Version) -> str:
    return reverse("desk-reading", args=[version.public_id])


def filled(page: str) -> dict[str, object]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('class="reading-form"') : page.index('class="apply"')]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = told.get("type") not in ("checkbox", "radio") or re.search(r"\schecked", tag)
        if ticked and told["name"] != "csrfmiddlewaretoken":
            data.setdefault(told["name"], []).append(told.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        data[name] = [chosen[1] if chosen else ""]
    return data


def send(client, version: Version, change=lambda data: None) -> str:
    """Fill the form in as it stands, change it, send it, let it be read: the page that comes then."""
    data = filled(client.get(place(version)).content.decode())
    change(data)
    answer = client.post(place(version), data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    run_waiting_jobs()
    return client.get(answer["Location"]).content.decode()


def test_repairs_are_shown_before_and_after_with_counts(at, ana, obras):
    page = at(ana).get(place(obras)).content.decode()
    assert "Quitar espacios de sobra" in page
    assert '<mark class="space">␣</mark>Puente<mark class="space">␣</mark>' in page
    assert "N/D" in page
    assert "Presupuesto de obras" in page


def test_the_workspace_counts_repairs_and_leads_to_them(at, ana, obras):
    page = at(ana).get(reverse("desk-dataset", args=[obras.resource.dataset.slug])).content.decode()
    assert "3 reparaciones · ver cómo se leyó" in " ".join(page.split())
    assert place(obras) in page


def test_sending_the_form_as_it_stands_changes_nothing(at, ana, obras):
    page = send(at(ana), obras)
    assert "quedó igual" in page


def test_a_repair_is_switched_off_and_on_again(at, ana, obras):
    page = send(at(ana), obras, lambda data: data["on"].remove("trimmed"))
    assert "Ya no se hizo: quitar espacios de sobra." in page
    page = send(at(ana), obras, lambda data: data["on"].append("trimmed"))
    assert "Se hizo: quitar espacios de sobra." in page


def test_the_heads_are_moved_to_another_line(at, ana, obras):
    page = send(at(ana), obras, lambda data: data.update(head=["1"]))
    assert "Los encabezados son otros" in page
    obras.refresh_from_db()
    assert obras.tables.get().columns.first().name == "Presupuesto de obras"
    page = send(at(ana), obras, lambda data: data.update(head=[""]))
    obras.refresh_from_db()
    assert [column.name for column in obras.tables.get().columns.all()] == ["clave", "obra", "monto"]


def test_a_column_is_renamed_typed_and_left_out(at, ana, obras):
    def change(data):
        data["name-1"] = ["nombre de la obra"]
        data["type-2"] = ["text"]
        data["keep"].remove("0")

    page = send(at(ana), obras, change)
    assert "«obra» se llama ahora «nombre de la obra»." in page
    assert "«monto» pasó de entero a texto." in page
    assert "Ya no se publica: «clave»." in page
    obras.refresh_from_db()
    columns = [(column.name, column.type) for column in obras.tables.get().columns.all()]
    assert columns == [("nombre de la obra", "text"), ("monto", "text")]


def test_everything_is_automatic_again(at, ana, obras):
    send(at(ana), obras, lambda data: data.update({"name-1": ["otra"], "type-2": ["text"]}))
    send(at(ana), obras, lambda data: data.update(automatic=["1"]))
    obras.refresh_from_db()
    columns = [(column.name, column.type) for column in obras.tables.get().columns.all()]
    assert columns == [("clave", "text"), ("obra", "text"), ("monto", "integer")]


def test_a_type_that_some_values_are_not_is_told_with_them(at, ana, obras):
    page = send(at(ana), obras, lambda data: data.update({"type-1": ["date"]}))
    assert "Puente" in page.split("revisa esto")[1].split("Así está bien")[0]
    obras.refresh_from_db()
    assert obras.state == VersionState.ASKING
    answer = at(ana).post(reverse("desk-accept", args=[obras.public_id]), follow=True)
    assert "Anotado: así se publica" in answer.content.decode()
    obras.refresh_from_db()
    assert obras.state == VersionState.READY


def test_two_columns_of_one_name_come_back_with_what_was_typed(at, ana, obras):
    client = at(ana)
    data = filled(client.get(place(obras)).content.decode())
    answer = client.post(place(obras), data | {"name-1": ["monto"]})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Hay dos columnas que se llaman «monto»" in page
    assert 'name="name-1" value="monto"' in page
    assert not Version.objects.filter(state=VersionState.RECEIVED).exists()


def test_who_applies_second_is_warned(at, ana, luis, obras):
    seen = filled(at(luis).get(place(obras)).content.decode())
    send(at(ana), obras, lambda data: data.update({"name-1": ["otra"]}))
    answer = at(luis).post(place(obras), seen)
    assert answer.status_code == 412
    assert "Esta lectura cambió mientras la mirabas" in answer.content.decode()


def test_what_is_left_out_of_one_table_is_left_out_of_all(at, ana, upload):
    book = Workbook()
    for name in ("enero", "febrero", "marzo"):
        sheet = book.create_sheet(name)
        for row in (
            ["folio", "correo", "monto"],
            ["F-1", "x@correo.example", 3],
            ["F-2", " y@correo.example", 4],
        ):
            sheet.append(row)
    book.remove(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    version = upload(out.getvalue(), "trimestre.xlsx")

    def change(data):
        data["keep"].remove("1")
        data["everywhere"] = ["1"]

    page = send(at(ana), version, change)
    assert "En todas las tablas: ya no se publica: «correo»." in page
    tables = version.tables.all()
    assert [[column.name for column in table.columns.all()] for table in tables] == [["folio", "monto"]] * 3


def test_while_it_is_read_the_page_waits(at, ana, obras):
    client = at(ana)
    answer = client.post(place(obras), filled(client.get(place(obras)).content.decode()), follow=True)
    page = answer.content.decode()
    assert "data-poll=" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert client.post(place(obras), {}).status_code in (400, 409, 412)


@pytest.mark.campaign
def test_a_wide_table_is_changed_some_columns_at_a_time(at, ana, upload):
    heads = [f"columna con un nombre bastante largo, la número {number}" for number in range(400)]
    wide = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (heads, ["1"] * 400, ["2"] * 400))
    version = upload(wide, "ancha.csv")
    client = at(ana)
    page = client.get(place(version) + "?columnas=3").content.decode()
    assert "81 a 120 de 400" in page
    data = filled(page)
    assert len(data["column"]) == 40
    client.post(place(version) + "?columnas=3", data | {"name-85": ["ochenta y cinco"]})
    run_waiting_jobs()
    names = [column.name for column in version.tables.get().columns.all()]
    assert (names[85], names[84], len(names)) == ("ochenta y cinco", heads[84], 400)


def test_the_page_has_nothing_inline_and_few_queries(at, ana, obras):
    client = at(ana)
    client.get(place(obras))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(place(obras))
    page = Page(answer.content.decode())
    assert not [tag for tag, given in page.attributes if "style" in given or "onclick" in given]
    assert len(queries) < 25
