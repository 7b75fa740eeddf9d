"""Fifty robots follow two thousand addresses of facets without a pause: who opens the home page does not notice.

pytest -m campaign tests/campaign/test_robots.py     # SECONDS=300 SEED=14, ROBOTS_HOME=a home of `amate demo`
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import random
import subprocess
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from bench.load import cores_busy
from bench.portal import ROOT, run, serving

pytestmark = pytest.mark.campaign
SECONDS, SEED = int(os.environ.get("SECONDS", "300")), int(os.environ.get("SEED", "14"))
ROBOTS, HOSTS, ADDRESSES = 50, 10, 2_000
AT_MOST = 500  # ms, p95 of the home page
EVIDENCE = ROOT / "docs" / "evidence" / "robots.md"


def test_robots_in_the_facets_leave_the_home_page_quick(tmp_path: Path):
    home = Path(os.environ.get("ROBOTS_HOME", tmp_path / "home"))
    run(home, "migrate") if home.exists() else run(home, "demo", "--no-serve", "--size", "large")
    with serving(home) as portal:
        paths, size = facet_addresses(portal.address), size_of(portal.address)
        alone = visits(portal.address, 15)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
            crowd = apart.submit(crawl, portal.address, paths, SECONDS)
            time.sleep(2)
            together = visits(portal.address, SECONDS - 4)
            answers = crowd.result()
    write_evidence(size, alone, together, answers)
    assert {status for status, _ in answers} <= {"200", "429"}
    assert ("429", "no Retry-After") not in answers
    assert at(together, 95) < AT_MOST


def facet_addresses(address: str) -> list[str]:
    """Addresses of searches narrowed by one to four facets, as a robot that follows links comes upon them."""
    dice = random.Random(SEED)
    with urllib.request.urlopen(f"{address}/api/v1/facets") as answer:
        facets = json.loads(answer.read())["facets"]
    known = [
        (facet["name"], [one["value"] for one in facet["choices"]]) for facet in facets if facet["choices"]
    ]
    found: set[str] = set()
    while len(found) < ADDRESSES:
        chosen = dice.sample(known, dice.randint(1, 4))
        found.add("/datos?" + urlencode([(name, dice.choice(values)) for name, values in chosen]))
    return sorted(found)


def size_of(address: str) -> str:
    with urllib.request.urlopen(f"{address}/api/v1/datasets") as answer:
        return f"{json.loads(answer.read())['total']:,} datasets of the demo"


def visits(address: str, seconds: float) -> list[float]:
    """Milliseconds of the home page, asked again and again by one visitor who reads for a while between."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        with urllib.request.urlopen(f"{address}/", timeout=60) as answer:
            answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.2)
    return sorted(times)


def at(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


def crawl(address: str, paths: list[str], seconds: float) -> Counter[tuple[str, str]]:
    """What the robots were answered, (status, whether it said when to come back), by how often."""
    told: Counter[tuple[str, str]] = Counter()
    end, lock = time.monotonic() + seconds, threading.Lock()

    def robot(number: int) -> None:
        mine, dice = Counter[tuple[str, str]](), random.Random(SEED + number)
        server, source = urlsplit(address), f"127.0.0.{2 + number % HOSTS}"
        connection = http.client.HTTPConnection(
            server.hostname or "", server.port, timeout=60, source_address=(source, 0)
        )
        while time.monotonic() < end:
            for path in dice.sample(paths, len(paths)):
                mine[one_answer(connection, path)] += 1
                if time.monotonic() > end:
                    break
        with lock:
            told.update(mine)

    robots = [threading.Thread(target=robot, args=(number,)) for number in range(ROBOTS)]
    for each in robots:
        each.start()
    for each in robots:
        each.join()
    return told


def one_answer(connection: http.client.HTTPConnection, path: str) -> tuple[str, str]:
    try:
        connection.request("GET", path, headers={"User-Agent": "bot/1.0"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return type(error).__name__, ""
    said = "Retry-After" if answer.getheader("Retry-After") else "no Retry-After"
    return str(answer.status), said if answer.status == 429 else ""


def write_evidence(
    portal: str, alone: list[float], together: list[float], answers: Counter[tuple[str, str]]
) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    rows = "\n".join(f"| {status} {said} | {times:,} |" for (status, said), times in sorted(answers.items()))
    EVIDENCE.write_text(
        f"""# Robots

Written by `tests/campaign/test_robots.py`: {ROBOTS} robots from {HOSTS} addresses of this machine follow {ADDRESSES:,}
addresses of facets for {SECONDS} seconds, without a pause and without heeding a 429; one visitor opens the home page
again and again. Limits are as a portal has them. The robots run on the same two processors as the portal.

The portal: {portal}.
Commit {commit}, seed {SEED}, load of the machine at the end {cores_busy():.1f}.

| home page | visits | p50 ms | p95 ms |
| --- | --- | --- | --- |
| alone | {len(alone):,} | {at(alone, 50):.0f} | {at(alone, 95):.0f} |
| with the robots | {len(together):,} | {at(together, 50):.0f} | {at(together, 95):.0f} |

| the robots were answered | times |
| --- | --- |
{rows}
"""
    )
