"""From a file that was dropped to something public, and the next month's; without a browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import State, VersionState
from tests.cast import PARKS_CSV
from tests.web.desk.conftest import sent
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

SIX = {
    "title": "Parques de Zapopan",
    "description": "Cada fila es un parque.",
    "periodicity": "R/P1Y",
    "keywords": "parques, jardines",
    "temporal": "2024",
}
REST = {"territory": "14120", "contact_name": "Parques", "contact_email": "parques@zapopan.example"}


def typed(dataset: Dataset, theme, licence, **changed: str) -> dict[str, object]:
    """What the form sends: six fields that were typed and those that were there already."""
    return {
        **SIX,
        **REST,
        "theme": theme.pk,
        "licence": licence.pk,
        "landing_page": "",
        "quality": "",
        "revision": Dataset.objects.get(pk=dataset.pk).revision,
        **changed,
    }


@pytest.fixture
def draft(upload) -> Dataset:
    return upload().resource.dataset


def next_file(parks: Dataset) -> str:
    return reverse("desk-new-version", args=[parks.resources.get().public_id])


def test_a_file_alone_opens_the_workspace_that_says_what_was_understood(at, ana, licence):
    answer = at(ana).post(reverse("desk"), {"file": sent(PARKS_CSV)}, follow=True)
    assert "Estamos leyendo tu archivo" in answer.content.decode()
    run_waiting_jobs()
    page = at(ana).get(answer.redirect_chain[-1][0]).content.decode()
    assert "2 filas" in page
    assert "4 columnas" in page
    assert "Leímos tu archivo" in page


def test_six_fields_and_it_is_public(at, ana, draft, *, environment, licence, client):
    answer = at(ana).post(
        reverse("desk-dataset", args=[draft.slug]),
        typed(draft, environment, licence) | {"publish": "1"},
        follow=True,
    )
    page = answer.content.decode()
    assert "Publicado. Ya lo puede ver todo el mundo." in page
    assert 'data-copy="http://127.0.0.1:8000/datos/parques-de-zapopan"' in page
    assert client.get("/datos/parques-de-zapopan").status_code == 200


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(at, ana, draft, licence, client):
    data = typed(draft, draft, licence) | {"theme": "", "periodicity": "", "publish": "1"}
    answer = at(ana).post(reverse("desk-dataset", args=[draft.slug]), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert '<a href="#id_theme">Falta: sector.</a>' in page
    assert '<a href="#id_periodicity">Falta: periodicidad.</a>' in page
    draft.refresh_from_db()
    assert (draft.title, draft.description, draft.state) == (SIX["title"], SIX["description"], State.DRAFT)
    again = at(ana).post(reverse("desk-dataset", args=[draft.slug]), data | {"revision": draft.revision})
    assert "Alguien más guardó" not in again.content.decode()


def test_a_malformed_field_does_not_hide_what_is_missing(at, ana, draft, licence):
    data = typed(draft, draft, licence) | {"theme": "", "temporal": "2024/2020", "publish": "1"}
    answer = at(ana).post(reverse("desk-dataset", args=[draft.slug]), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Falta: sector." in page
    assert "del más antiguo al más reciente" in page
    assert SIX["description"] in page


def test_who_saves_second_is_warned_and_keeps_what_was_typed(at, ana, luis, draft, *, environment, licence):
    data = typed(draft, environment, licence)
    at(luis).post(reverse("desk-dataset", args=[draft.slug]), data | {"title": "El título de Luis"})
    draft.refresh_from_db()
    answer = at(ana).post(reverse("desk-dataset", args=[draft.slug]), data | {"title": "El título de Ana"})
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Alguien más guardó" in page
    assert 'value="El título de Ana"' in page
    draft.refresh_from_db()
    assert draft.title == "El título de Luis"


def test_next_month_keeps_the_address_and_both_versions(at, ana, parks, client):
    address = parks.resources.get().get_absolute_url()
    at(ana).post(next_file(parks), {"file": sent(PARKS_CSV + "Colomos,Providencia,92.0,14039\r\n")})
    run_waiting_jobs()
    page = at(ana).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert "La versión 2 está lista" in page
    assert "«parques» pasa de 2 a 3 filas." in page
    assert Table.objects.current().get().rows == 2
    at(ana).post(reverse("desk-publish", args=[parks.slug]))
    assert Table.objects.current().get().rows == 3
    latest = b"".join(client.get(address))
    assert latest.endswith(b"Colomos,Providencia,92.0,14039\r\n")
    first = Version.objects.get(number=1)
    assert b"".join(client.get(first.get_absolute_url())) == PARKS_CSV.encode()


def test_the_same_file_again_is_told(at, ana, parks):
    at(ana).post(next_file(parks), {"file": sent(PARKS_CSV)})
    run_waiting_jobs()
    page = at(ana).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert "exactamente el mismo archivo" in page


@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        ({}, 400, "No elegiste ningún archivo"),
        ({"file": sent("")}, 422, "El archivo está vacío"),
        ({"file": sent("a", "parques.xlsx")}, 400, "promete otro formato"),
    ],
)
def test_a_file_that_cannot_replace_comes_back_to_its_form(at, ana, parks, *, file, status, sentence):
    for each in file.values():
        each.seek(0)
    answer = at(ana).post(next_file(parks), file)
    page = answer.content.decode()
    field = f"archivo-{parks.resources.get().pk}_file"
    assert answer.status_code == status
    assert sentence in page.split("</h1>")[0]
    if sentence != "promete otro formato":
        assert f'href="#{field}"' in page
    assert Version.objects.count() == 1


def test_a_file_too_large_is_refused_with_the_limit(at, ana, settings):
    settings.AMATE_MAX_UPLOAD = 10
    answer = at(ana).post(reverse("desk"), {"file": sent("x" * 11)})
    assert answer.status_code == 413
    assert "lo más que recibe este portal" in answer.content.decode()
    assert not Dataset.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(at, ana, upload):
    dataset = upload(b"MZ\x90\x00" + b"\x00" * 200, "datos.csv").resource.dataset
    page = at(ana).get(reverse("desk-dataset", args=[dataset.slug])).content.decode()
    message = Version.objects.get().report["refused"]["message"]
    assert "No pudimos leer este archivo" in page
    assert message.split(".")[0] in page
    assert "Cambiar este archivo por otro" in page


def test_until_it_was_public_a_file_may_be_changed_for_one_of_another_kind(at, ana, upload):
    resource = upload(b"MZ\x90\x00" + b"\x00" * 200, "datos.csv").resource
    address = reverse("desk-new-version", args=[resource.public_id])
    assert at(ana).post(address, {"file": sent('[{"a": 1}]', "datos.json")}).status_code == 302
    resource.refresh_from_db()
    assert resource.filename == "datos.json"
    run_waiting_jobs()
    page = at(ana).get(reverse("desk-dataset", args=[resource.dataset.slug])).content.decode()
    assert "1 fila · 1 columna" in " ".join(page.split())


def test_discarding_the_only_file_takes_its_place_away_too(at, ana, draft):
    answer = at(ana).post(reverse("desk-discard", args=[Version.objects.get().public_id]), follow=True)
    assert "Se descartó «parques.csv»." in answer.content.decode()
    assert not Resource.objects.exists()
    assert "Sin archivos" in answer.content.decode()


def test_what_was_published_is_not_discarded(at, ana, parks):
    version = Version.objects.get()
    answer = at(ana).post(reverse("desk-discard", args=[version.public_id]))
    assert answer.status_code == 409
    assert "Una versión publicada no se borra." in answer.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED


def test_withdrawing_asks_for_a_reason_and_shows_it(at, ana, parks, client):
    address = reverse("desk-withdraw", args=[parks.slug])
    refused = at(ana).post(address, {"reason": " "})
    assert refused.status_code == 400
    assert '<a href="#retirar_reason">Di por qué se retira' in refused.content.decode()
    at(ana).post(address, {"reason": "Las hectáreas estaban mal medidas."})
    gone = client.get(f"/datos/{parks.slug}")
    assert gone.status_code == 410
    assert "Las hectáreas estaban mal medidas." in gone.content.decode()
    page = at(ana).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert "Publicar de nuevo" in page


def test_a_new_address_leaves_the_old_one_pointing_to_it(at, ana, parks, client):
    old = parks.slug
    at(ana).post(reverse("desk-address", args=[old]), {"slug": "areas-verdes"})
    assert client.get("/datos/areas-verdes").status_code == 200
    assert client.get(f"/datos/{old}").headers["Location"].endswith("/datos/areas-verdes")


def test_an_address_of_another_dataset_is_refused_at_its_field(at, ana, parks, draft):
    answer = at(ana).post(reverse("desk-address", args=[parks.slug]), {"slug": draft.slug})
    assert answer.status_code == 400
    assert 'href="#direccion_slug"' in answer.content.decode()


def test_a_draft_is_deleted_and_a_published_one_is_not(at, ana, draft, parks):
    at(ana).post(reverse("desk-delete", args=[draft.slug]))
    assert list(Dataset.objects.all()) == [parks]
    assert at(ana).post(reverse("desk-delete", args=[parks.slug])).status_code == 409


def test_one_more_file_is_one_more_resource(at, ana, parks):
    at(ana).post(reverse("desk-new-resource", args=[parks.slug]), {"file": sent("a,b\n1,2\n", "extra.csv")})
    run_waiting_jobs()
    assert list(parks.resources.values_list("filename", flat=True)) == ["parques.csv", "extra.csv"]


def test_a_resource_takes_a_better_title(at, ana, parks):
    resource = parks.resources.get()
    address = reverse("desk-resource", args=[resource.public_id])
    assert at(ana).post(address, {"title": "", "description": ""}).status_code == 400
    at(ana).post(address, {"title": "Padrón de parques", "description": "Al cierre del año."})
    resource.refresh_from_db()
    assert (resource.title, resource.description) == ("Padrón de parques", "Al cierre del año.")


def test_a_move_that_is_opened_as_a_page_leads_to_the_workspace(at, ana, parks):
    workspace = reverse("desk-dataset", args=[parks.slug])
    for name in ("desk-publish", "desk-withdraw", "desk-address", "desk-delete", "desk-new-resource"):
        assert at(ana).get(reverse(name, args=[parks.slug])).headers["Location"] == workspace


@pytest.mark.parametrize(
    "name", ["ñ" * 120 + ".csv", "a" * 196 + ".csv", "../../etc/passwd.csv", "sin terminación"]
)
def test_names_of_files_may_be_long_or_odd(at, ana, licence, name):
    answer = at(ana).post(reverse("desk"), {"file": sent(PARKS_CSV, name)}, follow=True)
    assert answer.status_code == 200
    run_waiting_jobs()
    assert at(ana).get(answer.redirect_chain[-1][0]).status_code == 200


@pytest.mark.slow
def test_a_wide_table_and_a_workbook_of_many_sheets_are_told(at, ana, upload):
    import io

    from openpyxl import Workbook

    wide = ",".join(f"columna {number}" for number in range(400)) + "\n" + ",".join(["1"] * 400) + "\n"
    page = at(ana).get(reverse("desk-dataset", args=[upload(wide, "ancha.csv").resource.dataset.slug]))
    assert "400 columnas" in page.content.decode()
    book = Workbook()
    for number in range(12):
        sheet = book.create_sheet(f"Hoja {number + 1}")
        sheet.append(["clave", "valor"])
        sheet.append([f"00{number}", number])
    book.remove(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    dataset = upload(out.getvalue(), "doce.xlsx").resource.dataset
    assert (
        "Entendimos 12 tablas:" in at(ana).get(reverse("desk-dataset", args=[dataset.slug])).content.decode()
    )


def test_what_is_no_table_is_said_to_be_kept_as_it_is(at, ana, upload):
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    dataset = upload(pdf, "informe.pdf").resource.dataset
    page = at(ana).get(reverse("desk-dataset", args=[dataset.slug])).content.decode()
    assert "No es una tabla: se guarda, se describe y se descarga tal como está." in page


def test_progress_ends_when_the_reading_does(at, ana, licence):
    answer = at(ana).post(reverse("desk"), {"file": sent(PARKS_CSV)})
    progress = reverse("desk-progress", args=[Version.objects.get().public_id])
    assert "X-Ended" not in at(ana).get(progress).headers
    run_waiting_jobs()
    assert at(ana).get(progress).headers["X-Ended"] == "1"
    assert answer.status_code == 302
