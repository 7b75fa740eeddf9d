"""What every request passes through: its log line, the limits, the counts."""

from __future__ import annotations

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from amate.base.logs import JsonFormatter
from amate.catalog.models import DailyCount, Dataset
from amate.catalog.usage import flush
from amate.web.middleware.limits import RULES, Buckets, Limits, Rule, address_of

RULE = Rule("prueba", burst=3, per_minute=60, applies=lambda request: True)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.django_db
def test_the_log_line_says_what_was_asked_and_nothing_of_who(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "amate.requests"):
        answer = client.get("/temas?q=mi+secreto", REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Yo"})
    (record,) = [record for record in caplog.records if record.name == "amate.requests"]
    line = JsonFormatter().format(record)
    assert json.loads(line).items() >= {"method": "GET", "path": "/temas", "status": 200}.items()
    assert len(answer["X-Request-ID"]) == 32
    for private in ("secreto", "203.0.113.9", "Yo"):
        assert private not in line


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    assert [buckets.take(RULE, b"a") for _ in range(3)] == [(True, 2, 1.0), (True, 1, 1.0), (True, 0, 1.0)]
    assert buckets.take(RULE, b"a") == (False, 0, 1.0)
    assert buckets.take(RULE, b"b").granted
    clock.now = 0.75
    assert buckets.take(RULE, b"a") == (False, 0, 0.25)
    clock.now = 1.0
    assert buckets.take(RULE, b"a").granted
    assert not buckets.take(RULE, b"a").granted


def test_buckets_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amate.web.middleware.limits.REMEMBERED", 10)
    buckets = Buckets(Clock())
    for number in range(100):
        buckets.take(RULE, str(number).encode())
    assert len(buckets._left) == 10


def test_who_asks_too_much_is_told_when_to_come_back(settings) -> None:  # type: ignore[no-untyped-def]
    settings.AMATE_LIMITS = True
    limits = Limits(lambda request: pytest.fail("let through") if request.path == "/no" else None)  # type: ignore[arg-type, return-value]
    limits.buckets = Buckets(Clock())
    ask = RequestFactory().get
    burst = next(rule.burst for rule in RULES if rule.name == "question")
    for _ in range(burst):
        limits(ask("/datos?q=agua"))
    answer = limits(ask("/no?q=agua"))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "Demasiadas consultas" in answer.content.decode()  # type: ignore[attr-defined]
    assert limits(ask("/si?q=agua", REMOTE_ADDR="203.0.113.7")) is None


@pytest.fixture
def limits(settings) -> Limits:  # type: ignore[no-untyped-def]
    settings.AMATE_LIMITS = True
    limits = Limits(lambda request: HttpResponse())
    limits.buckets = Buckets(Clock())
    return limits


def test_programs_are_told_what_is_left_to_them(limits: Limits) -> None:
    ask = RequestFactory().get
    answers = [limits(ask("/api/v1/datasets?q=agua")) for _ in range(151)]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"question";q=150;w=30'}
    left = [answer["RateLimit"] for answer in answers]
    assert left == [f'"question";r={more};t=1' for more in (*range(149, -1, -1), 0)]
    assert [answer.status_code for answer in answers] == [200] * 150 + [429]
    assert answers[-1]["Retry-After"] == "1"
    assert limits(ask("/api/v1"))["RateLimit"] == '"page";r=399;t=1'


def test_pages_are_told_only_when_it_is_too_much(limits: Limits) -> None:
    send = RequestFactory().post
    answers = [limits(send("/datos/parques/reportar")) for _ in range(6)]
    assert [answer.get("RateLimit") for answer in answers] == [None] * 5 + ['"report";r=0;t=60']
    assert (answers[-1]["RateLimit-Policy"], answers[-1]["Retry-After"]) == ('"report";q=5;w=300', "60")


def test_without_limits_nothing_is_said_of_them(limits: Limits, settings) -> None:  # type: ignore[no-untyped-def]
    settings.AMATE_LIMITS = False
    assert "RateLimit" not in limits(RequestFactory().get("/api/v1")).headers


def test_only_our_own_proxy_is_believed(settings) -> None:  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.5"})
    settings.AMATE_BEHIND_PROXY = False
    assert address_of(request) == "127.0.0.1"
    settings.AMATE_BEHIND_PROXY = True
    assert address_of(request) == "203.0.113.5"


def test_one_household_of_ipv6_is_one_address() -> None:
    one, other = (RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{end}") for end in ("1", "ffff"))
    assert address_of(one) == address_of(other)


@pytest.mark.django_db
def test_use_is_counted_by_dataset_and_robots_apart(client: Client, parks: Dataset) -> None:
    flush()
    DailyCount.objects.all().delete()
    client.get(parks.get_absolute_url())
    client.get(parks.get_absolute_url(), headers={"User-Agent": "Googlebot/2.1"})
    b"".join(client.get(parks.resources.get().get_absolute_url()).streaming_content)
    client.get("/datos?q=parques")
    client.get("/nada")
    flush()
    counts = set(DailyCount.objects.values_list("what", "dataset_id", "times"))
    assert counts == {
        ("view", parks.pk, 1),
        ("robot", parks.pk, 1),
        ("download", parks.pk, 1),
        ("search", None, 1),
    }
