"""The page of a chart, the form that makes charts, and their files; driven by their addresses."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from amate.base.errors import NotAllowed
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Table
from amate.people.journal import about
from amate.people.models import Person
from amate.publishing.actions import choose_chart
from tests.cast import METADATA, Upload
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db

CONTRACTS = """fecha,area,monto
2024-01-05,Agua,100000.50
2024-01-20,Agua,200000
2024-02-11,Obras,350000
2024-03-02,Agua,50000
2024-04-02,Obras,
2024-05-02,,1000
"""


@pytest.fixture
def contracts(
    upload: Upload, ana: Person, environment: Any, django_capture_on_commit_callbacks: Any
) -> Table:
    from amate.publishing.actions import publish
    from tests.work import run_waiting_jobs

    dataset = upload(CONTRACTS, "contratos.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Contratos", theme=environment, **METADATA)
    with django_capture_on_commit_callbacks(execute=True):
        publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    return Table.objects.get(version__resource__dataset=dataset)


def address(table: Table, query: str = "", ending: str = "") -> str:
    return f"{table.get_absolute_url()}/grafica{ending}?{query}"


def test_a_chart_is_a_picture_a_text_and_a_table(client: Client, contracts: Table) -> None:
    page = Page(client.get(address(contracts, "_group=area&_aggregate=monto__sum")).content.decode())
    assert "Suma de «monto» por «area»" in page.text
    assert "No se cuenta 1 fila sin «area»." in page.text
    assert [row[:2] for row in page.rows] == [["Obras", "350,000"], ["Agua", "350,000.5"]][::-1]
    (image,) = [given for tag, given in page.attributes if tag == "img"]
    assert image["alt"] == "Suma de «monto» por «area». Barras."
    assert urlsplit(image["src"]).path.endswith("/grafica.svg")
    assert parse_qs(urlsplit(image["src"]).query)["_group"] == ["area"]


def test_the_specification_carries_its_data_and_asks_for_nothing(client: Client, contracts: Table) -> None:
    answer = client.get(address(contracts, "_group=fecha__month&_aggregate=monto__sum", ".json"))
    assert answer["Content-Type"] == "application/json"
    made = json.loads(answer.content)
    assert [value["y"] for value in made["data"]["values"]] == [300000.5, 350000, 50000, 1000]
    assert '"url"' not in answer.content.decode()


def test_a_picture_is_asked_for_again_only_when_it_changed(client: Client, contracts: Table) -> None:
    here = address(contracts, "_group=area", ".json")
    first = client.get(here)
    assert client.get(here, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(here, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    assert client.get(f"{here}&_theme=dark")["ETag"] != first["ETag"]
    assert first["Cache-Control"] == "public, no-cache"
    assert "sandbox" in first["Content-Security-Policy"]


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG")])
def test_pictures_are_drawn_here(client: Client, contracts: Table, ending: str, start: bytes) -> None:
    answer = client.get(address(contracts, "_group=area", ending))
    assert answer.status_code == 200
    assert answer.content.startswith(start)


def test_the_form_leads_to_the_address_that_says_the_same(client: Client, contracts: Table) -> None:
    asked = {
        "monto__gt": "1",
        "_group": "area",
        "_f_por": "fecha__month",
        "_f_calculo": "avg",
        "_f_columna": "monto",
        "_f_color": "area",
        "_f_marca": "area",
        "_f_orden": "x",
    }
    answer = client.get(address(contracts), asked)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query) == {
        "monto__gt": ["1"],
        "_group": ["fecha__month,area"],
        "_aggregate": ["monto__avg"],
        "_sort": ["fecha__month"],
        "_chart": ["area"],
    }
    page = Page(client.get(answer.url).content.decode())
    assert "Promedio de «monto» por mes de «fecha» y «area»" in page.text
    assert page.inputs["monto__gt"] == "1"


def test_filters_alone_are_drawn_as_the_profile_suggests(client: Client, contracts: Table) -> None:
    page = Page(client.get(address(contracts, "area=Agua")).content.decode())
    assert "Suma de «monto» por mes de «fecha»" in page.text
    assert "area es igual a «Agua»" in page.text
    assert [row[1] for row in page.rows] == ["300,000.5", "50,000"]


@pytest.mark.parametrize(
    "query", ["_group=nada", "_group=area&_chart=pie", "_f_por=fecha__month&_f_calculo=sum"]
)
def test_what_cannot_be_drawn_is_said_in_the_page(client: Client, contracts: Table, query: str) -> None:
    answer = client.get(address(contracts, query), follow=True)
    assert answer.status_code == 400
    assert "No pudimos dibujar eso" in answer.content.decode()


@pytest.mark.parametrize("ending", ["", ".json", ".svg"])
def test_what_cannot_be_asked_is_refused_by_files_too(client: Client, contracts: Table, ending: str) -> None:
    assert client.get(address(contracts, "_group=nada", ending)).status_code == 400


def test_an_empty_answer_is_said_so(client: Client, contracts: Table) -> None:
    answer = client.get(address(contracts, "_group=area&monto__gt=99999999"))
    assert answer.status_code == 200
    assert "No hay nada que dibujar" in answer.content.decode()


def test_a_table_leads_to_its_charts_with_its_filters(client: Client, contracts: Table) -> None:
    page = Page(client.get(f"{contracts.get_absolute_url()}?area=Agua&_sort=-monto").content.decode())
    link = next(one for one in page.addresses if "/grafica" in one)
    assert parse_qs(urlsplit(link).query) == {"area": ["Agua"]}


def test_hostile_names_are_text_in_the_page_and_in_the_files(
    client: Client, upload: Callable[..., Any], ana: Person, environment: Any
) -> None:
    from amate.publishing.actions import publish

    head = "</script><img src=x onerror=alert(1)>"
    dataset: Dataset = upload(f'"{head}",n\n"<svg onload=alert(2)>",1\nb,2\n', "x.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Hostil", theme=environment, **METADATA)
    publish(by=ana, dataset=dataset)
    table = Table.objects.get(version__resource__dataset=dataset)
    answer = client.get(address(table), {"_group": head})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<img src=x" not in html
    assert "<svg onload" not in html
    assert json.loads(client.get(address(table, "", ".json"), {"_group": head}).content)["data"]["values"]


def dataset_page(client: Client, table: Table) -> Page:
    return Page(client.get(table.version.resource.dataset.get_absolute_url()).content.decode())


def test_the_page_of_a_dataset_shows_the_chart_that_its_profile_suggests(
    client: Client, contracts: Table
) -> None:
    page = dataset_page(client, contracts)
    assert "Suma de «monto» por mes de «fecha»" in page.text
    assert "De enero de 2024 a mayo de 2024, pasó de 300,000.5 a 1,000: bajó 99.7 %." in page.text


def test_a_publisher_chooses_the_chart_takes_it_away_and_lets_it_choose_itself(
    client: Client, ana: Person, contracts: Table
) -> None:
    here = f"/mesa/conjuntos/{contracts.version.resource.dataset.slug}/grafica/"
    client.force_login(ana)
    chart = client.get(address(contracts, "_group=area"))
    assert "Usar esta gráfica en la página del conjunto" in chart.content.decode()
    client.post(here, {"address": f"http://portal.example{address(contracts, '_group=area')}"})
    client.logout()
    assert "Número de filas por «area»" in dataset_page(client, contracts).text
    client.force_login(ana)
    client.post(f"{here}ninguna/")
    assert not [tag for tag, _ in dataset_page(client, contracts).attributes if tag == "figure"]
    client.post(f"{here}automatica/")
    assert "Suma de «monto» por mes de «fecha»" in dataset_page(client, contracts).text
    verbs = [entry.verb for entry in about(contracts.version.resource.dataset)[:3]]
    assert verbs == ["automatic-chart", "choose-chart", "choose-chart"]


def test_only_who_edits_chooses_and_only_charts_of_the_dataset(
    client: Client, rosa: Person, ana: Person, contracts: Table
) -> None:
    dataset = contracts.version.resource.dataset
    with pytest.raises(NotAllowed):
        choose_chart(by=rosa, dataset=dataset)
    assert "Usar esta gráfica" not in client.get(address(contracts, "_group=area")).content.decode()
    client.force_login(ana)
    for wrong in (
        "/datos",
        "hola",
        "/datos/x/tablas/00000000-0000-4000-8000-000000000000/grafica?_group=area",
    ):
        answer = client.post(f"/mesa/conjuntos/{dataset.slug}/grafica/", {"address": wrong})
        assert answer.status_code == 400
        assert "Esa no es la dirección de una gráfica de este conjunto." in answer.content.decode()
    answer = client.post(
        f"/mesa/conjuntos/{dataset.slug}/grafica/", {"address": address(contracts, "_group=x")}
    )
    assert answer.status_code == 400


def test_the_chosen_chart_outlives_a_version_and_says_when_its_column_is_gone(
    client: Client, ana: Person, contracts: Table, django_capture_on_commit_callbacks: Any
) -> None:
    from amate.publishing.actions import publish, upload
    from tests.work import accept_changes, run_waiting_jobs

    resource = contracts.version.resource
    choose_chart(by=ana, dataset=resource.dataset, table=contracts, params=[("_group", "area")])

    def next_version(text: str) -> Page:
        with django_capture_on_commit_callbacks(execute=True):
            upload(by=ana, resource=resource, file=io.BytesIO(text.encode()), filename="contratos.csv")
        run_waiting_jobs()
        accept_changes(ana, resource.dataset)
        publish(by=ana, dataset=resource.dataset)
        return dataset_page(client, contracts)

    assert "Número de filas por «area»" in next_version(f"{CONTRACTS}2024-06-02,Agua,7\n").text
    assert "Suma de «monto» por mes de «fecha»" in next_version(CONTRACTS.replace("area", "oficina")).text
    client.force_login(ana)
    desk = client.get(f"/mesa/conjuntos/{resource.dataset.slug}/").content.decode()
    assert "La gráfica que elegiste ya no se puede dibujar" in desk
    assert "«area»" in desk
