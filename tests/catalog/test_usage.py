"""Counts of use lose nothing to a busy database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from amate.catalog import usage
from amate.catalog.models import DailyCount, VainSearch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    usage._counts.clear()
    usage._vain.clear()


def test_counts_of_a_day_add_up(parks):
    usage.count("view", parks.pk)
    usage.count("view", parks.pk)
    usage.flush()
    usage.count("view", parks.pk)
    usage.flush()
    assert DailyCount.objects.get(what="view", dataset=parks).times == 3


def test_downloads_make_a_dataset_popular(parks):
    usage.count("download", parks.pk)
    usage.flush()
    parks.refresh_from_db()
    assert parks.downloads == 1


def test_what_was_searched_in_vain_is_folded():
    usage.vain("  Áreas   VERDES ")
    usage.flush()
    assert VainSearch.objects.get().words == "areas verdes"


def test_a_busy_database_is_no_reason_to_forget(monkeypatch):
    def busy(*_args):
        raise DatabaseError("database is locked")

    usage.count("search")
    with monkeypatch.context() as broken:
        broken.setattr(usage, "_write", busy)
        with pytest.raises(DatabaseError):
            usage.flush()
    usage.flush()
    assert DailyCount.objects.get(what="search").times == 1
