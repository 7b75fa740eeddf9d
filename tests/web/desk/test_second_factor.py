"""Who publishes needs a second step where the portal asks for one; nobody is kept from drafts, and it can be reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from amate.base.clock import today
from amate.base.errors import Invalid, NotAllowed
from amate.base.mail import kept_messages
from amate.base.portal import read_portal
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.people.acting import begin_acting
from amate.people.actions import create_key
from amate.people.models import Institution, JournalEntry, Person
from amate.people.second_factor import reset_second_factor
from amate.publishing.actions import publish, withdraw
from amate.publishing.submissions import approve, give_back, send
from tests.cast import METADATA, PASSWORD, Upload

pytestmark = pytest.mark.django_db
ASKS = "Para publicar activa tu segundo paso"


@pytest.fixture
def asked(settings: Any) -> None:
    settings.PORTAL = replace(settings.PORTAL, second_factor=today())


@pytest.fixture
def draft(upload: Upload, ana: Person, environment: object) -> Dataset:
    dataset = upload().resource.dataset
    return edit_dataset(by=ana, dataset=dataset, title="Parques", theme=environment, **METADATA)


def turn_on(person: Person) -> None:
    totp.TOTP.activate(person, totp.generate_totp_secret())


def test_without_the_setting_nobody_needs_it(ana: Person, draft: Dataset) -> None:
    assert publish(by=ana, dataset=draft).is_public


@pytest.mark.usefixtures("asked")
def test_nobody_publishes_without_it_and_with_it_they_do(ana: Person, luis: Person, draft: Dataset) -> None:
    submission = send(by=luis, dataset=draft)  # drafts and reviews are as ever
    for deed in (
        lambda: publish(by=ana, dataset=draft),
        lambda: approve(by=ana, submission=submission),
        lambda: give_back(by=ana, submission=submission, text="Falta la fuente."),
    ):
        with pytest.raises(NotAllowed) as refused:
            deed()
        assert refused.value.code == "second-factor"
    RecoveryCodes.activate(ana)  # codes alone stand in for nothing
    with pytest.raises(NotAllowed):
        publish(by=ana, dataset=draft)
    turn_on(ana)
    assert publish(by=ana, dataset=draft).is_public


@pytest.mark.usefixtures("asked")
def test_what_is_public_changes_only_with_it(ana: Person, parks_first: Dataset) -> None:
    edit_dataset(by=ana, dataset=parks_first, quality="Falta uno.")
    parks_first.refresh_from_db()
    assert (parks_first.quality, parks_first.proposed) == ("", {"quality": "Falta uno."})
    with pytest.raises(NotAllowed):
        withdraw(by=ana, dataset=parks_first, reason="Por error.")


@pytest.fixture
def parks_first(settings: Any, asked: None, request: pytest.FixtureRequest) -> Dataset:
    """Published before it was asked for."""
    wanted, settings.PORTAL = settings.PORTAL, replace(settings.PORTAL, second_factor=None)
    parks: Dataset = request.getfixturevalue("parks")
    settings.PORTAL = wanted
    return parks


@pytest.mark.usefixtures("asked")
def test_a_key_publishes_only_when_its_owner_has_it(ana: Person, draft: Dataset) -> None:
    _row, secret = create_key(by=ana, name="guion", scopes=["publish"])
    keyed = Client(headers={"Authorization": f"Bearer {secret}"})
    place = f"/api/v1/datasets/{draft.public_id}/publish"
    answer = keyed.post(place, "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor")
    turn_on(ana)
    assert keyed.post(place, "{}", content_type="application/json").status_code == 200


@pytest.mark.usefixtures("asked")
def test_the_desk_leads_to_it_and_keeps_what_was_typed(
    at: Any, ana: Person, luis: Person, draft: Dataset
) -> None:
    workspace = reverse("desk-dataset", args=[draft.slug])
    for path in ("/mesa/", workspace):
        page = at(ana).get(path).content.decode()
        assert ASKS in page
        assert reverse("mfa_activate_totp") in page
        assert ASKS not in at(luis).get(path).content.decode()  # an editor owes nothing
    draft.refresh_from_db()
    typed = {"title": "Parques y jardines", "revision": draft.revision, "publish": "1"}
    answer = at(ana).post(workspace, typed)
    assert answer.status_code in (400, 403)
    assert "Parques y jardines" in answer.content.decode()
    assert not Dataset.objects.get().is_public
    turn_on(ana)
    assert ASKS not in at(ana).get("/mesa/").content.decode()


def test_until_the_day_comes_it_is_only_told(at: Any, settings: Any, ana: Person, draft: Dataset) -> None:
    settings.PORTAL = replace(settings.PORTAL, second_factor=today() + timedelta(days=1))
    page = at(ana).get("/mesa/").content.decode()
    assert "para publicar hará falta un segundo paso" in page
    assert publish(by=ana, dataset=draft).is_public


@pytest.mark.usefixtures("asked")
def test_a_steward_without_it_does_not_act_as_others(steward: Person, luis: Person) -> None:
    with pytest.raises(NotAllowed) as refused:
        begin_acting(by=steward, person=luis, ground="Me pidió ayuda con su borrador.")
    assert refused.value.code == "second-factor"
    turn_on(steward)
    assert begin_acting(by=steward, person=luis, ground="Me pidió ayuda con su borrador.")


def test_a_steward_takes_it_away_from_who_lost_the_telephone(
    at: Any, steward: Person, ana: Person, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    turn_on(ana)
    RecoveryCodes.activate(ana)
    door = Client()
    typed = {"login": ana.email, "password": PASSWORD}
    assert "segundo-paso" in door.post("/mesa/entrar/", typed).headers["Location"]
    person = reverse("portal-row", args=["personas", ana.pk])
    assert "Quitar su segundo paso" in at(steward).get(person).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        at(steward).post(reverse("portal-drop-second-step", args=[ana.pk]))
    assert Client().post("/mesa/entrar/", typed).headers["Location"] == "/mesa/"
    entry = JournalEntry.objects.get(verb="reset-second-factor")
    assert (entry.by, entry.label) == (steward, "Ana")
    ((_name, message),) = kept_messages()
    assert message["To"] == ana.email
    assert "quitó el segundo paso" in " ".join(message.get_content().split())


def test_nobody_takes_away_their_own_or_what_is_not_there(steward: Person, ana: Person, rosa: Person) -> None:
    turn_on(steward)
    turn_on(ana)
    with pytest.raises(NotAllowed):
        reset_second_factor(by=steward, person=steward)
    with pytest.raises(NotAllowed):
        reset_second_factor(by=rosa, person=ana)
    with pytest.raises(Invalid):
        reset_second_factor(by=steward, person=rosa)


@pytest.mark.parametrize(("written", "day"), [("2027-01-15", date(2027, 1, 15)), ('"pronto"', None)])
def test_the_portal_says_it_as_a_day(tmp_path: Path, settings: Any, written: str, day: date | None) -> None:
    raw = (Path(settings.AMATE_PORTAL) / "portal.toml").read_text()
    path = tmp_path / "portal.toml"
    path.write_text(f"{raw}\n[accounts]\nsecond_factor = {written}\n")
    if day:
        assert read_portal(path).second_factor == day
    else:
        with pytest.raises(ValueError, match="second_factor"):
            read_portal(path)


@pytest.mark.usefixtures("asked")
def test_two_persons_still_need_a_second_one(ana: Person, zapopan: Institution, draft: Dataset) -> None:
    """The second step is asked beside the rule of two persons, not in its place."""
    zapopan.two_persons = True
    zapopan.save()
    turn_on(ana)
    submission = send(by=ana, dataset=draft)
    with pytest.raises(NotAllowed) as refused:
        approve(by=ana, submission=submission)
    assert refused.value.code == "two-persons"
