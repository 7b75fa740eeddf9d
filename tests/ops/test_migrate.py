"""A portal from nothing, and a portal brought up to date."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from amate.base.errors import Invalid
from amate.catalog.models import Licence, Theme
from amate.management.seed import parents_first, seed
from amate.people.models import Institution
from amate.web.models import Page
from tests.ops.operator import amate


@pytest.mark.slow
def test_every_model_has_its_migration(home: Path) -> None:
    asked = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    told = os.environ | {"AMATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amate.config.settings"}
    done = subprocess.run(asked, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tables(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.slow
def test_a_new_portal_on_sqlite(home: Path) -> None:
    first = amate(home, "migrate", AMATE_DATABASE="")
    assert first.returncode == 0, first.stderr
    assert f"{len(settings.PORTAL.institutions)} instituciones" in first.stdout
    assert {"amate_dataset", "django_migrations"} <= tables(home)
    again = amate(home, "migrate", AMATE_DATABASE="")
    assert again.stdout == "La base de datos está al día.\n"
    assert not (home / "respaldos").exists()


@pytest.mark.slow
def test_the_database_is_copied_before_it_is_changed(home: Path) -> None:
    assert amate(home, "migrate", AMATE_DATABASE="").returncode == 0
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.execute("DROP TABLE django_session")
        database.commit()
    done = amate(home, "migrate", AMATE_DATABASE="")
    assert done.returncode == 0, done.stderr
    (copy,) = (home / "respaldos").iterdir()
    with closing(sqlite3.connect(copy)) as saved:
        assert saved.execute("SELECT count(*) FROM amate_institution").fetchone()[0] > 0
        assert not saved.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_session'").fetchall()
    assert "django_session" in tables(home)


@pytest.mark.django_db
def test_seeding_adds_only_what_is_missing() -> None:
    Theme.objects.create(slug="salud", name="Salud y bienestar")
    added = seed(settings.PORTAL)
    assert added["sectores"] == len(settings.PORTAL.themes) - 1
    assert Theme.objects.get(slug="salud").name == "Salud y bienestar"
    assert Licence.objects.first().slug == "libre-uso-mx"
    assert {page.slug for page in Page.objects.all()} >= {"acerca", "licencia", "privacidad"}
    assert seed(settings.PORTAL) == {}


@pytest.mark.django_db
def test_an_institution_hangs_from_its_parent_wherever_the_file_names_it() -> None:
    seed(settings.PORTAL)
    child = Institution.objects.get(slug="cecytej")
    assert child.parent
    assert child.parent.slug == "secretaria-de-educacion"


def test_a_parent_that_nobody_is_is_named() -> None:
    with pytest.raises(Invalid, match=r"«b» \(de «a»\)"):
        list(parents_first(({"slug": "b", "parent": "a"},)))


def test_parents_come_first_in_any_order() -> None:
    entries = ({"slug": "c", "parent": "b"}, {"slug": "b", "parent": "a"}, {"slug": "a"})
    assert [entry["slug"] for entry in parents_first(entries)] == ["a", "b", "c"]
