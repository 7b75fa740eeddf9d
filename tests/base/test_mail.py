"""A mail server that is down breaks nothing: letters wait, and each goes once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amate.base import mail, outbox
from tests.base.postman import Postman


@pytest.fixture
def postman(settings, monkeypatch) -> Iterator[Postman]:
    with Postman() as postman:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", postman.port, 0.3
        monkeypatch.setattr(outbox.server, "silent_until", 0.0)
        yield postman


def waiting() -> list[str]:
    return sorted(path.suffix for path in outbox.waiting_folder().iterdir())


@pytest.mark.parametrize("mood", ["not-now", "silent", "hangs-up"])
def test_what_is_not_taken_now_goes_later_and_once(postman: Postman, mood: str) -> None:
    postman.mood = mood
    assert not mail.send("Publicado", "Con folio.", to="ana@zapopan.example")
    assert outbox.send_waiting() == 0
    assert (postman.letters, waiting()) == ([], [".json"])
    postman.mood = "takes"
    assert outbox.send_waiting() == 1
    assert outbox.send_waiting() == 0
    assert [letter["Subject"] for letter in postman.letters] == ["Publicado"]
    assert waiting() == []


def test_who_got_it_and_hung_up_sees_the_same_letter_again(postman: Postman) -> None:
    postman.mood = "hangs-up-after"
    mail.send("Publicado", "Con folio.", to="ana@zapopan.example")
    postman.mood = "takes"
    outbox.send_waiting()
    first, second = postman.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_an_address_that_is_none_is_not_tried_for_ever(postman: Postman) -> None:
    postman.mood = "refuses"
    assert not mail.send("Publicado", "Con folio.", to="nadie@zapopan.example")
    assert waiting() == []


def test_whoever_waits_for_a_page_does_not_wait_for_a_silent_server_twice(postman: Postman) -> None:
    postman.mood = "silent"
    mail.send("Uno", "", to="ana@zapopan.example")
    postman.mood = "takes"
    mail.send("Dos", "", to="ana@zapopan.example")  # asked just now: it waits for the job
    assert postman.letters == []
    assert outbox.send_waiting() == 2
    assert [letter["Subject"] for letter in postman.letters] == ["Uno", "Dos"]


def test_of_two_processes_one_sends_a_letter(postman: Postman, monkeypatch) -> None:
    postman.mood = "not-now"
    mail.send("Publicado", "", to="ana@zapopan.example")
    postman.mood = "takes"
    sends, others = outbox._deliver, []

    def meanwhile(letter: outbox.Letter) -> outbox.Outcome:
        if not others:
            others.append("looks")
            others.append(outbox.send_waiting())  # another looks round while this one is at it
        return sends(letter)

    monkeypatch.setattr(outbox, "_deliver", meanwhile)
    assert (outbox.send_waiting(), others) == (1, ["looks", 0])
    assert len(postman.letters) == 1


def test_after_three_days_it_is_given_up(postman: Postman, monkeypatch) -> None:
    postman.mood = "not-now"
    mail.send("Publicado", "", to="ana@zapopan.example")
    monkeypatch.setattr(outbox, "LONGEST", -1.0)
    outbox.send_waiting()
    assert waiting() == []
