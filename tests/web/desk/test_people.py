"""Who sees what at the desk."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amate.people.actions import create_person
from amate.people.models import ApiKey, Person
from amate.publishing.actions import upload as upload_next
from amate.publishing.models import Exemption
from tests.cast import PARKS_CSV
from tests.web.desk.conftest import sent
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody(db) -> Person:
    """Somebody with an account and no institution yet."""
    return create_person(by=None, email="nadie@jalisco.example", name="Nadie", password="una clave larga")


def test_without_signing_in_the_desk_leads_to_the_door(client, parks):
    address = reverse("desk-dataset", args=[parks.slug])
    assert client.get(address).headers["Location"] == f"/mesa/entrar/?next={address}"
    assert (
        client.post(reverse("desk-publish", args=[parks.slug])).headers["Location"]
        == "/mesa/entrar/?next=/mesa/"
    )


def test_who_is_of_no_institution_is_told_whom_to_ask(at, nobody):
    page = at(nobody).get(reverse("desk")).content.decode()
    assert "Tu cuenta todavía no es de ninguna institución" in page
    assert "Subir archivo" not in page
    refused = at(nobody).post(reverse("desk"), {"file": sent(PARKS_CSV)})
    assert refused.status_code == 400


def test_an_editor_prepares_and_is_told_who_publishes(at, luis, ana, parks):
    import io

    resource = parks.resources.get()
    upload_next(by=luis, resource=resource, file=io.BytesIO(PARKS_CSV.encode()), filename="parques.csv")
    run_waiting_jobs()
    page = at(luis).get(reverse("desk-dataset", args=[parks.slug])).content.decode()
    assert "envíalos a revisión; los publica: Ana." in page
    assert "Publicar la versión" not in page
    assert "Retirar del público" not in page
    answer = at(luis).post(reverse("desk-publish", args=[parks.slug]))
    assert answer.status_code == 403
    assert "no tiene permiso" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["desk-dataset", "desk-publish", "desk-withdraw", "desk-delete", "desk-address"]
)
def test_what_is_of_another_institution_does_not_exist(at, rosa, parks, name):
    address = reverse(name, args=[parks.slug])
    assert at(rosa).get(address).status_code == 404
    assert at(rosa).post(address, {"reason": "x", "slug": "x"}).status_code == 404


def test_files_of_another_institution_do_not_exist(at, rosa, parks):
    resource = parks.resources.get()
    for name, thing in (
        ("desk-resource", resource),
        ("desk-new-version", resource),
        ("desk-discard", resource.current),
    ):
        assert at(rosa).post(reverse(name, args=[thing.public_id])).status_code == 404
    assert at(rosa).get(reverse("desk-progress", args=[resource.current.public_id])).status_code == 404
    assert at(rosa).get(reverse("desk-team", args=["zapopan"])).status_code == 404


def test_a_file_for_another_institution_is_not_taken(at, rosa, zapopan, licence):
    answer = at(rosa).post(reverse("desk"), {"file": sent(PARKS_CSV), "institution": "zapopan"})
    assert answer.status_code == 400
    assert "Elige para qué institución es el archivo." in answer.content.decode()


def test_a_steward_chooses_the_institution(at, steward, zapopan, health, licence):
    empty = at(steward).post(reverse("desk"), {"file": sent(PARKS_CSV)})
    assert empty.status_code == 400
    answer = at(steward).post(reverse("desk"), {"file": sent(PARKS_CSV), "institution": "zapopan"})
    assert answer.status_code == 302
    assert zapopan.datasets.count() == 1


def test_the_portal_is_for_stewards(at, ana, steward):
    assert at(ana).get(reverse("portal-desk")).status_code == 403
    assert at(steward).get(reverse("portal-desk")).status_code == 200
    assert reverse("portal-desk") not in at(ana).get(reverse("desk")).content.decode()


def test_a_key_is_shown_once_and_revoked(at, ana):
    answer = at(ana).post(reverse("desk-keys"), {"name": "carga mensual", "scopes": ["write"], "days": "30"})
    key = ApiKey.objects.get()
    assert answer.content.decode().count(f"{key.prefix}") >= 2
    assert f'data-copy="{key.prefix}' not in at(ana).get(reverse("desk-keys")).content.decode()
    at(ana).post(reverse("desk-revoke", args=[key.pk]))
    assert "Revocada" in at(ana).get(reverse("desk-keys")).content.decode()


def test_a_key_without_a_purpose_is_refused_at_its_fields(at, ana):
    answer = at(ana).post(reverse("desk-keys"), {"name": "", "days": "30"})
    assert answer.status_code == 400
    assert "Di para qué es la llave." in answer.content.decode()
    assert "Elige al menos una cosa." in answer.content.decode()


def test_nobody_revokes_the_key_of_another(at, ana, rosa):
    at(ana).post(reverse("desk-keys"), {"name": "carga", "scopes": ["write"], "days": "30"})
    assert at(rosa).post(reverse("desk-revoke", args=[ApiKey.objects.get().pk])).status_code == 404


def test_a_report_is_read_and_answered(at, ana, rosa, parks, django_capture_on_commit_callbacks):
    from amate.base.mail import kept_messages
    from amate.community.actions import report_error

    report = report_error(dataset=parks, text="El segundo parque no existe.", email="vecina@correo.example")
    assert "1 reporte de error sin atender" in at(ana).get(reverse("desk")).content.decode()
    address = reverse("desk-report", args=[report.pk])
    assert at(rosa).get(address).status_code == 404
    assert at(ana).post(address, {"answer": " "}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        at(ana).post(address, {"answer": "Se quitó del padrón."})
    report.refresh_from_db()
    assert report.resolved
    assert [message["To"] for _name, message in kept_messages()] == ["vecina@correo.example"]
    assert "Se quitó del padrón." in at(ana).get(address).content.decode()


def test_what_was_let_pass_is_seen_and_asked_again(at, ana, luis, parks):
    resource = parks.resources.get()
    passed = Exemption.objects.create(
        resource=resource, kind="curp", table="parques", column="nombre", ground="Artículo 8", approver=ana
    )
    version = resource.current.public_id
    assert (
        "Ver cuáles y quién responde"
        in at(luis).get(reverse("desk-reading", args=[version])).content.decode()
    )
    address = reverse("desk-persons", args=[version])
    page = at(luis).get(address).content.decode()
    assert "Artículo 8" in page
    assert "Volver a preguntar" not in page
    assert at(luis).post(address, {"again": passed.pk}).status_code == 403
    assert "Volver a preguntar" in at(ana).get(address).content.decode()
    at(ana).post(address, {"again": passed.pk})
    passed.refresh_from_db()
    assert passed.revoked
