"""Accounts: guessing, sessions that were given away, and rights that end when they are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from amate.people.actions import create_key, edit_person, remove_role, revoke_key
from amate.people.models import Membership, Person
from tests.cast import PASSWORD
from tests.safety.conftest import ANA, LUIS, STEWARD, Scene

pytestmark = pytest.mark.django_db
GUARDS = settings.ACCOUNT_RATE_LIMITS  # as the portal has them; the other tests of this room do without


class Counting(MD5PasswordHasher):
    """A cheap hasher that counts how often a password was tried."""

    algorithm = "contado"
    evaluated = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.evaluated += 1
        return f"{self.algorithm}${salt}${hash((password, salt))}"

    def decode(self, encoded: str) -> dict[str, str]:
        algorithm, salt, found = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": found}

    def verify(self, password: str, encoded: str) -> bool:
        return self.encode(password, self.decode(encoded)["salt"]) == encoded

    def must_update(self, encoded: str) -> bool:
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        return


@pytest.fixture
def counted(settings: Any) -> Iterator[type[Counting]]:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    settings.ACCOUNT_RATE_LIMITS = GUARDS
    cache.clear()
    Counting.evaluated = 0
    yield Counting
    cache.clear()


def attempt(client: Client, email: str, number: int, address: str = "10.0.0.1") -> bytes:
    typed = {"login": email, "password": f"intento {number} de clave"}
    return client.post("/mesa/entrar/", typed, REMOTE_ADDR=address).content


@pytest.mark.parametrize("tries", [60, pytest.param(1_000, marks=pytest.mark.campaign)])
@pytest.mark.parametrize("email", ["luis@zapopan.example", "nadie@zapopan.example"])
def test_of_many_guesses_ten_are_looked_at(
    counted: type[Counting], luis: Person, email: str, tries: int
) -> None:
    luis.set_password(PASSWORD)
    luis.save()
    counted.evaluated = 0
    client = Client()
    for number in range(tries):  # each from an address of its own: it is the account that is guarded
        attempt(client, email, number, f"10.0.{number // 250}.{number % 250}")
    assert 1 <= counted.evaluated <= 10


def test_one_address_that_tries_many_accounts_is_stopped_too(counted: type[Counting]) -> None:
    for number in range(60):
        attempt(Client(), f"persona{number}@zapopan.example", number)
    assert 1 <= counted.evaluated <= 10


def test_a_known_and_an_unknown_account_get_the_same_answer(counted: type[Counting], luis: Person) -> None:
    luis.set_password(PASSWORD)
    luis.save()
    work, answers = [], []
    for email in (luis.email, "nadie@zapopan.example"):
        counted.evaluated = 0
        answers.append(attempt(Client(), email, 1).replace(email.encode(), b""))
        work.append(counted.evaluated)
    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert work[0] == work[1] == 1


def test_asking_for_a_password_does_not_say_who_has_an_account(luis: Person) -> None:
    answers = [
        Client().post("/mesa/clave/olvidada/", {"email": email}, follow=True)
        for email in (luis.email, "nadie@zapopan.example")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert without_tokens(answers[0].content) == without_tokens(answers[1].content)


def without_tokens(body: bytes) -> str:
    return re.sub(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"', "", body.decode())


def sign_in(client: Client, person: Person) -> str:
    assert client.post("/mesa/entrar/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client.cookies["sesion"].value


def test_the_session_after_signing_in_is_another(scene: Scene) -> None:
    ana, client = scene.persons[ANA], Client()
    session = client.session  # one that somebody else could have planted
    session["dejado"] = "aquí"
    session.save()
    planted = client.cookies["sesion"].value
    assert sign_in(client, ana) != planted
    assert Client(headers={"Cookie": f"sesion={planted}"}).get("/mesa/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(scene: Scene) -> None:
    client = Client()
    key = sign_in(client, scene.persons[ANA])
    copy = Client(headers={"Cookie": f"sesion={key}"})
    assert copy.get("/mesa/").status_code == 200
    client.post("/mesa/salir/")
    assert copy.get("/mesa/").status_code == 302


def test_a_new_password_ends_the_other_sessions(scene: Scene) -> None:
    here, there = Client(), Client()
    sign_in(there, scene.persons[ANA])
    sign_in(here, scene.persons[ANA])
    new = "otra clave larga y distinta"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/mesa/clave/", typed).status_code == 302
    assert there.get("/mesa/").status_code == 302


def draft_places(scene: Scene) -> list[str]:
    draft = scene.addresses["draft"]
    paths = (
        "/datos/{dataset}",
        "/archivos/{sha256}/{filename}",
        "/mesa/conjuntos/{dataset}/",
        "/mesa/versiones/{version}/avance/",
        "/api/v1/datasets/{uuid}",
        "/api/v1/tables/{table}/rows",
    )
    return [path.format(**draft) for path in paths]


def test_who_leaves_the_team_is_out_at_the_next_request(scene: Scene) -> None:
    luis, client = scene.persons[LUIS], scene.client(LUIS)
    _row, key = create_key(by=luis, name="guion", scopes=["read", "write", "publish"])
    keyed = Client(headers={"Authorization": f"Bearer {key}"})
    places = draft_places(scene)
    assert {client.get(path).status_code for path in places} == {200}
    assert {keyed.get(path).status_code for path in places if "/api/" in path} == {200}
    remove_role(by=scene.persons[ANA], membership=Membership.objects.get(person=luis))
    assert {client.get(path).status_code for path in places} == {404}
    assert {keyed.get(path).status_code for path in places if "/api/" in path} == {404}
    edit = keyed.patch(places[4], {"quality": "x"}, content_type="application/json")
    assert edit.status_code == 404


def test_a_disabled_account_is_nobody_at_the_next_request(scene: Scene) -> None:
    luis, client = scene.persons[LUIS], scene.client(LUIS)
    _row, key = create_key(by=luis, name="guion", scopes=["read"])
    keyed = Client(headers={"Authorization": f"Bearer {key}"})
    edit_person(by=scene.persons[STEWARD], person=luis, name="Luis", active=False, steward=False)
    statuses = {path: client.get(path).status_code for path in draft_places(scene)}
    assert {status for path, status in statuses.items() if path.startswith("/mesa/")} == {302}
    assert {status for path, status in statuses.items() if not path.startswith("/mesa/")} == {404}
    assert keyed.get("/api/v1/datasets").status_code == 401
    client.post("/mesa/entrar/", {"login": luis.email, "password": PASSWORD})
    assert client.get("/mesa/").status_code == 302


def test_a_revoked_key_is_dead(scene: Scene) -> None:
    ana = scene.persons[ANA]
    row, key = create_key(by=ana, name="guion", scopes=["read"])
    keyed = Client(headers={"Authorization": f"Bearer {key}"})
    assert keyed.get("/api/v1/datasets").status_code == 200
    revoke_key(by=ana, key=row)
    assert keyed.get("/api/v1/datasets").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "may"),
    [(["read"], set()), (["write"], {"edit"}), (["publish"], {"withdraw"}), (["read", "write"], {"edit"})],
)
def test_a_key_does_only_what_its_scopes_say(scene: Scene, scopes: list[str], may: set[str]) -> None:
    _row, key = create_key(by=scene.persons[ANA], name="guion", scopes=scopes)
    keyed, place = Client(headers={"Authorization": f"Bearer {key}"}), "/api/v1/datasets/{uuid}"
    path, typed = place.format(**scene.addresses["published"]), {"content_type": "application/json"}
    done = {
        "edit": keyed.patch(path, {"quality": "x"}, **typed).status_code == 200,
        "withdraw": keyed.post(f"{path}/withdraw", {"reason": "x"}, **typed).status_code == 200,
    }
    assert {verb for verb, worked in done.items() if worked} == may


def test_the_database_holds_no_key_that_works(scene: Scene) -> None:
    """What a stolen copy of the database has in its table of keys opens nothing."""
    row, key = create_key(by=scene.persons[ANA], name="guion", scopes=["read"])
    stored = {str(value) for value in vars(row).values()}
    assert not any(key in value for value in stored)
    for value in stored:
        assert Client(headers={"Authorization": f"Bearer {value}"}).get("/api/v1/datasets").status_code == 401
