"""Errors are pages in Spanish; the gravest need neither the database nor the rest of the portal."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory

from amate.base.errors import NotAllowed, NotReady, TooLarge
from amate.web import errors
from amate.web.public import home

REQUEST = RequestFactory().get("/")


def test_a_failure_is_a_page_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secreto interno")

    monkeypatch.setattr(home, "_figures", broken)
    monkeypatch.setattr(home, "counted", lambda _: [])
    answer = Client(raise_request_exception=False).get("/")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "Algo falló de nuestro lado" in html
    assert answer["X-Request-ID"] in html
    assert "secreto interno" not in html


def test_a_database_that_does_not_answer_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(home, "figures", locked)
    answer = Client().get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "mantenimiento" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotAllowed("No puedes."), 403), (NotReady("Falta."), 409), (TooLarge("Pesa 3 GB."), 413)],
)
def test_what_the_domain_refuses_is_said_in_its_words(error: Exception, status: int) -> None:
    answer = errors.refused(REQUEST, error)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert str(error) in answer.content.decode()


@pytest.mark.parametrize(("error", "status"), [(SuspiciousOperation(), 400), (RequestDataTooBig(), 413)])
def test_requests_that_django_refuses_have_their_page(error: Exception, status: int) -> None:
    assert errors.bad_request(REQUEST, error).status_code == status


def test_every_status_we_give_has_its_own_words() -> None:
    from amate.base.errors import STATUS

    assert set(STATUS.values()) | {400, 403, 404, 410, 413, 429, 500, 503} == set(errors.WORDS)


@pytest.mark.django_db
def test_words_of_an_error_are_escaped() -> None:
    answer = errors.refused(REQUEST, NotReady("<script>x()</script>"))
    assert "<script>x()" not in answer.content.decode()
