"""A steward who acts as somebody else: seen on every page, written down, with less power and for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amate.base.errors import NotAllowed
from amate.base.mail import kept_messages
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.people.acting import LASTS, as_other, begin_acting
from amate.people.actions import (
    create_key,
    create_person,
    edit_person,
    grant_role,
    remove_role,
    revoke_key,
    save_institution,
)
from amate.people.models import ApiKey, Institution, JournalEntry, Person
from amate.people.permissions import may
from amate.people.rules import MAY, Role
from amate.publishing.actions import publish, withdraw
from amate.publishing.models import Ground
from amate.publishing.shutting import quarantine
from amate.publishing.submissions import may_approve, send
from tests.cast import METADATA, PASSWORD, Upload

pytestmark = pytest.mark.django_db
BANNER = "Volver a ser yo"
GROUND = "Me pidió ayuda con su borrador."
Commit = Callable[..., object]


@pytest.fixture(autouse=True)
def mail_in_the_folder(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "amate.base.mail.FolderBackend"


@pytest.fixture
def desk(steward: Person) -> Client:
    client = Client()
    client.force_login(steward)
    return client


def act(desk: Client, person: Person, ground: str = GROUND) -> Client:
    desk.post(reverse("portal-act-as", args=[person.pk]), {"ground": ground})
    return desk


def acting(steward: Person, person: Person) -> Person:
    """Somebody as the verbs see them while a steward acts as them."""
    other = as_other(by=steward, pk=person.pk, until=timezone.now() + LASTS)
    assert other
    return other


@pytest.fixture
def draft(upload: Upload, ana: Person, environment: object) -> Dataset:
    dataset = upload().resource.dataset
    return edit_dataset(by=ana, dataset=dataset, title="Parques", theme=environment, **METADATA)


def test_every_page_says_who_acts_as_whom_until_they_stop(
    desk: Client, luis: Person, steward: Person, draft: Dataset, parks: Dataset
) -> None:
    act(desk, luis)
    pages = [
        "/", "/datos", "/mesa/", parks.get_absolute_url(), "/nada-de-esto", "/mesa/portal/",
        f"/mesa/conjuntos/{draft.slug}/", "/mesa/conjuntos/nunca/", "/api", "/mesa/clave/",
    ]  # fmt: skip
    said = {path: desk.get(path).content.decode() for path in pages}
    assert [
        path for path, page in said.items() if "Responsable</strong>, ves el portal como" not in page
    ] == []
    assert BANNER in said["/"]
    assert desk.get("/mesa/portal/").status_code == 403
    desk.post(reverse("desk-stop-acting"))
    assert BANNER not in desk.get("/mesa/").content.decode()
    assert desk.get("/mesa/portal/").status_code == 200


def test_what_is_done_is_written_down_with_both_names(
    desk: Client, luis: Person, steward: Person, draft: Dataset
) -> None:
    act(desk, luis)
    answer = desk.post(
        reverse("desk-resource", args=[draft.resources.get().public_id]), {"title": "Parques urbanos"}
    )
    assert answer.status_code == 302
    entry = JournalEntry.objects.get(verb="edit", kind="resource")
    assert (entry.by, entry.acting) == (luis, steward)
    assert "Responsable como Luis" in desk.get(f"/mesa/conjuntos/{draft.slug}/").content.decode()
    desk.post(reverse("desk-stop-acting"))
    journal = desk.get(reverse("portal-journal")).content.decode()
    assert "Responsable como Luis" in journal
    begun = JournalEntry.objects.get(verb="act-as")
    assert (begun.by, begun.acting, begun.label, begun.detail["ground"]) == (steward, None, "Luis", GROUND)
    assert JournalEntry.objects.filter(verb="act-as-end", by=steward).exists()


def test_the_person_is_told_by_mail(
    desk: Client, luis: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        act(desk, luis)
    ((_name, message),) = kept_messages()
    assert message["To"] == luis.email
    assert GROUND in message.get_content()
    assert "Responsable" in message.get_content()


@pytest.mark.parametrize("ground", ["", "   ", "porque sí"])
def test_without_a_ground_nobody_acts(desk: Client, luis: Person, ground: str) -> None:
    answer = desk.post(reverse("portal-act-as", args=[luis.pk]), {"ground": ground})
    assert answer.status_code == 400
    assert BANNER not in desk.get("/mesa/").content.decode()


def test_nobody_becomes_who_may_as_much_or_does_not_come_in(
    steward: Person, ana: Person, luis: Person
) -> None:
    other = create_person(by=None, email="otra@jalisco.example", name="Otra", password=PASSWORD, steward=True)
    edit_person(by=steward, person=luis, name="Luis", active=False, steward=False)
    luis.refresh_from_db()
    for person in (other, steward, luis):
        with pytest.raises(NotAllowed):
            begin_acting(by=steward, person=person, ground=GROUND)
        assert as_other(by=steward, pk=person.pk, until=timezone.now() + LASTS) is None
    with pytest.raises(NotAllowed):
        begin_acting(by=ana, person=luis, ground=GROUND)
    keyed = Person.objects.get(pk=steward.pk)
    keyed.key_scopes = frozenset({"read", "write", "publish", "admin"})
    with pytest.raises(NotAllowed):
        begin_acting(by=keyed, person=ana, ground=GROUND)
    with pytest.raises(NotAllowed):
        begin_acting(by=acting(steward, ana), person=luis, ground=GROUND)


def test_it_ends_when_either_is_not_what_they_were(
    desk: Client, steward: Person, ana: Person, luis: Person
) -> None:
    second = create_person(
        by=None, email="otra@jalisco.example", name="Otra", password=PASSWORD, steward=True
    )
    act(desk, luis)
    edit_person(by=second, person=luis, name="Luis", active=True, steward=True)  # has power now
    assert BANNER not in desk.get("/mesa/").content.decode()
    act(desk, ana)
    edit_person(by=second, person=steward, name="Responsable", active=True, steward=False)
    page = desk.get("/mesa/").content.decode()
    assert BANNER not in page
    assert "Subir archivo" not in page  # nor is Ana's work in reach


def test_when_time_is_over_a_form_is_not_sent_in_the_own_name(
    desk: Client, luis: Person, draft: Dataset
) -> None:
    act(desk, luis)
    session = desk.session
    session["acting"] = session["acting"] | {"until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    typed = {"title": "Otro nombre", "revision": draft.revision}
    answer = desk.post(f"/mesa/conjuntos/{draft.slug}/", typed, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    assert "Se acabó el tiempo" in answer.content.decode()
    assert "Otro nombre" in answer.content.decode()
    assert Dataset.objects.get().title == "Parques"
    assert desk.get("/mesa/portal/").status_code == 200


def test_a_form_opened_as_another_is_not_sent_as_oneself(
    steward: Person, luis: Person, draft: Dataset
) -> None:
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(steward)

    def post(path: str, token: str, **typed: object) -> int:
        return desk.post(path, typed | {"csrfmiddlewaretoken": token}).status_code

    desk.get("/mesa/llaves/")
    own = desk.cookies["csrftoken"].value
    assert post(reverse("portal-act-as", args=[luis.pk]), own, ground=GROUND) == 302
    as_luis = desk.cookies["csrftoken"].value
    workspace = f"/mesa/conjuntos/{draft.slug}/"
    assert post(workspace, own, title="De antes", revision=draft.revision) == 403
    assert post(reverse("desk-stop-acting"), as_luis) == 302
    assert post(workspace, as_luis, title="De Luis", revision=draft.revision) == 403
    assert Dataset.objects.get().title == "Parques"


ACCOUNT_PAGES = (
    "account_change_password", "account_set_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
)  # fmt: skip


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_the_account_itself_is_out_of_reach(desk: Client, luis: Person, name: str) -> None:
    act(desk, luis)
    for answer in (desk.get(reverse(name)), desk.post(reverse(name))):
        assert answer.status_code == 403
        assert "son cosa suya" in answer.content.decode()


def test_leaving_leaves_both(desk: Client, luis: Person) -> None:
    act(desk, luis)
    desk.post(reverse("account_logout"))
    assert desk.get("/mesa/").status_code == 302


def test_only_drafts_are_worked_on(steward: Person, ana: Person, luis: Person, zapopan: Institution) -> None:
    other = acting(steward, ana)
    assert {verb for verb in MAY if may(other, verb, zapopan)} == {"look", "edit"}


def deeds(by: Person, draft: Dataset, parks: Dataset, luis: Person, zapopan: Institution) -> Iterator[tuple]:
    key = ApiKey.objects.get()
    yield "publish", lambda: publish(by=by, dataset=draft)
    yield "withdraw", lambda: withdraw(by=by, dataset=parks, reason="Por error.")
    yield "send", lambda: send(by=by, dataset=draft)
    yield "key", lambda: create_key(by=by, name="guion", scopes=["read"])
    yield "revoke", lambda: revoke_key(by=by, key=key)
    yield "member", lambda: grant_role(by=by, person=luis, institution=zapopan, role=Role.LIAISON)
    yield "remove", lambda: remove_role(by=by, membership=luis.memberships.get())
    yield "person", lambda: create_person(by=by, email="x@x.example", name="X")
    yield "quarantine", lambda: quarantine(by=by, dataset=parks, ground=Ground.ERROR)
    yield "institution", lambda: save_institution(by=by, slug="x", name="X", kind="organismo")


def test_no_sensitive_act_is_done_in_the_place_of_another(
    steward: Person, ana: Person, luis: Person, zapopan: Institution, draft: Dataset, parks: Dataset
) -> None:
    create_key(by=ana, name="suya", scopes=["read"])
    before = JournalEntry.objects.count()
    for name, deed in deeds(acting(steward, ana), draft, parks, luis, zapopan):
        with pytest.raises(NotAllowed) as refused:
            deed()
        assert refused.value.code == "acting", name
    assert JournalEntry.objects.count() == before


def test_what_is_public_is_not_changed_at_once(steward: Person, ana: Person, parks: Dataset) -> None:
    edit_dataset(by=acting(steward, ana), dataset=parks, quality="Falta uno.")
    parks.refresh_from_db()
    assert (parks.quality, parks.proposed) == ("", {"quality": "Falta uno."})


def test_who_acted_does_not_approve_as_oneself(
    steward: Person, luis: Person, zapopan: Institution, draft: Dataset
) -> None:
    """Where two persons publish, a steward who prepared it as Luis is one of those who prepared it."""
    zapopan.two_persons = True
    zapopan.save()
    edit_dataset(by=acting(steward, luis), dataset=draft, quality="Falta uno.")
    submission = send(by=luis, dataset=draft)
    assert not may_approve(steward, submission)


def test_the_api_of_the_session_knows_it_too(desk: Client, luis: Person, parks: Dataset) -> None:
    act(desk, luis)
    place = f"/api/v1/datasets/{parks.public_id}/quarantine"
    desk.get("/mesa/")
    csrf = desk.cookies["csrftoken"].value
    answer = desk.post(
        place, {"ground": "error"}, content_type="application/json", headers={"X-CSRFToken": csrf}
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "acting"
