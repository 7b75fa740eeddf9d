"""The public log, read by people, by programs and by a reader of feeds, and checked from outside."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import feedparser
import pytest
from django.core.management import call_command

from amate.publishing.actions import withdraw
from amate.publishing.models import LogEntry

pytestmark = pytest.mark.django_db


def test_people_read_what_went_public_under_its_folio(client, parks):
    page = client.get("/registro").content.decode()
    entry = LogEntry.objects.get()
    assert f"{entry.at.year}-000001" in page
    assert parks.title in page
    assert parks.resources.get().current.sha256 in page


def test_the_title_of_what_is_public_no_more_is_nowhere(client, parks, ana):
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    for address in ("/registro", "/registro.json", "/registro.atom"):
        assert parks.title not in client.get(address).content.decode()
        assert parks.slug not in client.get(address).content.decode()


def test_programs_get_the_lines_as_they_were_signed_and_only_what_is_new(client, parks, ana):
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    document = client.get("/registro.json").json()
    assert [line["body"]["verb"] for line in document["results"]] == ["publish", "withdraw"]
    assert [line["body"]["number"] for line in client.get("/registro.json?after=1").json()["results"]] == [2]
    answer = client.get("/registro.json")
    assert client.get("/registro.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_reader_of_feeds_follows_it(client, parks):
    feed = feedparser.parse(client.get("/registro.atom").content)
    (entry,) = feed.entries
    assert entry.title.endswith(f"Se publicó: {parks.title}")
    assert LogEntry.objects.get().sha256 in entry.summary


@pytest.mark.django_db(transaction=True)
def test_anyone_checks_it_from_outside_and_sees_a_line_that_was_changed(live_server: Any, parks, ana):
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    said = StringIO()
    call_command("verify", log=live_server.url, stdout=said)
    assert "✓ 2 líneas" in said.getvalue()
    last = LogEntry.objects.order_by("-number").first()
    first = LogEntry.objects.get(number=1)
    LogEntry.objects.filter(pk=first.pk).update(body=first.body | {"files": []})
    with pytest.raises(SystemExit):
        call_command("verify", log=live_server.url, stdout=said)
    assert "La línea 1 no dice lo que decía" in said.getvalue()
    LogEntry.objects.filter(pk=first.pk).update(body=json.loads(json.dumps(first.body)))
    last.delete()
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify", log=live_server.url, seen=last.sha256, stdout=said)
    assert "se reescribió" in said.getvalue()
