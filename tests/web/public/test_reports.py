"""Reporting an error without an account and without a cookie."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from django.test import Client

from amate.catalog.models import Dataset
from amate.community.models import ErrorReport
from amate.web.public.reports import SALT
from tests.web.public.reading import Page

pytestmark = pytest.mark.django_db
TEXT = "La fila 2 dice 113.5 hectáreas y son 111."


def a_minute_ago(dataset: Dataset) -> str:
    return signing.dumps({"slug": dataset.slug, "at": time.time() - 60}, salt=SALT)


def send(client: Client, dataset: Dataset, **changed: str):  # type: ignore[no-untyped-def]
    given = {"text": TEXT, "email": "", "website": "", "token": a_minute_ago(dataset)} | changed
    return client.post(f"{dataset.get_absolute_url()}/reportar", given)


def test_a_report_is_kept_and_thanked_for_without_a_cookie(client: Client, parks: Dataset) -> None:
    answer = send(client, parks, email="vecina@example.org")
    assert answer.status_code == 302
    assert "Recibimos tu reporte" in Page(client.get(answer.url).content.decode()).text
    assert ErrorReport.objects.values_list("text", "email").get() == (TEXT, "vecina@example.org")
    assert not client.cookies


def test_the_form_itself_gives_out_a_token_and_no_cookie(client: Client, parks: Dataset) -> None:
    page = Page(client.get(f"{parks.get_absolute_url()}/reportar").content.decode())
    assert page.inputs["token"]
    assert not client.cookies


@pytest.mark.parametrize(("field", "value"), [("text", ""), ("text", "corto"), ("email", "no-es-correo")])
def test_what_is_wrong_is_said_and_what_was_written_stays(
    client: Client, parks: Dataset, field: str, value: str
) -> None:
    answer = send(client, parks, **{"email": "a@example.org"} | {field: value})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Hay algo que corregir" in html
    assert f'href="#id_{field}"' in html
    assert "a@example.org" in html or "no-es-correo" in html
    assert not ErrorReport.objects.exists()


def test_programs_that_fill_in_the_trap_keep_nothing(client: Client, parks: Dataset) -> None:
    assert send(client, parks, website="https://spam.example").status_code == 302
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("seconds_ago", [0, 2 * 24 * 3600])
def test_a_form_sent_at_once_or_days_later_is_not_taken(
    client: Client, parks: Dataset, seconds_ago: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now - seconds_ago)
        token = signing.dumps({"slug": parks.slug, "at": now - seconds_ago}, salt=SALT)
    answer = send(client, parks, token=token)
    assert answer.status_code == 400
    assert TEXT in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_a_token_of_another_dataset_or_of_nobody_is_not_taken(client: Client, parks: Dataset) -> None:
    other = signing.dumps({"slug": "otro", "at": time.time() - 60}, salt=SALT)
    for token in (other, "inventado"):
        assert send(client, parks, token=token).status_code == 400
    assert not ErrorReport.objects.exists()


def test_a_form_from_another_site_is_refused(client: Client, parks: Dataset) -> None:
    answer = client.post(
        f"{parks.get_absolute_url()}/reportar",
        {"text": TEXT, "token": a_minute_ago(parks)},
        headers={"Origin": "https://malo.example"},
    )
    assert answer.status_code == 403
    assert not ErrorReport.objects.exists()
