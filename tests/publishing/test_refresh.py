"""A resource that is brought from where it is kept: new bytes are a new version; no failure takes the old one away."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from amate.base.errors import Invalid, NotAllowed, NotReady
from amate.base.jobs.models import Job
from amate.base.sealing import seal, unseal
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.people.actions import create_person, grant_role
from amate.people.models import JournalEntry
from amate.people.rules import Role
from amate.publishing import refresh
from amate.publishing.actions import discard, withdraw
from amate.publishing.actions import upload as upload_next
from amate.publishing.models import Source
from amate.publishing.origins import Secret, sheet_address
from amate.publishing.readings import recipe_of, reread
from amate.publishing.refresh import after, ask_refresh, enqueue_due, remove_source, set_source
from amate.publishing.submissions import send
from tests.base.fetching.distant import Distant, playing, raw, says
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
NEXT = PARKS_CSV + "Colomos,Providencia,92.0,14039\r\n"
THIRD = NEXT + "González Gallo,El Rosario,73.0,14039\r\n"


@pytest.fixture
def office(settings):
    """The server where the office of parks keeps its file; `office.gives("…")` changes what it answers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    class Office:
        server: Distant

        def gives(self, content: str | bytes, status: str = "200 OK", *headers: str) -> None:
            self.play = says(status, content.encode() if isinstance(content, str) else content, *headers)

    place = Office()
    place.gives(NEXT)

    def play(line, head):
        place.play(line, head)

    with playing(play) as server:
        settings.AMATE_INTERNAL_SOURCES = [server.name]
        place.server = server
        yield place


@pytest.fixture
def resource(parks):
    return parks.resources.get()


@pytest.fixture
def brought(resource, ana, office):
    """The file of parks is brought every day and goes public alone: `brought()` brings it now."""

    def bring(**said) -> Source:
        if said or not Source.objects.exists():
            how = {"by": ana, "every": "day", "publishes": True, "address": office.server.address}
            set_source(resource=resource, **(how | said))
        else:
            ask_refresh(by=ana, resource=resource)
        run_waiting_jobs()
        return Source.objects.get()

    return bring


def rows(resource) -> int:
    resource.refresh_from_db()
    return resource.current.tables.get().rows


def test_new_bytes_are_a_new_version_that_goes_public_alone(brought, resource, ana):
    source = brought()
    assert (rows(resource), resource.current.number) == (3, 2)
    assert (source.failures, source.trouble) == (0, "")
    assert source.succeeded is not None
    assert resource.current.created_by == ana
    assert JournalEntry.objects.filter(verb="publish", by=ana).count() == 2


def test_the_same_bytes_are_no_version(brought, resource, office):
    first = brought().succeeded
    assert brought().succeeded > first
    assert resource.versions.count() == 2
    office.gives(PARKS_CSV)
    brought()
    assert (resource.versions.count(), rows(resource)) == (3, 2)  # back to what it was is a change too


def test_a_server_that_says_unchanged_is_believed_only_of_the_same_address(brought, resource, office):
    office.gives(NEXT, "200 OK", 'ETag: "v2"')
    brought()
    office.play = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert brought().failures == 0
    assert b'If-None-Match: "v2"' in office.server.heads[-1]
    other = brought(address=office.server.address + "?otra")
    assert b"If-None-Match" not in office.server.heads[-1]
    assert (other.failures, resource.versions.count()) == (1, 2)


def test_what_readers_have_already_is_not_made_again(brought, resource, office):
    office.gives(PARKS_CSV)
    assert brought().succeeded is not None
    assert resource.versions.count() == 1


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        ("404 Not Found", "no", "ya no hay nada"),
        ("500 Error", "no", "error 500"),
        ("200 OK", "<!DOCTYPE html><html><body>Entre con su cuenta</body></html>", "página web"),
        ("200 OK", "\ufeff\n <!-- x --> <HTML lang='es'>", "página web"),
        ("200 OK", "", "vacío"),
    ],
)
def test_a_failure_leaves_the_last_good_version_up_and_is_told_after_the_second(
    status, content, said, brought, resource, office, ana, steward
):
    good = brought().succeeded
    office.gives(content, status)
    source = brought()
    assert (source.failures, source.succeeded, rows(resource)) == (1, good, 3)
    assert said in source.trouble
    assert mail.outbox == []
    assert brought().failures == 2
    brought()
    (letter,) = mail.outbox
    assert letter.to == [ana.email]
    assert said in letter.body
    assert office.server.address in letter.body
    office.gives(THIRD)
    source = brought()
    assert (source.failures, source.trouble, rows(resource)) == (0, "", 4)
    office.gives("no", "404 Not Found")
    brought()
    brought()
    assert len(mail.outbox) == 2


def test_a_file_that_cannot_be_read_counts_as_a_failure_each_time_and_is_kept_once(brought, resource, office):
    office.gives(b"PK\x03\x04 esto no es un libro" + bytes(range(256)) * 4)
    assert brought().failures == 1
    source = brought()
    assert (source.failures, resource.versions.count(), rows(resource)) == (2, 2, 2)
    assert source.trouble
    assert len(mail.outbox) == 1


def test_a_failure_is_tried_again_sooner_than_its_turn_and_ever_more_rarely(brought, office):
    office.gives("no", "503 x")
    brought()
    waits = []
    for before in range(7):
        Source.objects.update(next_at=timezone.now() + timedelta(days=1), failures=before)
        waits.append(round((brought().next_at - timezone.now()) / timedelta(hours=1)))
    assert waits == [1, 2, 4, 8, 16, 24, 24]


def test_what_asks_for_an_answer_waits_for_somebody_who_is_told(brought, resource, office, ana):
    office.gives("nombre,otra cosa\r\nMetropolitano,1\r\n")
    source = brought()
    assert resource.versions.first().state == "asking"
    assert (rows(resource), source.failures) == (2, 0)
    assert "Espera una respuesta" in source.trouble
    assert [letter.to for letter in mail.outbox] == [[ana.email]]
    brought()
    assert len(mail.outbox) == 1


def test_what_holds_persons_never_goes_public_alone(brought, resource, office):
    office.gives(PARKS_CSV.replace("nombre", "curp").replace("Metropolitano", "GOMC800101HJCMRR07"))
    brought()
    assert rows(resource) == 2
    assert resource.versions.first().state == "asking"


def test_without_that_right_it_waits_for_a_person(brought, resource):
    source = brought(publishes=False)
    assert rows(resource) == 2
    assert resource.versions.first().state == "ready"
    assert "no se publica sola" in source.trouble
    brought(publishes=True)
    assert rows(resource) == 3


def test_where_two_persons_publish_nothing_goes_public_alone(brought, resource, zapopan):
    zapopan.two_persons = True
    zapopan.save()
    assert "dos personas" in brought().trouble
    assert rows(resource) == 2


def test_metadata_that_wait_for_eyes_do_not_slip_out_with_a_file(brought, resource, luis, parks):
    edit_dataset(by=luis, dataset=parks, description="Nadie ha visto esto todavía.")
    Dataset.objects.filter(pk=parks.pk).update(proposed={"description": "Nadie ha visto esto todavía."})
    assert "metadatos" in brought().trouble
    parks.refresh_from_db()
    assert (rows(resource), parks.proposed != {}) == (2, True)


def test_what_is_being_looked_at_is_not_changed_under_the_eyes(brought, resource, office, parks, luis):
    upload_next(by=luis, resource=resource, file=io.BytesIO(NEXT.encode()), filename="parques.csv")
    run_waiting_jobs()
    office.gives(PARKS_CSV.replace("7.2", "7.4"))
    send(by=luis, dataset=parks)
    assert "revisión" in brought().trouble
    assert rows(resource) == 2


def test_what_somebody_touched_is_theirs_to_publish(brought, resource, ana):
    brought(publishes=False)
    Source.objects.update(publishes=True)
    version = resource.versions.first()
    reread(by=ana, version=version, recipe=recipe_of(version))
    run_waiting_jobs()
    version.refresh_from_db()
    assert (version.state, rows(resource)) == ("ready", 2)


def test_what_was_withdrawn_stays_so_and_is_not_called(brought, resource, parks, ana, office):
    brought()
    withdraw(by=ana, dataset=parks, reason="Se revisa.")
    visits = office.server.visits
    assert enqueue_due(timezone.now() + timedelta(days=2)) == 0
    office.gives(THIRD)
    assert "no está publicado" in brought().trouble
    parks.refresh_from_db()
    assert (parks.state, office.server.visits) == ("withdrawn", visits + 1)


def test_what_somebody_threw_away_does_not_come_back_until_it_changes(brought, resource, ana):
    brought(publishes=False)
    discard(by=ana, version=resource.versions.first())
    assert brought().failures == 0
    assert resource.versions.count() == 1


def test_bytes_that_were_erased_for_ever_are_not_brought_back(brought, resource, office):
    brought()
    resource.versions.filter(number=2).update(state="purged")
    office.gives(THIRD)
    brought()
    office.gives(NEXT)
    source = brought()
    assert "se borró del portal" in source.trouble
    assert (resource.versions.count(), source.failures) == (3, 1)


def test_rights_end_with_the_membership_of_who_set_it(brought, resource, ana, luis, office, zapopan):
    brought(by=luis, publishes=False)
    luis.memberships.all().delete()
    office.gives(THIRD)
    source = brought()
    assert "ya no trabaja aquí" in source.trouble
    assert resource.versions.count() == 2


def test_only_the_team_says_where_from_and_only_who_publishes_that_it_goes_alone(
    resource, rosa, luis, office
):
    how = {"resource": resource, "address": office.server.address, "every": "day"}
    with pytest.raises(NotAllowed):
        set_source(by=rosa, **how)
    with pytest.raises(NotAllowed):
        set_source(by=luis, publishes=True, **how)
    set_source(by=luis, **how)
    with pytest.raises(NotAllowed):
        ask_refresh(by=rosa, resource=resource)
    with pytest.raises(NotAllowed):
        remove_source(by=rosa, resource=resource)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "parques",
        "ftp://datos.mx/x.csv",
        "file:///etc/passwd",
        "http://ana:clave@datos.mx/x.csv",
        "s3://",
        "sftp://",
        "https://docs .google.com/",
    ],
)
def test_an_address_that_leads_nowhere_is_refused_when_it_is_written(address, resource, ana):
    with pytest.raises(Invalid) as refused:
        set_source(by=ana, resource=resource, address=address, every="day")
    assert refused.value.fields["address"]
    assert not Source.objects.exists()


def test_a_password_is_sealed_and_opens_with_the_key_of_this_portal_alone(
    resource, ana, office, brought, settings
):
    brought(user="parques", password="árbol-7")
    source = Source.objects.get()
    assert "árbol" not in source.secret
    assert "parques" not in source.secret
    assert b"Authorization: Basic " in office.server.heads[-1]
    assert not JournalEntry.objects.filter(detail__icontains="árbol").exists()
    settings.SECRET_KEY = "otra"
    assert "ya no puede leer la contraseña" in brought().trouble
    assert unseal(seal("a", "x"), "y") is None


def test_a_password_stays_with_the_server_that_it_was_typed_for(resource, ana, luis, office):
    how = {"resource": resource, "every": "day", "on": False}
    kept = lambda: Secret.opened(Source.objects.get().secret)  # noqa: E731
    set_source(by=ana, address="https://datos.mx/a.csv", user="u", password="p", **how)
    set_source(by=luis, address="https://datos.mx/b.csv", user="u", **how)
    assert kept() == Secret("u", "p")
    for elsewhere in ("https://otro.mx/b.csv", "http://datos.mx/b.csv", "https://datos.mx:8443/b.csv"):
        set_source(by=ana, address="https://datos.mx/a.csv", user="u", password="p", **how)
        set_source(by=luis, address=elsewhere, user="u", **how)
        assert kept() == Secret("u", "")
    set_source(by=ana, address="https://datos.mx/a.csv", user="u", password="p", **how)
    set_source(by=luis, address="https://datos.mx/a.csv", **how)
    assert Source.objects.get().secret == ""


def test_each_is_brought_once_a_turn_however_many_workers_ask(resource, ana, office):
    set_source(by=ana, resource=resource, address=office.server.address, every="day")
    run_waiting_jobs()
    turn = Source.objects.get().next_at
    assert enqueue_due(turn - timedelta(minutes=1)) == 0
    asked = Job.objects.filter(kind="refresh-source")
    before = asked.count()
    assert [enqueue_due(turn + timedelta(minutes=1)) for _worker in range(3)] == [1, 0, 0]
    assert asked.count() == before + 1
    assert Source.objects.get().next_at == turn + timedelta(days=1)


def test_a_portal_that_slept_a_month_brings_each_once(resource, ana, office):
    set_source(by=ana, resource=resource, address=office.server.address, every="hour")
    later = Source.objects.get().next_at + timedelta(days=30)
    assert [enqueue_due(later), enqueue_due(later)] == [1, 0]
    assert Source.objects.get().next_at == later + timedelta(hours=1)


def test_a_clock_that_was_set_back_loses_no_turn(resource, ana, office):
    set_source(by=ana, resource=resource, address=office.server.address, every="hour")
    earlier = timezone.now() - timedelta(days=2)
    assert [enqueue_due(earlier), enqueue_due(earlier)] == [1, 0]
    assert Source.objects.get().next_at == earlier + timedelta(hours=1)


def test_turned_off_it_is_brought_only_by_hand(brought, office):
    source = brought(on=False)
    assert (source.next_at, office.server.visits) == (None, 0)
    assert enqueue_due(timezone.now() + timedelta(days=400)) == 0
    assert brought().succeeded is not None


def test_the_last_day_of_a_month_is_followed_by_the_last_of_the_next():
    moment = datetime(2023, 12, 31, 6, tzinfo=UTC)
    assert after("month", moment) == datetime(2024, 1, 31, 6, tzinfo=UTC)
    assert after("month", datetime(2024, 1, 31, 6, tzinfo=UTC)) == datetime(2024, 2, 29, 6, tzinfo=UTC)
    assert after("week", moment) == datetime(2024, 1, 7, 6, tzinfo=UTC)


def test_a_disk_that_is_nearly_full_is_left_its_reserve(brought, resource, office, monkeypatch):
    brought()
    visits = office.server.visits
    full = shutil.disk_usage("/")._replace(free=400_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    assert "no cabe nada más" in brought().trouble
    assert (office.server.visits, rows(resource)) == (visits, 3)


def test_what_changed_address_meanwhile_takes_nothing_of_the_old_one(brought, resource, office, ana):
    brought(publishes=False)

    source = Source.objects.select_related("resource__dataset__institution", "by").get()
    bring = refresh.bring

    def meanwhile(wanted, into):
        came = bring(wanted, into)
        Source.objects.update(address="https://otra.mx/x.csv")
        return came

    office.gives(THIRD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh, "bring", meanwhile)
        refresh.refresh(source)
    assert resource.versions.count() == 2


def test_removed_it_is_brought_no_more(brought, resource, ana):
    brought()
    remove_source(by=ana, resource=resource)
    assert rows(resource) == 3
    with pytest.raises(NotReady):
        ask_refresh(by=ana, resource=resource)


@pytest.mark.parametrize(
    ("address", "ending", "expected"),
    [
        (
            "https://docs.google.com/spreadsheets/d/1AbC-_9/edit#gid=42",
            "csv",
            "d/1AbC-_9/export?format=csv&gid=42",
        ),
        ("https://docs.google.com/spreadsheets/d/1AbC/edit?usp=sharing", "csv", "d/1AbC/export?format=csv"),
        (
            "https://docs.google.com/spreadsheets/u/0/d/1AbC/edit?gid=7#gid=7",
            "xlsx",
            "d/1AbC/export?format=xlsx&gid=7",
        ),
        ("https://docs.google.com/spreadsheets/d/1AbC", "csv", "d/1AbC/export?format=csv"),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?gid=3&single=true",
            "csv",
            "d/e/2PACX-1v/pub?output=csv&gid=3&single=true",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv",
            "csv",
            "d/e/2PACX-1v/pub?output=csv",
        ),
    ],
)
def test_the_address_that_people_copy_of_a_sheet_is_turned_into_that_of_its_file(address, ending, expected):
    assert sheet_address(address, ending) == f"https://docs.google.com/spreadsheets/{expected}"


@pytest.mark.parametrize(
    "address",
    [
        "https://docs.google.com/document/d/1AbC/edit",
        "http://docs.google.com/spreadsheets/d/1AbC/edit",
        "https://docs.google.com.example/spreadsheets/d/1AbC/edit",
        "https://example.mx/?u=https://docs.google.com/spreadsheets/d/1AbC/edit",
    ],
)
def test_what_only_looks_like_a_sheet_is_left_as_it_is(address):
    assert sheet_address(address, "csv") is None


def test_a_reviewer_may_let_it_go_alone(resource, zapopan, office, brought):
    nora = create_person(by=None, email="nora@zapopan.example", name="Nora")
    grant_role(by=None, person=nora, institution=zapopan, role=Role.REVIEWER)
    brought(by=nora)
    assert rows(resource) == 3
