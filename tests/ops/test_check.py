"""Every unsafe setting is named, and a sound portal is let be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amate.base.files import home
from amate.base.jobs.due import enqueue_due
from amate.base.jobs.models import Due
from amate.catalog import indexing
from amate.management import checking
from amate.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings: Any, steward: Person, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A portal with nothing to remark."""
    monkeypatch.delenv("AMATE_SECRET_KEY", raising=False)
    settings.AMATE_URL = "https://datos.jalisco.gob.mx"
    settings.AMATE_BEHIND_PROXY = True
    settings.DEBUG = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "datos@jalisco.gob.mx"
    settings.ALLOWED_HOSTS = ["datos.jalisco.gob.mx"]
    settings.STATIC_ROOT = home() / "static"
    (home() / "static").mkdir()
    (home() / "static" / "staticfiles.json").touch()
    key = home() / "secret_key"
    key.touch(mode=0o600)
    monkeypatch.setattr(checking, "pending_migrations", lambda: 0)  # test databases are made without them
    indexing.reindex()
    enqueue_due()
    assert checking.remarks() == []
    return settings


def remarked() -> tuple[str, bool]:
    """The one thing that is now wrong."""
    (remark,) = checking.remarks()
    return remark.message, remark.unsafe


def test_a_key_that_others_can_read(sound: Any) -> None:
    (home() / "secret_key").chmod(0o644)
    message, unsafe = remarked()
    assert unsafe
    assert "chmod 600" in message


def test_a_rule_profile_that_nobody_knows(sound: Any) -> None:
    sound.PORTAL = replace(sound.PORTAL, rule_profile="1917")
    message, unsafe = remarked()
    assert not unsafe
    assert message == "rule_profile = «1917» de portal.toml no se conoce: se usa «portal». Hay: portal."


@pytest.mark.parametrize("key", ["corta", "django-insecure-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_sample_key(sound: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMATE_SECRET_KEY", key)
    message, unsafe = remarked()
    assert unsafe
    assert "AMATE_SECRET_KEY" in message


@pytest.mark.parametrize(
    ("name", "value", "said", "grave"),
    [
        ("DEBUG", True, "AMATE_DEBUG", True),
        ("AMATE_URL", "http://datos.jalisco.gob.mx", "https", True),
        ("ALLOWED_HOSTS", ["*"], "AMATE_HOSTS", True),
        ("STATIC_ROOT", "/nonexistent", "make setup", True),
        ("AMATE_BEHIND_PROXY", False, "AMATE_BEHIND_PROXY", False),
        ("AMATE_URL", "http://127.0.0.1:8000", "solo se anuncia en esta máquina", False),
        ("EMAIL_BACKEND", "amate.base.mail.FolderBackend", "AMATE_MAIL", False),
        ("DEFAULT_FROM_EMAIL", "datos@jalisco.example", "AMATE_MAIL_FROM", False),
    ],
)
def test_each_setting(sound: Any, name: str, value: object, said: str, grave: bool) -> None:
    setattr(sound, name, value)
    message, unsafe = remarked()
    assert said in message
    assert unsafe is grave


def test_a_home_that_anyone_can_write(sound: Any) -> None:
    home().chmod(0o777)
    message, unsafe = remarked()
    assert unsafe
    assert "chmod o-w" in message


def test_pending_migrations(sound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "pending_migrations", lambda: 2)
    message, unsafe = remarked()
    assert unsafe
    assert "amate migrate" in message


def test_nobody_to_answer_for_the_portal(sound: Any, steward: Person) -> None:
    Person.objects.update(is_active=False)
    assert "amate account create" in remarked()[0]


def test_a_silent_worker(sound: Any) -> None:
    Due.objects.update(at=timezone.now() - timedelta(minutes=10))
    assert "amate work" in remarked()[0]


def test_a_missing_index(sound: Any) -> None:
    (home() / "index" / "current").unlink()
    assert "amate reindex" in remarked()[0]


def test_the_file_system_of_a_folder(tmp_path: Path) -> None:
    assert checking.file_system_of(Path("/proc/self")) == "proc"
    assert checking.file_system_of(tmp_path) not in {"", "proc"}


def test_health_says_which_part_fails_and_not_why(sound: Any, client: Client) -> None:
    sound.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/salud").json() == {"status": "ok"}
    ready = client.get("/salud/listo")
    assert ready.status_code == 200
    assert set(ready.json()["parts"].values()) == {"ok"}
    Due.objects.update(at=timezone.now() - timedelta(minutes=10))
    failing = client.get("/salud/listo")
    assert failing.status_code == 503
    assert failing.json()["parts"] == {"database": "ok", "index": "ok", "worker": "failing", "disk": "ok"}
    assert failing.headers["Cache-Control"].startswith("max-age=0")
