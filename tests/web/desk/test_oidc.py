"""Signing in with an account of elsewhere, against a real little provider: who comes in, and who does not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from amate.base.mail import kept_messages
from amate.config.environment import Oidc, oidc
from amate.people.actions import edit_person
from amate.people.models import JournalEntry, Person
from tests.cast import PASSWORD
from tests.web.desk.provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db
ANA = {"email": "ana@zapopan.example", "email_verified": True, "name": "Ana"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as found:
        settings.AMATE_OIDC = Oidc(found.address, CLIENT, SECRET, "tu cuenta de Jalisco", ("nuevo.example",))
        yield found


def come(client: Client, provider: Provider, path: str = "/mesa/entrar/unica/", **claims: Any) -> Any:
    """Go there, sign in as somebody of whom the provider says this, and come back."""
    provider.claims = claims
    going = client.get(path)
    assert going.status_code == 302
    return client.get("/mesa/entrar/unica/vuelta/" + provider.agree(going["Location"]))


def is_in(client: Client) -> bool:
    return client.get("/mesa/").status_code == 200


def test_without_configuration_there_is_nothing(client: Client) -> None:
    assert client.get("/mesa/entrar/unica/").status_code == 404
    assert client.get("/mesa/entrar/unica/vuelta/?code=1&state=2").status_code == 404
    assert "Entrar con" not in client.get("/mesa/entrar/").content.decode()


def test_who_has_an_account_comes_in_and_is_told(
    client: Client, provider: Provider, ana: Person, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    assert "Entrar con tu cuenta de Jalisco" in client.get("/mesa/entrar/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        back = come(client, provider, **ANA | {"email": "ANA@zapopan.example"})
    assert back["Location"] == "/mesa/"
    assert "Ana" in client.get("/mesa/").content.decode()
    ((_name, message),) = kept_messages()
    assert message["To"] == ana.email
    assert JournalEntry.objects.get(verb="join-account").by == ana
    account = SocialAccount.objects.get()
    assert account.uid == f"{provider.address}#ana-1"
    assert account.extra_data == {}  # nothing of what was told is kept
    again = Client()
    come(
        again, provider, email="otro@correo.example", email_verified=False
    )  # its own name for her counts now
    assert is_in(again)
    assert len(kept_messages()) == 1
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_what_is_asked_is_bound_to_the_session(client: Client, provider: Provider, ana: Person) -> None:
    going = client.get("/mesa/entrar/unica/")["Location"]
    asked = parse_qs(urlsplit(going).query)
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/mesa/entrar/unica/vuelta/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    provider.claims = ANA
    back = provider.agree(going)
    stranger = Client()
    assert (
        stranger.get("/mesa/entrar/unica/vuelta/" + back).status_code == 403
    )  # a link that somebody planted
    assert not is_in(stranger)
    assert client.get("/mesa/entrar/unica/vuelta/" + back).status_code == 302
    assert Client().get("/mesa/entrar/unica/vuelta/" + back).status_code == 403  # it serves once


NOW = int(time.time())
BAD: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://otro.example"},
    "for another client": {"aud": "otro"},
    "also for another, and given to it": {"aud": [CLIENT, "otro"], "azp": "otro"},
    "another request": {"nonce": "de otra vez"},
    "no nonce": {"nonce": None},
    "expired": {"exp": NOW - 3600, "iat": NOW - 7200},
    "not yet": {"nbf": NOW + 3600},
    "without an end": {"exp": None},
    "without a subject": {"sub": None},
}


@pytest.mark.parametrize("claims", BAD.values(), ids=BAD)
def test_a_token_that_does_not_hold_opens_nothing(
    client: Client, provider: Provider, ana: Person, claims: dict[str, Any]
) -> None:
    answer = come(client, provider, **ANA | claims)
    assert answer.status_code == 403
    assert "No pudimos comprobar lo que contestó tu cuenta de Jalisco" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("how", ["another key", "unsigned", "a shared secret"])
def test_a_token_that_the_issuer_did_not_sign_opens_nothing(
    client: Client, provider: Provider, ana: Person, how: str
) -> None:
    provider.signer = rsa.generate_private_key(65537, 2048) if how == "another key" else None
    provider.algorithm = {"unsigned": "none", "a shared secret": "HS256"}.get(how, "RS256")
    assert come(client, provider, **ANA).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_address_that_is_not_verified_joins_no_account(
    client: Client, provider: Provider, ana: Person, *, verified: Any
) -> None:
    """Whoever could write any address there would be Ana here, who has a password and a second way in."""
    answer = come(client, provider, **ANA | {"email_verified": verified})
    assert answer.status_code == 403
    assert "comprobado" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_user_info_is_asked_when_the_token_says_no_address(
    client: Client, provider: Provider, ana: Person
) -> None:
    provider.userinfo = {"sub": "ana-1", **ANA}
    assert come(client, provider).status_code == 302
    assert is_in(client)


def test_user_info_of_somebody_else_is_not_believed(client: Client, provider: Provider, ana: Person) -> None:
    provider.userinfo = {"sub": "otra-2", **ANA}
    assert come(client, provider).status_code == 403
    assert not is_in(client)


def test_nobody_gets_an_account_unless_their_domain_is_let_in(client: Client, provider: Provider) -> None:
    answer = come(client, provider, sub="x", email="x@otro.example", email_verified=True)
    assert answer.status_code == 403
    assert "No hay una cuenta con el correo x@otro.example" in answer.content.decode()
    assert not Person.objects.exists()
    come(client, provider, sub="y", email="Eva@nuevo.example", email_verified=True, name="Eva")
    eva = Person.objects.get()
    assert (eva.email, eva.is_steward, eva.memberships.count()) == ("eva@nuevo.example", False, 0)
    assert is_in(client)


def test_an_account_that_was_turned_off_stays_out(
    client: Client, provider: Provider, ana: Person, steward: Person
) -> None:
    come(client, provider, **ANA)
    edit_person(by=steward, person=ana, name="Ana", active=False, steward=False)
    again = Client()
    come(again, provider, **ANA)
    assert not is_in(again)
    assert not is_in(client)


def test_the_second_step_is_asked_here_too(client: Client, provider: Provider, ana: Person) -> None:
    totp.TOTP.activate(ana, totp.generate_totp_secret())
    assert come(client, provider, **ANA)["Location"].startswith("/mesa/segundo-paso/")
    assert not is_in(client)


def test_another_issuer_configured_later_finds_no_account_by_its_own_names(
    client: Client, provider: Provider, ana: Person, settings: Any
) -> None:
    come(client, provider, **ANA)
    with running() as other:
        settings.AMATE_OIDC = Oidc(other.address, CLIENT, SECRET, "otra cuenta")
        stranger = Client()
        assert (
            come(stranger, other, sub="ana-1", email="x@otro.example", email_verified=True).status_code == 403
        )
        assert not is_in(stranger)


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://otro.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=["calls itself otherwise", "token by http", "keys from a file", "nowhere to go"],
)
def test_an_issuer_that_is_not_itself_is_not_gone_to(
    client: Client, provider: Provider, ana: Person, config: dict[str, Any]
) -> None:
    provider.config = config
    answer = client.get("/mesa/entrar/unica/")
    assert answer.status_code == 503
    assert "no responde" in answer.content.decode()


def test_where_one_wanted_to_go_is_kept_and_never_leads_away(
    client: Client, provider: Provider, ana: Person
) -> None:
    assert (
        come(client, provider, "/mesa/entrar/unica/?next=/mesa/reportes/", **ANA)["Location"]
        == "/mesa/reportes/"
    )
    away = come(Client(), provider, "/mesa/entrar/unica/?next=https://otro.example/", **ANA)
    assert away["Location"] == "/mesa/"


def test_nothing_is_joined_to_who_is_signed_in(
    client: Client, provider: Provider, ana: Person, luis: Person
) -> None:
    """A page of another site that sends Luis there gains nothing."""
    client.force_login(luis)
    assert client.get("/mesa/entrar/unica/?process=connect")["Location"] == "/mesa/"
    assert not SocialAccount.objects.exists()


def test_who_cancels_there_is_back_at_the_door(client: Client, provider: Provider, ana: Person) -> None:
    state = parse_qs(urlsplit(client.get("/mesa/entrar/unica/")["Location"]).query)["state"][0]
    answer = client.get(f"/mesa/entrar/unica/vuelta/?error=access_denied&state={state}")
    assert answer["Location"] == reverse("account_login")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"ISSUER": "https://id.example"}, "needs"),
        ({"ISSUER": "http://id.example", "CLIENT": "a", "SECRET": "b"}, "https"),
    ],
)
def test_half_a_configuration_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], fault: str
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"AMATE_OIDC_{name}", value)
    with pytest.raises(ValueError, match=fault):
        oidc()


def test_a_whole_configuration_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert oidc() is None
    said = {
        "ISSUER": "https://id.example/",
        "CLIENT": "a",
        "SECRET": "b",
        "SIGNUP": "@Uno.example, dos.example",
    }
    for name, value in said.items():
        monkeypatch.setenv(f"AMATE_OIDC_{name}", value)
    found = oidc()
    assert found == Oidc(
        "https://id.example/", "a", "b", "tu cuenta institucional", ("uno.example", "dos.example")
    )
