"""A home of its own for the tests, and the small cast that they share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

os.environ.setdefault("AMATE_HOME", tempfile.mkdtemp(prefix="amate-tests-"))
SHARED = Path(os.environ.get("AMATE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REAL = SHARED / "data" / "real"

pytest_plugins = ["tests.cast"] if find_spec("amate.base.jobs.actions") else []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is run again."""
    if os.environ.get("AMATE_DATABASE"):
        config.hook.pytest_deselected(items=[item for item in items if not _touches_database(item)])
        items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """Every test has an empty home."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.AMATE_HOME = folder
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return folder


@pytest.fixture
def real() -> Path:
    """The folder of real government files; without it the test is skipped, loudly."""
    if not REAL.is_dir():
        pytest.skip(f"NO REAL FILES: {REAL} is absent, so nothing was proved about them")
    return REAL
