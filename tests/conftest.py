"""A home of its own for each process of the tests, and the small cast that they share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

os.environ["AMATE_HOME"] = tempfile.mkdtemp(prefix="amate-tests-")
atexit.register(shutil.rmtree, os.environ["AMATE_HOME"], ignore_errors=True)
SHARED = Path(os.environ.get("AMATE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REAL = SHARED / "data" / "real"

pytest_plugins = ["tests.cast"] if find_spec("amate.base.jobs.actions") else []


# On PostgreSQL only these are run again, and of them what touches a database; and what is marked for it: of pages,
# the table of who may do what, which asks every one of them.
ON_POSTGRES = tuple(
    str(Path(__file__).parent / room) for room in ("api", "base", "catalog", "people", "publishing")
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("AMATE_DATABASE"):
        config.hook.pytest_deselected(items=[item for item in items if not _is_for_postgres(item)])
        items[:] = [item for item in items if _is_for_postgres(item)]
    if os.environ.get(
        "PYTEST_XDIST_WORKER"
    ):  # long files first, so that no processor waits for another at the end
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in slow)


def _is_for_postgres(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgres"):
        return True
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    touches = bool(asked) or item.get_closest_marker("django_db") is not None
    return touches and str(item.path).startswith(ON_POSTGRES)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """Every test has an empty home."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.AMATE_HOME = folder
    in_memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {
        "default": {"BACKEND": in_memory},
        "drawings": {"BACKEND": in_memory, "LOCATION": "drawings"},
    }
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return folder


@pytest.fixture(autouse=True)
def counts_are_written_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread writes to the database of a test behind its back: tests that count call `flush`."""
    monkeypatch.setattr("amate.catalog.usage._wind", lambda: None)


@pytest.fixture
def real() -> Path:
    """The folder of real government files; without it the test is skipped, loudly."""
    if not REAL.is_dir():
        pytest.skip(f"NO REAL FILES: {REAL} is absent, so nothing was proved about them")
    return REAL
