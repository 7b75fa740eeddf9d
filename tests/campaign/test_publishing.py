"""What publishing promises, by the thousand: two editors, kill -9, a full disk, a clock that jumps.

make campaign            # INTERLEAVINGS=1000 PUBLISHING_KILLS=200 SEED=14

Each part writes its own of docs/evidence/publishing.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.portal import ROOT
from tests import postgres
from tests.campaign.portal import commit

pytestmark = pytest.mark.campaign
SEED = int(os.environ.get("SEED", "14"))
MANY = {
    "editors": int(os.environ.get("INTERLEAVINGS", "1000")),
    "kills": int(os.environ.get("PUBLISHING_KILLS", "200")),
    "full": 60,
    "clock": 50,
}
EVIDENCE = ROOT / "docs" / "evidence" / "publishing.md"
HEAD = """# What publishing promises

Written by `tests/campaign/test_publishing.py`, part by part: a home of its own each, the real verbs, `amate verify`
after every fault. *Half visible*: pages, feed, API and rows of one dataset that do not agree whether it is public.
"""


def treated(name: str, home: Path, count: int, **more: str) -> dict[str, Any]:
    """What came of it, as `tests/campaign/treated.py` says."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.campaign.treated", name, str(count), str(SEED)]
    env = os.environ | {"AMATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amate.config.settings"} | more
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3_000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def write(title: str, found: dict[str, Any], count: int) -> None:
    """Put one part in its place and leave the others as they are."""
    text = EVIDENCE.read_text(encoding="utf-8") if EVIDENCE.exists() else HEAD
    parts = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    told = [f"Commit {commit()}, seed {SEED}, asked for {count}.", ""]
    told += [f"- {name}: {_words(value)}" for name, value in found.items()]
    parts[title] = "\n" + "\n".join(told) + "\n"
    EVIDENCE.write_text(HEAD + "".join(f"\n## {name}\n{part.rstrip()}\n" for name, part in parts.items()))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {each:,}" for name, each in value.items())
    return "; ".join(map(str, value)) or "nothing" if isinstance(value, list) else f"{value:,}"


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_of_two_editors_nobody_loses_anything(tmp_path: Path, database: str) -> None:
    count = MANY["editors"]
    if database == "SQLite":
        found = treated("editors", tmp_path, count)
    else:
        with postgres.cluster() as address:
            found = treated("editors", tmp_path, count, AMATE_DATABASE=address)
    write(f"Two editors on {database}", found, count)
    assert (found["lost"], found["gaps"], found["broken"]) == (0, 0, [])
    assert sum(found["told"].values()) >= count
    assert found["revisions"] == 2 * count


def test_kill_9_in_publication_leaves_it_done_or_not_done(tmp_path: Path) -> None:
    found = treated("kills", tmp_path, MANY["kills"])
    write("kill -9 in publication", found, MANY["kills"])
    assert found["wrong"] == []
    assert sum(found["killed"].values()) == MANY["kills"]


def test_a_full_disk_refuses_and_recovers(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disco") as home:
        found = treated("full", home, MANY["full"])
    write("A full disk", found, MANY["full"])
    assert found["wrong"] == []


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 40 MB in memory."""
    if os.geteuid():
        pytest.skip("NO SMALL DISK: only root mounts one, so nothing was proved about full disks")
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_under_a_clock_that_jumps_nothing_goes_public_before_its_hour_or_twice(tmp_path: Path) -> None:
    found = treated("clock", tmp_path, MANY["clock"])
    write("A clock that jumps", found, MANY["clock"])
    assert found["wrong"] == []
