"""Mails about data that are late or soon due: who gets them, when, what they say, and that nothing is said twice."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.test import Client

from amate.base import clock, mail, outbox
from amate.catalog.models import Dataset
from amate.people.actions import want_reminders
from amate.people.models import Institution, Person
from amate.publishing import letters, reminders
from amate.publishing.actions import publish, upload, withdraw
from amate.publishing.models import Reminder
from amate.publishing.readings import answer
from amate.publishing.reminders import remind
from tests.work import run_waiting_jobs

# Parks are yearly and changed on 3 May 2024: due on 3 May 2025, late from 3 June, very late from 1 September.
SOON, LATE, VERY_LATE = (
    datetime(2025, month, day, 16, tzinfo=UTC) for month, day in ((4, 3), (6, 3), (9, 1))
)
DAY = timedelta(days=1)


@pytest.fixture
def yearly(parks: Dataset) -> Dataset:
    parks.data_modified = datetime(2024, 5, 3, 18, tzinfo=UTC)
    parks.save()
    return parks


def mails() -> list[tuple[str, str, str]]:
    """To whom, subject and text, by person."""
    return sorted((one.to[0], one.subject, one.body) for one in django_mail.outbox)


def test_each_standing_is_told_once_and_to_those_who_edit_there(
    yearly: Dataset, ana: Person, luis: Person, rosa: Person
) -> None:
    assert remind(SOON - DAY) == 0
    assert remind(SOON) == 2
    assert [to for to, _subject, _text in mails()] == [ana.email, luis.email]
    assert mails()[0][1] == "Pronto toca actualizar: «Parques de Zapopan»"
    for moment in (SOON, SOON + DAY, LATE - DAY):
        assert remind(moment) == 0
    assert remind(LATE) == 2
    assert remind(LATE + DAY) == 0
    assert remind(VERY_LATE + 40 * DAY) == 2
    assert remind(VERY_LATE + 80 * DAY) == 0
    told = set(Reminder.objects.values_list("person__email", "standing"))
    assert told == {
        (person.email, one) for person in (ana, luis) for one in ("al-dia", "atrasado", "muy-atrasado")
    }


def test_it_says_what_is_late_by_how_much_and_what_to_do(yearly: Dataset, ana: Person) -> None:
    remind(LATE)
    _to, subject, text = mails()[0]
    assert subject == "Atrasado: «Parques de Zapopan»"
    assert "«Parques de Zapopan» (Ayuntamiento de Zapopan): tocaba el 03/05/2025, hace 31 días" in text
    assert "/mesa/conjuntos/parques-de-zapopan/" in text
    assert "corrige su periodicidad" in " ".join(text.split())
    assert "/mesa/avisos/" in text


def test_all_of_a_day_is_one_mail(
    yearly: Dataset, ana: Person, zapopan: Institution, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        Dataset.objects.create(
            slug=f"copia-{number}",
            institution=zapopan,
            title=f"Copia {number}",
            state="published",
            periodicity="R/P1M",
            data_modified=yearly.data_modified,
        )
    with django_assert_max_num_queries(20):
        assert remind(LATE) == 1
    ((_to, subject, text),) = mails()
    assert subject == "41 conjuntos atrasados"
    assert "MUY ATRASADOS" in text
    assert "y 10 más, en la mesa" in text
    assert text.index("Copia 0") < text.index("Parques de Zapopan")
    assert Reminder.objects.count() == 41


def test_what_is_new_is_told_without_what_was_told(
    yearly: Dataset, ana: Person, zapopan: Institution
) -> None:
    remind(LATE)
    Dataset.objects.create(
        slug="otro",
        institution=zapopan,
        title="Otro",
        state="published",
        periodicity="R/P1Y",
        data_modified=yearly.data_modified + DAY,
    )
    assert remind(LATE + DAY) == 1
    (text,) = (one.body for one in django_mail.outbox if one.subject == "Atrasado: «Otro»")
    assert "Parques" not in text


def test_what_comes_up_later_that_day_waits_for_the_next(yearly: Dataset, ana: Person) -> None:
    assert remind(LATE) == 1
    yearly.periodicity = "R/P1M"
    yearly.save()
    assert remind(LATE + timedelta(hours=3)) == 0
    assert remind(LATE + DAY) == 1


def test_new_data_and_a_new_promise_are_told_anew(yearly: Dataset, ana: Person) -> None:
    assert remind(LATE) == 1
    yearly.data_modified = LATE
    yearly.save()
    assert remind(LATE + DAY) == 0
    assert remind(LATE + 400 * DAY) == 1


def test_who_does_not_want_them_or_may_not_gets_none(
    client: Client, yearly: Dataset, ana: Person, luis: Person, steward: Person
) -> None:
    want_reminders(by=luis, on=False)
    ana.is_active = False
    ana.save()
    assert remind(LATE) == 0
    client.force_login(luis)
    assert "Ahora no los recibes." in client.get("/mesa/avisos/").content.decode()
    client.post("/mesa/avisos/", {"on": "1"})
    assert remind(LATE) == 1
    assert [to for to, *_rest in mails()] == [luis.email]


def test_what_is_not_public_is_not_due(yearly: Dataset, ana: Person) -> None:
    withdraw(by=ana, dataset=yearly, reason="Se revisa")
    assert remind(LATE) == 0


def test_nobody_is_written_to_in_the_night(yearly: Dataset, ana: Person) -> None:
    """In Mexico City it is six hours earlier than in UTC, and it has been on both sides of that."""
    assert remind(LATE.replace(hour=13, minute=59)) == 0
    assert remind(LATE.replace(hour=14)) == 1


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/New_York", date(2025, 3, 9)),
        ("America/New_York", date(2025, 11, 2)),
        ("America/Santiago", date(2025, 9, 7)),  # at midnight: that day begins at one
        ("Australia/Lord_Howe", date(2025, 4, 6)),  # by half an hour
        ("America/Mexico_City", date(2022, 10, 30)),  # the last one there
    ],
)
def test_on_a_day_when_clocks_change_one_mail_leaves(
    yearly: Dataset, ana: Person, zone: str, change: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hour by hour through the days around it, and some of them again after the worker's clock was set back."""
    there = ZoneInfo(zone)
    monkeypatch.setattr(clock, "zone", lambda: there)
    monkeypatch.setattr(reminders, "zone", lambda: there)
    due = change - timedelta(days=31)
    yearly.data_modified = datetime(due.year - 1, due.month, due.day, 12, tzinfo=there)
    yearly.save()
    ana.reminders.create(dataset=yearly, standing="al-dia", due=due, day=due)
    start = datetime(change.year, change.month, change.day, 3, tzinfo=UTC) - 2 * DAY
    sent = [
        start + timedelta(hours=hour)
        for hour in (*range(100), *range(40, 60))
        if remind(start + timedelta(hours=hour))
    ]
    (moment,) = (one.astimezone(there) for one in sent)
    assert (moment.date(), moment.hour) == (change, 8)


def test_what_a_mail_server_does_not_take_waits_and_is_told_once(
    yearly: Dataset, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_said: Any, **_how: Any) -> int:
        raise OSError

    with monkeypatch.context() as down:
        down.setattr(django_mail.EmailMessage, "send", nobody)
        assert remind(LATE) == 1
    outbox.server.silent_until = 0.0
    assert remind(LATE + timedelta(hours=1)) == remind(LATE + DAY) == 0
    assert outbox.send_waiting() == 1
    assert len(mails()) == 1


def test_a_worker_that_dies_while_it_sends_tells_nothing_twice(
    yearly: Dataset, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*said: Any, **to: Any) -> bool:
        mail.send(*said, **to)
        raise SystemExit

    monkeypatch.setattr(letters, "send", die)
    with pytest.raises(SystemExit):
        remind(LATE)
    monkeypatch.setattr(letters, "send", mail.send)
    assert remind(LATE) == remind(LATE + DAY) == 0
    assert len(mails()) == 1


def test_publishing_puts_an_end_to_it(
    yearly: Dataset, ana: Person, zapopan: Institution, django_capture_on_commit_callbacks: Any
) -> None:
    """What was published today is not late tomorrow."""

    with django_capture_on_commit_callbacks(execute=True):
        upload(
            by=ana,
            resource=yearly.resources.get(),
            file=io.BytesIO(b"nombre,hectareas\nA,1\nB,2\n"),
            filename="parques.csv",
        )
    run_waiting_jobs()
    version = yearly.resources.get().versions.first()
    if version.questions:
        answer(by=ana, version=version)
    publish(by=ana, dataset=Dataset.objects.get(pk=yearly.pk))
    assert remind(datetime.now(UTC).replace(hour=20)) == 0
