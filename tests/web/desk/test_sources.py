"""Saying at la mesa, and by the API, where a file is brought from."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from amate.people.actions import create_key
from amate.publishing.models import Source
from tests.base.fetching.distant import playing, says
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
NEXT = PARKS_CSV + "Colomos,Providencia,92.0,14039\r\n"


@pytest.fixture
def office(settings):
    with playing(says("200 OK", NEXT.encode())) as server:
        settings.AMATE_INTERNAL_SOURCES = [server.name]
        yield server


@pytest.fixture
def resource(parks):
    return parks.resources.get()


def page(client, parks) -> str:
    return client.get(reverse("desk-dataset", args=[parks.slug])).content.decode()


def test_a_file_is_brought_published_and_told_on_both_pages(at, ana, parks, resource, office):
    client = at(ana)
    form = {
        "address": office.address,
        "every": "day",
        "publishes": "on",
        "user": "u",
        "password": "p-secreta",
    }
    answer = client.post(reverse("desk-source", args=[resource.public_id]), form, follow=True)
    assert "Guardado: se está trayendo." in answer.content.decode()
    run_waiting_jobs()
    resource.refresh_from_db()
    assert resource.current.number == 2
    told = page(client, parks)
    assert "Última actualización correcta" in told
    assert office.address in told
    assert "p-secreta" not in told
    public = client.get(parks.get_absolute_url()).content.decode()
    assert "Este archivo se trae solo de su origen, cada día. Última actualización correcta" in public
    assert office.address not in public


def test_an_address_that_cannot_be_is_refused_at_its_box_with_what_was_typed(at, ana, parks, resource):
    form = {"address": "ftp://datos.mx/x.csv", "every": "week", "user": "ana"}
    answer = at(ana).post(reverse("desk-source", args=[resource.public_id]), form)
    told = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="origen-{resource.pk}_address_error"' in told
    assert 'value="ftp://datos.mx/x.csv"' in told
    assert not Source.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "2130706433", "0x7f.1", "[::1]", "[fd00::1]"])
def test_a_number_inside_is_refused_at_its_box_before_anything_is_tried(host, at, ana, resource):
    form = {"address": f"http://{host}/x.csv", "every": "day"}
    answer = at(ana).post(reverse("desk-source", args=[resource.public_id]), form)
    assert answer.status_code == 400
    assert "está en una red interna" in answer.content.decode()
    assert f'id="origen-{resource.pk}_address_error"' in answer.content.decode()
    assert not Source.objects.exists()


def test_a_failure_is_told_where_the_file_is(at, ana, parks, resource):
    form = {"address": "http://localhost:9/x.csv", "every": "hand"}
    at(ana).post(reverse("desk-source", args=[resource.public_id]), form)
    assert not Source.objects.get().on
    at(ana).post(reverse("desk-bring", args=[resource.public_id]))
    run_waiting_jobs()
    told = page(at(ana), parks)
    assert "No se pudo traer" in told
    assert "red interna" in told
    at(ana).post(reverse("desk-no-source", args=[resource.public_id]))
    assert not Source.objects.exists()
    assert "No se pudo traer" not in page(at(ana), parks)


def test_who_does_not_publish_is_not_asked_whether_it_goes_alone(at, luis, parks, resource, office):
    assert f'id="origen-{resource.pk}_publishes"' not in page(at(luis), parks)
    form = {"address": office.address, "every": "day", "publishes": "on"}
    assert at(luis).post(reverse("desk-source", args=[resource.public_id]), form).status_code == 403


def test_programs_say_read_ask_and_take_away_the_same(client, ana, resource, office):
    _row, key = create_key(by=ana, name="sistema", scopes=["read", "write", "publish"])
    signed = {"headers": {"Authorization": f"Bearer {key}"}}
    path = f"/api/v1/resources/{resource.public_id}/source"
    assert client.get(path, **signed).status_code == 404
    said = {"address": office.address, "every": "hour", "publishes": True, "user": "u", "password": "p"}
    answer = client.put(path, json.dumps(said), content_type="application/json", **signed)
    assert answer.status_code == 200
    assert client.post(f"{path}/refresh", **signed).status_code == 202
    run_waiting_jobs()
    told = client.get(path, **signed).json()
    assert (told["every"], told["user"], told["has_password"], told["failures"]) == ("hour", "u", True, 0)
    assert told["succeeded"]
    assert "password" not in told
    resource.refresh_from_db()
    assert resource.current.number == 2
    assert client.delete(path, **signed).status_code == 204
    assert not Source.objects.exists()


def test_a_stranger_is_not_told_where_a_public_file_comes_from(client, ana, rosa, resource, office):
    _row, key = create_key(by=rosa, name="x", scopes=["read", "write", "publish"])
    path = f"/api/v1/resources/{resource.public_id}/source"
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"Authorization": f"Bearer {key}"}).status_code == 403
