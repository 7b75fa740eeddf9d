"""What a key may: every operation of the API asked with each scope alone; and never more than its owner may now."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from amate.catalog.models import Dataset
from amate.people import keys
from amate.people.actions import create_key, edit_person, grant_role, remove_role
from amate.people.models import ApiKey, Institution, Person
from amate.people.rules import Role, Scope

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"
NAMES = {
    "address": NOWHERE,
    "public_id": NOWHERE,
    "slug": "nunca",
    "number": "9",
    "code": "gone",
    "form": "csv",
}
# Said here once more, by hand, so that a decorator that changes is noticed. What is only read needs `read`.
PUBLISH = {
    *("publish_dataset", "withdraw_dataset", "return_review", "approve_review", "ask_again_of_persons"),
}
ADMIN = {"quarantine_dataset", "lift_quarantine", "purge_version"}
UPLOADS = {"begin_upload", "list_uploads", "read_upload", "send_piece", "drop_upload"}  # of one protocol
NO_KEY = {"index", "list_problems", "read_problem"}
ONLY_READS = {"report_an_error"}  # a POST that anybody may send


def operations(client: Client) -> dict[str, tuple[str, str, Any]]:
    """(method, address, what it says it needs) by name."""
    document = client.get("/api/v1/openapi.json").json()
    return {
        said["operationId"]: (method, re.sub(r"{(\w+)}", lambda found: NAMES[found[1]], path), said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    }


def needed(name: str, method: str) -> str:
    if name in PUBLISH:
        return "publish"
    if name in ADMIN:
        return "admin"
    return "read" if (method == "get" and name not in UPLOADS) or name in ONLY_READS else "write"


@pytest.mark.parametrize("scope", Scope.values)
def test_every_operation_takes_the_one_scope_that_it_needs(
    client: Client, steward: Person, scope: str
) -> None:
    _row, secret = create_key(by=steward, name="guion", scopes=[scope])
    keyed = Client(headers={"Authorization": f"Bearer {secret}"})
    wrong = []
    for name, (method, path, _said) in operations(client).items():
        answer = keyed.generic(
            method.upper(), path, "{}", "application/json", headers={"Tus-Resumable": "1.0.0"}
        )
        short = answer.status_code == 403 and answer.json()["code"] == "scope"
        if short is (name in NO_KEY or needed(name, method) == scope):
            wrong.append(f"{name} with {scope}: {answer.status_code}")
    assert wrong == []


def test_the_description_says_which_scope(client: Client) -> None:
    found = operations(client)
    assert len(found) > 50
    for name, (method, _path, said) in found.items():
        scopes = [way["Key"] for way in said.get("security", []) if "Key" in way]
        assert scopes == ([] if name in NO_KEY else [[needed(name, method)]]), name


def test_without_a_key_reading_what_is_public_is_as_ever(client: Client, parks: Dataset, ana: Person) -> None:
    path = f"/api/v1/datasets/{parks.public_id}"
    assert client.get(path).status_code == 200
    _row, secret = create_key(by=ana, name="guion", scopes=["write"])
    answer = client.get(path, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["code"] == "scope"
    assert 'scope="read"' in answer["WWW-Authenticate"]


def test_a_key_is_never_more_than_its_owner_is_now(
    steward: Person, ana: Person, zapopan: Institution, parks: Dataset
) -> None:
    _row, secret = create_key(by=ana, name="guion", scopes=Scope.values)
    _row, kept = create_key(by=steward, name="guion", scopes=Scope.values)
    second = Person.objects.create_user("otra@jalisco.example", name="Otra", is_steward=True)
    path, typed = f"/api/v1/datasets/{parks.public_id}", {"content_type": "application/json"}

    def asked(key: str, verb: str, sent: dict[str, str]) -> int:
        return (
            Client()
            .post(f"{path}/{verb}", sent, headers={"Authorization": f"Bearer {key}"}, **typed)
            .status_code
        )

    assert asked(secret, "quarantine", {"ground": "error"}) == 403  # she is no steward
    grant_role(by=steward, person=ana, institution=zapopan, role=Role.EDITOR)
    remove_role(by=steward, membership=ana.memberships.get(role=Role.LIAISON))
    assert asked(secret, "withdraw", {"reason": "x"}) == 403
    edit_person(by=second, person=steward, name="R", active=True, steward=False)
    assert asked(kept, "quarantine", {"ground": "error"}) == 403
    parks.refresh_from_db()
    assert parks.is_public


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3::9", "2001:db8:1::/48"), ("", "")],
)
def test_the_day_and_the_network_of_its_last_use_are_kept(
    client: Client, ana: Person, address: str, network: str
) -> None:
    row, secret = create_key(by=ana, name="guion", scopes=["read"])
    client.get("/api/v1/datasets", headers={"Authorization": f"Bearer {secret}"}, REMOTE_ADDR=address)
    row.refresh_from_db()
    assert row.last_used is not None
    assert row.last_origin == network
    shown = client.get(
        "/api/v1/keys", headers={"Authorization": f"Bearer {secret}"}, REMOTE_ADDR=address
    ).json()
    assert (shown["results"][0]["last_used"], shown["results"][0]["last_origin"]) == (
        str(row.last_used),
        network,
    )


def test_a_key_that_is_used_here_and_there_is_noted_now_and_then(
    ana: Person, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    clock = [0.0]
    monkeypatch.setattr(keys, "PACE", keys.Pace(every=600, now=lambda: clock[0]))
    row, secret = create_key(by=ana, name="guion", scopes=["read"])
    seen = []
    for at, origin in ((0, "a"), (1, "b"), (599, "b"), (600, "b"), (601, "a"), (1200, "a")):
        clock[0] = at
        keys.person_with(secret, origin)
        seen.append(ApiKey.objects.get(pk=row.pk).last_origin)
    assert seen == ["a", "a", "a", "b", "b", "a"]
    with django_assert_num_queries(1):
        keys.person_with(secret, "a")
