"""kill -9 of server and worker at random moments of upload, ingest and publish: nothing accepted is lost.

make campaign            # KILLS=50 SEED=14
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.portal import ROOT, free_port, run, wait_for
from tests.campaign.portal import SETUP, VICTIMS, clean, commit, kill, python, serve

pytestmark = pytest.mark.campaign
KILLS, SEED = int(os.environ.get("KILLS", "50")), int(os.environ.get("SEED", "14"))
METADATA = {
    "description": "Un parque por fila.",
    "theme": "infraestructura",
    "periodicity": "R/P1Y",
    "contact_name": "Parques",
    "contact_email": "parques@zapopan.example",
}
AGE = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from amate.base.jobs.models import Job
Job.objects.filter(state="running").update(beat=timezone.now() - timedelta(minutes=2))
"""


@dataclass
class Client:
    """An officer's script that never stops uploading and publishing, and writes down what was acknowledged."""

    address: str
    key: str
    seed: int
    accepted: dict[str, str] = field(default_factory=dict)  # version id → SHA-256 that the portal said
    published: set[str] = field(default_factory=set)  # dataset ids
    asked: set[str] = field(default_factory=set)  # ids whose publication was asked, answered or not
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self._round(number)
            except (OSError, urllib.error.HTTPError, json.JSONDecodeError):
                time.sleep(0.2)

    def _round(self, number: int) -> None:
        rows = "".join(f"{row},Parque {row},{row * number % 97}.5\n" for row in range(1 + number % 7 * 4000))
        version = self.call(
            "POST", f"institutions/zapopan/uploads?filename=parques_{number}.csv", f"id,nombre,ha\n{rows}"
        )
        self.accepted[version["id"]] = version["sha256"]
        dataset = version["dataset_url"].rsplit("/", 1)[1]
        self.call("PATCH", f"datasets/{dataset}", METADATA)
        while not self.stop.is_set() and self.call("GET", f"versions/{version['id']}")["state"] == "received":
            time.sleep(0.1)
        self.asked.add(dataset)
        self.call("POST", f"datasets/{dataset}/publish", {})
        self.published.add(dataset)

    def call(self, method: str, path: str, body: object = None) -> dict:
        headers = {"Authorization": f"Bearer {self.key}"}
        data = None
        if isinstance(body, str):
            data, headers["Content-Type"] = body.encode(), "application/octet-stream"
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(f"{self.address}/api/v1/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")


def test_nothing_accepted_is_lost_and_nothing_is_half_visible(tmp_path: Path):
    home, dice = tmp_path / "home", random.Random(SEED)
    run(home, "migrate")
    key = python(home, SETUP).strip().splitlines()[-1]
    port = free_port()
    client = Client(f"http://127.0.0.1:{port}", key, SEED)
    server, killed = serve(home, port), Counter()
    worker = threading.Thread(target=client.work)
    worker.start()
    try:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.3, 3.0))
            victim = dice.choice([*VICTIMS, "server", "worker"])
            killed[victim] += kill(server.pid, victim)
            if victim == "supervisor":
                server.wait(20)
                server = serve(home, port)
            wait_for(f"{client.address}/salud")
            python(home, AGE)  # what was running is silent: no need to wait the minute
            assert clean(home) is True
    except BaseException:
        server.kill()  # nothing of it outlives its supervisor
        raise
    finally:
        client.stop.set()
        worker.join(60)
    _settle(home, client)
    findings = clean(home)
    lost = [
        one for one, sha in client.accepted.items() if client.call("GET", f"versions/{one}")["sha256"] != sha
    ]
    public = _public_ids(client)
    server.send_signal(signal.SIGTERM)
    server.wait(20)
    _write_evidence(killed, client, findings, lost)
    assert findings is True
    assert lost == []
    assert client.published <= public <= client.asked


def _settle(home: Path, client: Client) -> None:
    """Until everything that was accepted has been read."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        python(home, AGE)
        states = {client.call("GET", f"versions/{one}")["state"] for one in client.accepted}
        if "received" not in states:
            return
        time.sleep(1)
    raise AssertionError("versions are still waiting to be read two minutes after the last kill")


def _public_ids(client: Client) -> set[str]:
    found: set[str] = set()
    url: str | None = f"{client.address}/api/v1/datasets?per_page=100"
    while url:
        with urllib.request.urlopen(url) as answer:
            page = json.loads(answer.read())
        found |= {each["id"] for each in page["results"]}
        url = page["next"]
    return found


def _write_evidence(killed: Counter[str], client: Client, findings: bool | str, lost: list[str]) -> None:
    lines = [
        "# Kills",
        "",
        "Written by `tests/campaign/test_kills.py`: `kill -9` at random moments while a script uploads, waits and",
        "publishes without a pause; after each one the portal is asked again and `amate verify` is run.",
        "",
        f"Commit {commit()}, seed {SEED}, kills {sum(killed.values())}.",
        "",
        "| killed | times |",
        "| --- | --- |",
        *(f"| {victim} | {times} |" for victim, times in sorted(killed.items())),
        "",
        f"Uploads acknowledged: {len(client.accepted)}; lost: {len(lost)}.",
        f"Publications acknowledged: {len(client.published)}; asked: {len(client.asked)}.",
        f"`amate verify` at the end: {'clean' if findings is True else findings}.",
        "",
    ]
    (ROOT / "docs" / "evidence" / "kills.md").write_text("\n".join(lines))
