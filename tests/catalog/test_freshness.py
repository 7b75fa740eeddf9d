"""How data stand with what their institution promised: the rules, the rows, the index, and pages that say it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from amate.catalog.actions import edit_dataset
from amate.catalog.changes import pending, settle_all
from amate.catalog.freshness import Freshness, margins_of, promise
from amate.catalog.models import Dataset
from amate.people.models import Person
from amate.publishing.actions import publish, withdraw
from amate.publishing.shutting import lift, quarantine

# Reckoned by hand on a calendar: (periodicity, data of, due, first day late, first day very late).
CALENDAR = [
    ("R/P1D", "2026-03-01", "2026-03-02", "2026-03-04", "2026-03-06"),
    ("R/P1W", "2026-03-01", "2026-03-08", "2026-03-11", "2026-03-16"),
    ("R/P1M", "2026-01-31", "2026-02-28", "2026-03-11", "2026-03-31"),
    ("R/P3M", "2025-11-30", "2026-02-28", "2026-03-21", "2026-04-30"),
    ("R/P1Y", "2024-02-29", "2025-02-28", "2025-03-31", "2025-06-29"),
    ("R/P10Y", "2020-03-15", "2030-03-15", "2030-05-15", "2030-09-12"),
]


@pytest.mark.parametrize(("periodicity", "since", "due", "late", "very_late"), CALENDAR)
def test_a_promise_has_three_days(periodicity: str, since: str, due: str, late: str, very_late: str) -> None:
    found = promise(periodicity, date.fromisoformat(since))
    assert found is not None
    assert [str(day) for day in (found.due, found.overdue, found.delinquent)] == [due, late, very_late]
    day = timedelta(days=1)
    assert found.on(found.due) == Freshness.FRESH
    assert found.on(found.due + day) == found.on(found.overdue - day) == Freshness.DUE
    assert found.on(found.overdue) == found.on(found.delinquent - day) == Freshness.OVERDUE
    assert found.on(found.delinquent) == Freshness.DELINQUENT


@pytest.mark.parametrize(
    "periodicity", ["", "irregular", "realtime", "anual", "R/P0D", "R/P9999Y", "R/PT1H", "R/P99999D", "R/P٣D"]
)
def test_what_has_no_date_promises_nothing(periodicity: str) -> None:
    assert promise(periodicity, date(2026, 3, 1)) is None


def test_longer_intervals_have_no_narrower_margins() -> None:
    margins = [margins_of(days) for days in range(1, 4_000)]
    for name in ("ahead", "late", "very_late"):
        wide = [getattr(one, name) for one in margins]
        assert wide == sorted(wide)
    assert all(one.late < one.very_late for one in margins)
    assert max(margins_of(days).late for days in range(1, 367)) == 30


def changed(dataset: Dataset, year: int, month: int, day: int, hour: int = 18) -> Dataset:
    dataset.data_modified = datetime(year, month, day, hour, tzinfo=UTC)
    dataset.save()
    return dataset


def test_the_database_says_what_the_rules_say_on_every_day(parks: Dataset) -> None:
    changed(parks, 2026, 1, 31)
    for periodicity in ("R/P1D", "R/P2W", "R/P1M", "irregular"):
        parks.periodicity = periodicity
        parks.save()
        for offset in range(-2, 90):
            day = date(2026, 1, 31) + timedelta(days=offset)
            found = [one for one in Freshness if Dataset.objects.standing(one, day).exists()]
            assert found == [parks.freshness(day)]
            late = parks.freshness(day) in (Freshness.OVERDUE, Freshness.DELINQUENT)
            assert Dataset.objects.late(day).exists() == late


def test_a_day_begins_where_the_portal_is(parks: Dataset) -> None:
    """Two in the morning of February in UTC is still January in Mexico."""
    changed(parks, 2026, 2, 1, hour=2)
    edited = Dataset.objects.get(pk=parks.pk)
    edited.periodicity = "R/P1M"
    edited.save()
    assert edited.due == date(2026, 2, 28)


def test_what_is_promised_follows_what_is_done(parks: Dataset, ana: Person, steward: Person) -> None:
    changed(parks, 2024, 5, 3)
    assert Dataset.objects.get(pk=parks.pk).due == date(2025, 5, 3)
    edit_dataset(by=ana, dataset=parks, periodicity="R/P1M")
    assert Dataset.objects.get(pk=parks.pk).due == date(2024, 6, 3)
    today = date(2026, 11, 25)
    assert Dataset.objects.late(today).exists()
    withdraw(by=ana, dataset=parks, reason="Se revisa")
    assert not Dataset.objects.late(today).exists()
    publish(by=ana, dataset=parks)
    assert Dataset.objects.late(today).get().due == date(2024, 6, 3)  # nothing new came with it
    quarantine(by=steward, dataset=parks, ground="personal-data")
    assert not Dataset.objects.late(today).exists()
    lift(by=steward, dataset=parks)
    assert Dataset.objects.late(today).exists()
    edit_dataset(by=ana, dataset=parks, periodicity="irregular")
    assert Dataset.objects.standing(Freshness.NONE, today).get().due is None


def test_rows_that_were_written_otherwise_are_settled(parks: Dataset) -> None:
    Dataset.objects.update(data_modified=datetime(2020, 2, 29, 18, tzinfo=UTC))
    assert settle_all() == 1
    assert parks.pk in pending()
    assert Dataset.objects.get().overdue == date(2021, 3, 31)
    assert settle_all() == 0


@pytest.mark.parametrize(
    ("modified", "said"),
    [
        (2024, "Tocaba actualizarse"),
        (None, "Próxima actualización"),
    ],
)
def test_its_page_and_the_api_say_how_it_stands(
    client: Client, parks: Dataset, modified: int | None, said: str
) -> None:
    if modified:
        changed(parks, modified, 5, 3)
    page = client.get(parks.get_absolute_url()).content.decode()
    assert said in page
    card = client.get(f"/api/v1/datasets/{parks.slug}").json()
    if modified:
        assert "Muy atrasado: desde ese día se esperan datos nuevos, y no han llegado" in page
        assert (card["due"], card["freshness"]) == ("2025-05-03", "muy-atrasado")
    else:
        assert card["freshness"] == "al-dia"


def test_a_search_is_narrowed_by_it(client: Client, parks: Dataset) -> None:
    from amate.catalog import indexing

    changed(parks, 2024, 5, 3)
    indexing.reindex()
    found = client.get("/api/v1/datasets?puntualidad=muy-atrasado").json()
    assert [row["slug"] for row in found["results"]] == [parks.slug]
    assert client.get("/api/v1/datasets?puntualidad=al-dia&puntualidad=atrasado").json()["total"] == 0
    assert "Muy atrasado" in client.get("/datos").content.decode()
    wrong = client.get("/api/v1/datasets?puntualidad=tarde")
    assert (wrong.status_code, "no es una puntualidad" in wrong.json()["detail"]) == (400, True)
