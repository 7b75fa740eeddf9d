"""What changed between two public versions of a file: pages, the API and feeds, and what they must not say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from amate.base.errors import Unavailable
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Version
from amate.people.models import Person
from amate.publishing import between
from amate.publishing.actions import publish, upload, withdraw
from amate.publishing.purging import purge
from amate.publishing.shutting import lift, quarantine
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

SECOND = PARKS_CSV.replace("7.2", "7.5") + "Colomos,Providencia,92,14039\r\n"
THIRD = "nombre,hectareas,cvegeo,abierto\r\nColomos,92,14039,Sí\r\n"
Deliver = Callable[[str], Version]


@pytest.fixture
def deliver(parks: Dataset, ana: Person, django_capture_on_commit_callbacks: Callable[..., Any]) -> Deliver:
    """The next version of the parks, public."""

    def do(content: str) -> Version:
        resource = parks.resources.get()
        with django_capture_on_commit_callbacks(execute=True):
            version = upload(
                by=ana, resource=resource, file=io.BytesIO(content.encode()), filename="parques.csv"
            )
        run_waiting_jobs()
        version.refresh_from_db()
        if version.questions:
            from amate.publishing.readings import answer

            version = answer(by=ana, version=version)
        with django_capture_on_commit_callbacks(execute=True):
            publish(by=ana, dataset=Dataset.objects.get(pk=parks.pk))
        return Version.objects.get(pk=version.pk)

    return do


def api(client: Client, dataset: Dataset, query: str = "") -> Any:
    return client.get(f"/api/v1/datasets/{dataset.slug}/changes{query}").json()


def without_its_number(answer: Any) -> str:
    """A refusal without the number by which its line in the log is found."""
    return re.sub(r"\b[0-9a-f]{32}\b", "", answer.content.decode())


def test_the_last_version_is_compared_with_the_one_before(
    client: Client, parks: Dataset, deliver: Deliver
) -> None:
    deliver(SECOND)
    (table,) = api(client, parks)["tables"]
    assert (table["key"], table["added"], table["removed"], table["changed"]) == (["nombre"], 1, 0, 1)
    assert table["changed_rows"] == [
        {"key": {"nombre": "Ávila Camacho"}, "fields": {"hectareas": {"before": 7.2, "after": 7.5}}}
    ]
    assert table["added_rows"][0]["nombre"] == "Colomos"
    answer = client.get(f"{parks.get_absolute_url()}/cambios")
    page = answer.content.decode()
    assert answer["Cache-Control"] == "public, no-cache"
    assert '<del class="cell">7.2</del>' in page
    assert "1 fila nueva, 0 filas que ya no están y 1 fila con otros valores" in page


def test_versions_columns_and_kinds_are_chosen_in_the_address(
    client: Client, parks: Dataset, deliver: Deliver
) -> None:
    deliver(SECOND)
    deliver(THIRD)
    found = api(client, parks, "?from=1&to=3")
    (table,) = found["tables"]
    assert (found["before"]["number"], found["after"]["number"]) == (1, 3)
    assert (table["columns_added"], table["columns_removed"]) == (["abierto"], ["colonia"])
    assert (table["added"], table["removed"], table["changed"]) == (1, 2, 0)
    page = client.get(f"{parks.get_absolute_url()}/cambios?de=1&a=3&clase=quitadas").content.decode()
    assert "Falta la columna «colonia»." in page
    assert "Metropolitano" in page
    assert "Filas nuevas" not in page
    one = client.get(f"{parks.get_absolute_url()}/cambios?de=3&a=1&clase=quitadas&tabla={table['id']}")
    assert "Ver todo lo que cambió" in one.content.decode()


def test_all_rows_that_differ_are_in_a_file(client: Client, parks: Dataset, deliver: Deliver) -> None:
    deliver(SECOND)
    (table,) = api(client, parks)["tables"]
    path = table["csv"].partition("/api/")[2]
    answer = client.get(f"/api/{path}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    said = [(row["_cambio"], row["nombre"], row["hectareas"]) for row in csv.DictReader(io.StringIO(text))]
    assert said == [
        ("antes", "Ávila Camacho", "7.2"),
        ("después", "Ávila Camacho", "7.5"),
        ("nueva", "Colomos", "92"),
    ]
    assert "parques_cambios_1_2.csv" in answer["Content-Disposition"]
    assert client.get(f"/api/{path}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_metadata_are_told_as_they_were_public(
    client: Client, parks: Dataset, ana: Person, luis: Person, deliver: Deliver
) -> None:
    edit_dataset(by=ana, dataset=parks, quality="Se midieron a ojo.")
    edit_dataset(by=luis, dataset=parks, quality="Se midió con cuerda.")  # waits for the publication
    deliver(SECOND)
    edit_dataset(by=luis, dataset=Dataset.objects.get(), contact_name="Lo segundo")
    for query in ("", "?from=1&to=2"):
        assert "segundo" not in str(api(client, parks, query))
    assert api(client, parks)["metadata"] == [
        {
            "field": "quality",
            "before": "",
            "after": "Se midió con cuerda.",
        }
    ]
    edit_dataset(by=ana, dataset=Dataset.objects.get(), quality="Con cinta.")
    assert [one["after"] for one in api(client, parks)["metadata"]] == ["Con cinta."]


def test_nothing_is_said_of_what_never_was_public(
    client: Client, parks: Dataset, ana: Person, deliver: Deliver
) -> None:
    deliver(SECOND)
    upload(by=ana, resource=parks.resources.get(), file=io.BytesIO(THIRD.encode()), filename="parques.csv")
    run_waiting_jobs()
    address = f"{parks.get_absolute_url()}/cambios"
    missing, waiting = (client.get(f"{address}?a={number}") for number in (99, 3))
    assert missing.status_code == waiting.status_code == 404
    assert without_its_number(missing) == without_its_number(waiting)
    api_missing, api_waiting = (
        client.get(f"/api/v1/datasets/{parks.slug}/changes?to={number}").json() for number in (99, 3)
    )
    assert api_missing["detail"].replace("99", "3") == api_waiting["detail"]
    assert "abierto" not in client.get(address).content.decode()
    client.force_login(ana)
    own = client.get(address)
    assert "abierto" not in own.content.decode()
    assert own["Cache-Control"] == "private, no-store"


def test_what_was_erased_shut_or_withdrawn_says_so(
    client: Client, parks: Dataset, ana: Person, steward: Person, deliver: Deliver
) -> None:
    deliver(SECOND)
    deliver(THIRD)
    address = f"{parks.get_absolute_url()}/cambios"
    purge(by=steward, version=Version.objects.get(number=1), ground="personal-data")
    assert client.get(f"{address}?de=1&a=3").status_code == 410
    assert client.get(f"/api/v1/datasets/{parks.slug}/changes?from=1").status_code == 410
    assert client.get(address).status_code == 200
    quarantine(by=steward, dataset=parks, ground="personal-data")
    assert client.get(address).status_code == 451
    lift(by=steward, dataset=parks)
    after = client.get(address)
    assert after.status_code == 200
    assert "no se puede volver a mostrar" in after.content.decode()  # what was said before it
    withdraw(by=ana, dataset=parks, reason="Se revisa")
    assert client.get(address).status_code == 410


def test_what_is_too_large_is_told_with_what_is_known(
    client: Client, parks: Dataset, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(SECOND)

    def slow(*_sides: Any, **_shown: Any) -> None:
        raise Unavailable("se detuvo", code="too-slow")

    monkeypatch.setattr(between, "diff", slow)
    page = client.get(f"{parks.get_absolute_url()}/cambios").content.decode()
    assert "Es demasiado grande para compararla aquí fila por fila." in page
    assert "changes.csv?from=1&amp;to=2" in page
    (table,) = api(client, parks)["tables"]
    assert (table["compared"], table["rows_before"], table["rows_after"], table["added"]) == (
        False,
        2,
        3,
        None,
    )


def test_one_version_has_nothing_to_be_compared_with(client: Client, parks: Dataset) -> None:
    page = client.get(f"{parks.get_absolute_url()}/cambios")
    assert (page.status_code, "Todavía no hay dos versiones" in page.content.decode()) == (200, True)
    assert api(client, parks)["tables"] == []


@pytest.mark.parametrize("query", ["de=1&a=1", "de=uno", "a=99999999"])
def test_what_is_no_pair_of_versions_is_refused_in_the_page(
    client: Client, parks: Dataset, deliver: Deliver, query: str
) -> None:
    deliver(SECOND)
    answer = client.get(f"{parks.get_absolute_url()}/cambios?{query}")
    assert answer.status_code == 400
    assert "No se pudo comparar" in answer.content.decode()
    assert 'id="de"' in answer.content.decode()


def test_the_list_of_versions_and_the_feed_lead_there(
    client: Client, parks: Dataset, deliver: Deliver
) -> None:
    deliver(SECOND)
    path = f"{parks.get_absolute_url()}/cambios?archivo=parques&amp;a=2"
    assert path in client.get(parks.get_absolute_url()).content.decode()
    feed = client.get(f"{parks.get_absolute_url()}.atom").content.decode()
    assert path in feed
    assert f"{parks.get_absolute_url()}#parques" in feed  # of the first one
