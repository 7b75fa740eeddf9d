"""Who is removed while they work is out at the next request: page, form and key; what they typed is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amate.catalog.models import Dataset
from amate.people.actions import create_key, create_person, edit_person, grant_role, remove_role
from amate.people.models import Institution, Person
from amate.people.rules import Role
from amate.publishing.uploads import begin
from tests.cast import PASSWORD, Upload

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
WROTE = "Un parque por fila, medido a pie durante tres meses."
STEWARD = "steward"
KINDS = (*Role.values, STEWARD)
SAME = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"|[0-9a-f]{32}')


@pytest.fixture(params=KINDS)
def pia(request: pytest.FixtureRequest, zapopan: Institution) -> Person:
    """Somebody of each kind who works with Zapopan's data."""
    steward = request.param == STEWARD
    person = create_person(
        by=None, email="pia@zapopan.example", name="Pía", password=PASSWORD, steward=steward
    )
    if not steward:
        grant_role(by=None, person=person, institution=zapopan, role=request.param)
    return person


@pytest.fixture
def draft(upload: Upload) -> Dataset:
    return upload().resource.dataset


def take_away(person: Person, by: Person) -> None:
    """All that made this person somebody here."""
    if person.is_steward:
        edit_person(by=by, person=person, name=person.name, active=True, steward=False)
    for membership in person.memberships.all():
        remove_role(by=by, membership=membership)


def enter(person: Person) -> Client:
    client = Client()
    client.post("/mesa/entrar/", {"login": person.email, "password": PASSWORD})
    return client


def places(dataset: Dataset) -> list[str]:
    resource = dataset.resources.get()
    version = resource.versions.get()
    return [
        reverse("desk-dataset", args=[dataset.slug]),
        reverse("desk-history", args=[dataset.slug]),
        reverse("desk-progress", args=[version.public_id]),
        reverse("desk-reading", args=[version.public_id]),
        reverse("desk-team", args=[dataset.institution.slug]),
        dataset.get_absolute_url(),
        f"/api/v1/datasets/{dataset.public_id}",
        f"/api/v1/resources/{resource.public_id}",
        f"/api/v1/tables/{version.tables.get().public_id}/rows",
    ]


def test_who_is_removed_is_out_at_the_next_request(pia: Person, steward: Person, draft: Dataset) -> None:
    client = enter(pia)
    _row, secret = create_key(by=pia, name="guion", scopes=["read", "write", "publish", "admin"])
    keyed = Client(headers={"Authorization": f"Bearer {secret}"})
    here = places(draft)
    for_keys = [path for path in here if path.startswith("/api/")]
    assert {path: client.get(path).status_code for path in here} == dict.fromkeys(here, 200)
    assert {path: keyed.get(path).status_code for path in for_keys} == dict.fromkeys(for_keys, 200)
    take_away(pia, steward)
    assert {path: client.get(path).status_code for path in here} == dict.fromkeys(here, 404)
    assert {path: keyed.get(path).status_code for path in for_keys} == dict.fromkeys(for_keys, 404)
    assert draft.title not in client.get("/mesa/").content.decode()


def test_a_key_of_who_was_removed_changes_nothing(pia: Person, steward: Person, parks: Dataset) -> None:
    _row, secret = create_key(by=pia, name="guion", scopes=["read", "write", "publish", "admin"])
    keyed = Client(headers={"Authorization": f"Bearer {secret}"})
    take_away(pia, steward)
    place, typed = f"/api/v1/datasets/{parks.public_id}", {"content_type": "application/json"}
    answers = [
        keyed.patch(place, {"quality": WROTE}, **typed),
        keyed.post(f"{place}/withdraw", {"reason": WROTE}, **typed),
        keyed.post(f"{place}/quarantine", {"ground": "error"}, **typed),
        keyed.post("/api/v1/institutions/zapopan/uploads?filename=x.csv", b"a\n1\n", content_type="text/csv"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert {answer.json()["code"] for answer in answers} == {"not-allowed"}
    parks.refresh_from_db()
    assert parks.is_public
    assert WROTE not in (parks.quality, parks.proposed.get("quality"))


def test_what_was_typed_is_given_back_with_a_sentence(pia: Person, steward: Person, draft: Dataset) -> None:
    client = enter(pia)
    typed = {"title": "Parques", "description": WROTE, "theme": "3", "revision": draft.revision}
    take_away(pia, steward)
    answer = client.post(reverse("desk-dataset", args=[draft.slug]), typed)
    page = answer.content.decode()
    assert answer.status_code == 404
    for said in (WROTE, "Parques", "No se guardó", "Puede que ya no trabajes en su institución"):
        assert said in page
    assert Dataset.objects.get().description != WROTE
    elsewhere = client.post(reverse("desk-dataset", args=["nunca-existio"]), typed).content.decode()
    assert SAME.sub("", page) == SAME.sub("", elsewhere)  # it says nothing of what there is


def test_who_was_turned_off_or_signed_out_gets_back_what_they_typed(
    ana: Person, luis: Person, steward: Person, draft: Dataset
) -> None:
    off, out = enter(luis), enter(ana)
    edit_person(by=steward, person=luis, name="Luis", active=False, steward=False)
    out.post(reverse("account_logout"))
    address = reverse("desk-dataset", args=[draft.slug])
    for client in (off, out):
        answer = client.post(address, {"title": "Parques", "description": WROTE})
        page = answer.content.decode()
        assert answer.status_code == 403
        assert WROTE in page
        assert f"/mesa/entrar/?next={address}" in page.replace("%2F", "/")
        assert client.post(address).headers["Location"].startswith("/mesa/entrar/")


def test_secrets_are_never_shown_again(draft: Dataset) -> None:
    address = reverse("desk-source", args=[draft.resources.get().public_id])
    page = Client().post(address, {"note": WROTE, "password": "mi clave de siempre"}).content.decode()
    assert WROTE in page
    assert "mi clave de siempre" not in page


@pytest.mark.parametrize(("origin", "shown"), [("http://testserver", True), ("https://otro.example", False)])
def test_what_another_site_sent_is_not_shown_as_ours(
    ana: Person, draft: Dataset, *, origin: str, shown: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    address = reverse("desk-dataset", args=[draft.slug])
    answer = client.post(address, {"description": WROTE}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert (WROTE in answer.content.decode()) is shown


def test_the_next_piece_of_a_file_that_was_half_sent_is_refused(
    luis: Person, ana: Person, zapopan: Institution
) -> None:
    half = begin(by=luis, target=zapopan, filename="parques.csv", size=20)
    client = enter(luis)
    client.get("/mesa/llaves/")
    sent = {"Tus-Resumable": "1.0.0", "X-CSRFToken": client.cookies["csrftoken"].value}

    def piece(at: int) -> Any:
        told = sent | {"Upload-Offset": str(at)}
        path = f"/api/v1/uploads/{half.public_id}"
        return client.patch(path, b"nombre,area\r\n"[:10], "application/offset+octet-stream", headers=told)

    assert piece(0).status_code == 204
    remove_role(by=ana, membership=luis.memberships.get())
    answer = piece(10)
    assert answer.status_code == 403
    assert "Tu cuenta no tiene permiso" in answer.json()["detail"]
    assert half.on_disk == 10  # what came stays until it expires


def test_who_may_less_than_before_keeps_the_page_and_the_text(
    client: Client, ana: Person, steward: Person, zapopan: Institution, parks: Dataset
) -> None:
    client = enter(ana)
    grant_role(by=steward, person=ana, institution=zapopan, role=Role.EDITOR)
    remove_role(by=steward, membership=ana.memberships.get(role=Role.LIAISON))
    answer: Any = client.post(reverse("desk-withdraw", args=[parks.slug]), {"reason": WROTE})
    assert answer.status_code == 403
    assert "Tu cuenta no tiene permiso" in answer.content.decode()
    assert Dataset.objects.get().is_public
