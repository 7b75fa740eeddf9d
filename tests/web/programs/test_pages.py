"""The pages about the API: what they say holds, and every address on them answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amate.catalog import indexing
from amate.catalog.actions import edit_dataset, rename_address
from amate.catalog.models import Dataset, Table
from amate.publishing.actions import publish
from amate.web.programs.words import OPERATIONS, TAGS
from tests.cast import METADATA, Upload
from tests.web.public.conftest import rain, stations  # noqa: F401
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db
EVERY_TYPE = (
    "clave,municipio,monto,n,fecha,visto,hora,activa,extra,año__gte,_limit,vacía\n"
    '001,Tonalá,10.50,1,2024-01-05,2024-01-05T08:30:00,08:30,true,"{""a"": 1}",2020,7,\n'
    '002,El Salto,1.25,2,2023-03-20,2023-03-20T23:15:00,23:15,false,"{""a"": 2}",2021,8,\n'
    "003,Tonalá,,2,2024-02-01,2024-02-01T00:00:01,00:00,true,,2022,9,\n"
)


def read(client: Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.content.decode())


@pytest.fixture
def published(upload: Upload, ana: Any, environment: Any) -> Callable[..., Table]:
    """`published("a,b\\n1,2\\n")` is the table of a dataset that everyone sees."""

    def do(text: str, filename: str = "tabla.csv") -> Table:
        dataset = upload(text, filename).resource.dataset
        edit_dataset(by=ana, dataset=dataset, title=filename, theme=environment, **METADATA)
        publish(by=ana, dataset=dataset)
        indexing.update()
        return Table.objects.get(version__resource__dataset=dataset)

    return do


@pytest.fixture
def every_type(published: Callable[..., Table]) -> Table:
    """A column of each type, and some of names that the language has for itself."""
    return published(EVERY_TYPE)


def asked(page: Page, table: Table) -> list[str]:
    """The addresses of the API that the page leads to."""
    return list(
        dict.fromkeys(one for one in page.addresses if one.startswith(f"/api/v1/tables/{table.public_id}/"))
    )


def test_every_example_of_a_table_runs_and_finds_something(client: Client, every_type: Table) -> None:
    page = read(client, f"{every_type.get_absolute_url()}/api")
    files = ("/rows.", "/schema.json", "/csvw.json", "/dictionary.csv")
    addresses = [one for one in asked(page, every_type) if not any(file in one for file in files)]
    assert len(addresses) > 30
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = json.loads(answer.content)
        if "after" not in address and "_page" not in address:
            assert said.get("total") or said.get("rows") or said.get("results"), address


def test_names_that_the_language_has_for_itself_are_asked_for_by_their_own(
    client: Client, every_type: Table
) -> None:
    addresses = asked(read(client, f"{every_type.get_absolute_url()}/api"), every_type)
    ours = [one for one in addresses if "__limit=5" in one]
    assert ours, "beside a column `_limit` the limit is spelt `__limit`"
    assert all("?_limit=5" not in one and "&_limit=5" not in one for one in addresses)


@pytest.mark.parametrize("text", ["sola,otra\n", "sola,b\n,x\n,y\n"])
def test_a_table_without_rows_or_with_an_empty_column_has_its_page(
    client: Client, published: Callable[..., Table], text: str
) -> None:
    table = published(text)
    page = read(client, f"{table.get_absolute_url()}/api")
    assert {client.get(address).status_code for address in asked(page, table)} == {200}


def test_the_console_leads_to_the_address_without_javascript(client: Client, stations: Table) -> None:  # noqa: F811
    place = f"{stations.get_absolute_url()}/api"
    said = {"operacion": "rows", "pregunta": "?estacion=Ñáñez&mm__gte=10 &_limit=5"}
    answer = client.get(place, said)
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == f"/api/v1/tables/{stations.public_id}/rows"
    assert client.get(answer["Location"]).json()["total"] == 1
    assert client.get(place, {"operacion": "statistics"})["Location"].endswith("/statistics")


@pytest.mark.parametrize("place", ["", "../../keys", "//malo.example", "rows.exe"])
def test_the_console_leads_nowhere_else(client: Client, stations: Table, place: str) -> None:  # noqa: F811
    answer = client.get(f"{stations.get_absolute_url()}/api", {"operacion": place, "pregunta": "a=1"})
    assert answer.status_code == 200


def test_the_page_of_a_table_leads_to_its_api(client: Client, stations: Table) -> None:  # noqa: F811
    assert f"{stations.get_absolute_url()}/api" in read(client, stations.get_absolute_url()).addresses


def test_a_dataset_with_another_slug_keeps_the_addresses_of_its_api(
    client: Client,
    rain: Dataset,  # noqa: F811
    stations: Table,  # noqa: F811
    ana: Any,
) -> None:
    old = f"{stations.get_absolute_url()}/api"
    rename_address(by=ana, dataset=rain, slug="lluvias")
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (
        301,
        f"/datos/lluvias/tablas/{stations.public_id}/api",
    )


def test_the_api_page_shows_real_answers(client: Client, rain: Dataset) -> None:  # noqa: F811
    page = read(client, "/api")
    stored = Table.objects.get(version__resource__dataset=rain)
    assert f"/api/v1/tables/{stored.public_id}/rows?_limit=2" in page.addresses
    assert "Ñáñez" in page.text


def test_the_api_page_has_every_operation_of_the_description(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    operations = [said for methods in document["paths"].values() for said in methods.values()]
    page = read(client, "/api")
    anchors = {given.get("id") for _tag, given in page.attributes}
    assert {said["operationId"] for said in operations} <= anchors
    assert {
        f"forma-{name}"
        for name, said in document["components"]["schemas"].items()
        if said.get("type") == "object"
    } <= anchors
    assert {f"error-{one['code']}" for one in client.get("/api/v1/problems").json()["results"]} <= anchors


def test_every_operation_and_subject_has_its_name_in_spanish(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    operations = [said for methods in document["paths"].values() for said in methods.values()]
    assert {said["operationId"] for said in operations} == set(OPERATIONS)
    assert {tag for said in operations for tag in said["tags"]} == set(TAGS)


def test_what_leads_inside_the_api_page_is_there(client: Client, rain: Dataset) -> None:  # noqa: F811
    page = read(client, "/api")
    anchors = {given.get("id") for _tag, given in page.attributes}
    inside = {address[1:] for address in page.addresses if address.startswith("#")}
    assert inside - anchors == set()


def test_a_portal_without_tables_has_its_api_page(client: Client) -> None:
    assert "Todavía no hay tablas públicas" in read(client, "/api").text


def test_drafts_give_no_example_to_strangers(client: Client, upload: Upload) -> None:
    upload("secreto,n\ncanario,1\ncanario,2\n", "secreto.csv")
    assert "canario" not in client.get("/api").content.decode()


def test_more_tables_cost_no_more_queries(
    client: Client,
    published: Callable[..., Table],
    django_assert_num_queries: Any,
) -> None:
    published("a,b\nx,1\nx,2\n", "primera.csv")
    client.get("/api")
    with CaptureQueriesContext(connection) as once:
        client.get("/api")
    for number in range(3):
        published(f"a,b\nx,{number}\ny,{number}\n", f"otra{number}.csv")
    with django_assert_num_queries(len(once)):
        client.get("/api")
