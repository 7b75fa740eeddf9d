"""The page of a dataset, and what stands at its address when it moved, was withdrawn or is not yet public."""

from __future__ import annotations

import uuid

import pytest
from django.template.defaultfilters import filesizeformat
from django.test import Client

from amate.catalog.actions import edit_dataset, rename_address
from amate.catalog.models import Dataset, Resource, Version
from amate.people.models import Person
from amate.publishing.actions import withdraw
from amate.query.formats import FORMATS
from amate.web.public import dataset as dataset_page
from amate.web.public import resources
from tests.cast import Upload
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status
    return Page(answer.content.decode())


def test_it_says_what_it_is_and_shows_the_first_rows(client: Client, rain: Dataset) -> None:
    page = read(client, rain.get_absolute_url())
    assert "Lluvia por estación" in page.text
    assert "Un parque por fila" in page.text
    shown = [row[:2] for row in page.rows if len(row) == 5]
    assert shown[:4] == [["0007", "Ñáñez"], ["0012", "Xalapa"], ["0100", "Toluca"], ["0101", "Ávalos"]]


def test_key_facts_are_on_the_page(client: Client, rain: Dataset) -> None:
    text = read(client, rain.get_absolute_url()).text
    for fact in (
        "Ayuntamiento de Zapopan",
        "Anual",
        "enero de 2024",
        "Libre Uso MX",
        "parques@zapopan.example",
    ):
        assert fact in text


def test_the_next_update_is_due_a_year_after_the_data_changed(client: Client, rain: Dataset) -> None:
    Dataset.objects.filter(pk=rain.pk).update(data_modified="2020-02-29T18:00:00Z")
    page = read(client, rain.get_absolute_url())
    assert (
        "Tocaba actualizarse 28 de febrero de 2021 Muy atrasado: desde ese día se esperan datos nuevos"
        in page.text
    )
    assert ("time", {"datetime": "2021-02-28"}) in page.attributes


def test_the_original_stands_apart_from_what_the_portal_makes_of_it(client: Client, rain: Dataset) -> None:
    page = read(client, rain.get_absolute_url())
    version = Version.objects.get(resource__dataset=rain)
    table = version.tables.get()
    original, made = page.text.index("Archivo original"), page.text.index("Generado por el portal")
    assert original < page.text.index(version.filename, original) < made
    offered = [f"/api/v1/tables/{table.public_id}/rows.{form}" for form in FORMATS]
    assert [one for one in page.addresses if "/rows." in one] == offered
    copied = {
        given["data-copy"] for tag, given in page.attributes if tag == "button" and "data-copy" in given
    }
    assert {f"http://127.0.0.1:8000{one}" for one in offered} <= copied
    assert f"CSV {filesizeformat(table.csv_size)}".replace("\xa0", " ") in page.text[made:]
    for address in offered:
        assert client.get(address).status_code == 200


def test_it_links_its_machine_twin_its_table_and_its_files(client: Client, rain: Dataset) -> None:
    page = read(client, rain.get_absolute_url())
    version = Version.objects.get(resource__dataset=rain)
    assert f"http://127.0.0.1:8000/api/v1/datasets/{rain.slug}" in page.addresses
    assert version.tables.get().get_absolute_url() in page.addresses
    assert version.resource.get_absolute_url() in page.addresses
    assert version.sha256 in page.text


def test_every_version_keeps_its_permanent_address(
    client: Client, rain: Dataset, ana: Person, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    import io

    from amate.publishing.actions import publish, upload
    from tests.work import accept_changes, run_waiting_jobs

    resource = rain.resources.get()
    with django_capture_on_commit_callbacks(execute=True):
        upload(by=ana, resource=resource, file=io.BytesIO(b"clave,mm\n0001,2\n"), filename="nuevo.csv")
    run_waiting_jobs()
    accept_changes(ana, rain)
    publish(by=ana, dataset=rain)
    page = read(client, rain.get_absolute_url())
    addresses = [version.get_absolute_url() for version in resource.versions.all()]
    assert len(addresses) == 2
    assert set(addresses) <= set(page.addresses)


def test_a_former_address_leads_to_the_new_one(client: Client, rain: Dataset, ana: Person) -> None:
    old = rain.get_absolute_url()
    rename_address(by=ana, dataset=rain, slug="lluvia")
    answer = client.get(old)
    assert (answer.status_code, answer.url) == (301, "/datos/lluvia")


def test_a_withdrawn_dataset_says_why_with_410(client: Client, rain: Dataset, ana: Person) -> None:
    withdraw(by=ana, dataset=rain, reason="Las lecturas de marzo estaban duplicadas.")
    assert "Las lecturas de marzo estaban duplicadas." in read(client, rain.get_absolute_url(), 410).text


def test_a_draft_is_not_there_for_the_public_and_is_for_its_institution(
    client: Client, upload: Upload, ana: Person, rosa: Person
) -> None:
    draft = upload().resource.dataset
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(rosa)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(ana)
    page = read(client, draft.get_absolute_url())
    assert "Todavía no es público" in page.text
    assert page.metas["robots"] == "noindex"


def test_descriptions_cannot_carry_html(client: Client, rain: Dataset, ana: Person) -> None:
    edit_dataset(
        by=ana,
        dataset=rain,
        description="**Fuerte** <script>x()</script> [clic](javascript:alert(1)) [bien](https://example.org)",
    )
    html = client.get(rain.get_absolute_url()).content.decode()
    assert "<strong>Fuerte</strong>" in html
    assert "<script>x()" not in html
    assert 'href="javascript' not in html
    assert 'href="https://example.org"' in html


def test_what_was_repaired_in_the_file_is_said(
    client: Client, upload: Upload, ana: Person, environment
) -> None:  # type: ignore[no-untyped-def]
    from amate.publishing.actions import publish
    from tests.cast import METADATA

    version = upload("a,b\n1,2\n3\n4,5\n", "rotas.csv")
    edit_dataset(by=ana, dataset=version.resource.dataset, title="Rotas", theme=environment, **METADATA)
    publish(by=ana, dataset=version.resource.dataset)
    notes = [note["message"] for table in version.report["tables"] for note in table["notes"]]
    text = read(client, "/datos/rotas").text
    assert notes
    assert all(" ".join(note.split()) in text for note in notes)


def test_many_files_and_many_versions_come_in_pages(
    client: Client, parks: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset_page, "FILES", 1)
    monkeypatch.setattr(resources, "RECENT", 1)
    first = parks.resources.get()
    version = first.current
    assert version is not None
    other = Resource.objects.create(dataset=parks, slug="otro", title="Otro", filename="otro.csv", position=1)
    for resource, number in ((other, 1), (first, 2)):
        again = Version.objects.get(pk=version.pk)
        again.pk, again.public_id, again.resource, again.number = None, uuid.uuid4(), resource, number
        again.save()
    Resource.objects.filter(pk=other.pk).update(current=other.versions.get())
    page = read(client, parks.get_absolute_url())
    assert first.get_absolute_url() in page.addresses
    assert other.get_absolute_url() not in page.addresses
    assert "?archivos=2" in page.addresses
    assert "?versiones=todas#parques" in page.addresses
    assert other.get_absolute_url() in read(client, f"{parks.get_absolute_url()}?archivos=2").addresses


def test_the_number_of_queries_does_not_grow_with_resources(
    client: Client, parks: Dataset, ana: Person, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    import io

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from amate.catalog.actions import add_resource
    from amate.publishing.actions import publish, upload
    from tests.work import run_waiting_jobs

    with CaptureQueriesContext(connection) as one:
        client.get(parks.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(4):
            resource = add_resource(by=ana, dataset=parks, filename=f"mas_{number}.csv")
            upload(by=ana, resource=resource, file=io.BytesIO(b"a,b\n1,2\n"), filename=f"mas_{number}.csv")
    run_waiting_jobs()
    publish(by=ana, dataset=parks)
    with CaptureQueriesContext(connection) as five:
        client.get(parks.get_absolute_url())
    assert len(five) == len(one)
