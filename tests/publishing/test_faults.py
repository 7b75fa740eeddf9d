"""The faults of publishing, ten of each: the thousand are in tests/campaign/test_publishing.py."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError

from amate.base import outbox
from amate.catalog.actions import edit_dataset
from amate.people.actions import create_key
from amate.publishing.models import Submission
from amate.publishing.submissions import approve, send
from amate.web.desk.forms import SendForm
from tests.base.outside import ROOT
from tests.base.postman import Postman
from tests.cast import METADATA

TIJUANA = ZoneInfo("America/Tijuana")


@pytest.mark.slow
def test_ten_kills_in_publication_leave_it_done_or_not_done(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.campaign.treated", "kills", "10", "7"]
    env = {"AMATE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "amate.config.settings", "VERSIONS": "3"}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert sum(found["killed"].values()) == 10


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-03-08T01:30", datetime(2026, 3, 8, 9, 30, tzinfo=UTC)),
        ("2026-03-08T02:30", datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),  # no clock there ever shows it
        ("2026-03-08T03:30", datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),
        ("2026-11-01T01:30", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),  # shown twice: the first time
        ("2026-11-01T02:30", datetime(2026, 11, 1, 10, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_that_does_not_exist_or_comes_twice_is_one_moment(
    monkeypatch: pytest.MonkeyPatch, typed: str, moment: datetime
) -> None:
    monkeypatch.setattr("amate.web.desk.forms.zone", lambda: TIJUANA)
    form = SendForm({"publish_at": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["publish_at"].astimezone(UTC) == moment


@pytest.mark.django_db
def test_under_a_clock_set_back_what_waits_goes_on_waiting(upload, ana, luis, environment) -> None:
    dataset = edit_dataset(
        by=luis, dataset=upload().resource.dataset, title="Parques", theme=environment, **METADATA
    )
    hour = datetime.now(UTC) + timedelta(hours=1)
    approve(by=ana, submission=send(by=luis, dataset=dataset, publish_at=hour))
    assert not Submission.objects.due(hour - timedelta(days=2))
    assert Submission.objects.due(hour + timedelta(days=2)).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mood", ["not-now", "silent", "hangs-up"])
def test_what_is_published_stands_when_nobody_takes_the_mail(
    upload, ana, luis, environment, settings, monkeypatch, mood: str
) -> None:
    dataset = edit_dataset(
        by=luis, dataset=upload().resource.dataset, title="Parques", theme=environment, **METADATA
    )
    monkeypatch.setattr(outbox.server, "silent_until", 0.0)
    with Postman(mood) as postman:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", postman.port, 0.3
        approve(by=ana, submission=send(by=luis, dataset=dataset))
        dataset.refresh_from_db()
        assert dataset.is_public
        assert postman.letters == []
        postman.mood = "takes"
        outbox.send_waiting()
        outbox.send_waiting()
        told = [(letter["To"], letter["Message-ID"]) for letter in postman.letters]
        assert sorted({to for to, _id in told}) == ["ana@zapopan.example", "luis@zapopan.example"]
        assert len({each for _to, each in told}) == len(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        OperationalError("could not extend file: No space left on device"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=["SQLite", "PostgreSQL", "a file"],
)
def test_a_full_disk_is_a_sentence_and_nothing_is_public(
    upload, ana, environment, client, monkeypatch, error: Exception
) -> None:
    dataset = upload().resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Parques", theme=environment, **METADATA)
    dataset.refresh_from_db()
    monkeypatch.setattr("amate.publishing.actions.prove", lambda _versions: _raise(error))
    _row, key = create_key(by=ana, name="guion", scopes=["publish"])
    asked = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
    by_program = client.post(f"/api/v1/datasets/{dataset.slug}/publish", {}, **asked)
    client.force_login(ana)
    at_desk = client.post(f"/mesa/conjuntos/{dataset.slug}/publicar/")
    for answer in (by_program, at_desk):
        assert answer.status_code == 507
        assert "El disco del portal está lleno" in answer.content.decode()
    dataset.refresh_from_db()
    assert not dataset.is_public


def _raise(error: Exception) -> None:
    raise error
