"""The worker as a process: killed, stopped, doubled; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import postgres
from tests.base.outside import Environment, ask, environment, eventually, start

pytestmark = pytest.mark.slow


PROGRAM = "tests.base.portal"


@dataclass
class Portal:
    """A portal of its own in a folder, driven from outside."""

    folder: Path
    environment: Environment
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def work(self) -> subprocess.Popen[str]:
        self.workers.append(start(PROGRAM, "work", env=self.environment))
        return self.workers[-1]

    def ask(self, *words: str) -> str:
        return ask(PROGRAM, *words, env=self.environment)

    def marks(self, subject: str) -> list[str]:
        path = self.folder / subject
        return path.read_text().split() if path.exists() else []

    def leave(self) -> None:
        """Let the patient jobs end."""
        (self.folder / "leave").touch()

    def states(self) -> dict[str, tuple[str, int]]:
        return {job["subject"]: (job["state"], job["attempt"]) for job in json.loads(self.ask("jobs"))}


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    if not postgres.is_installed():
        pytest.skip("NO POSTGRESQL: nothing was proved about workers on it")
    with postgres.cluster() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    marks = tmp_path / "marks"
    marks.mkdir()
    portal = Portal(marks, environment(tmp_path / "home", MARKS=str(marks)))
    if request.param == "postgresql":
        portal.environment["AMATE_DATABASE"] = _fresh_database(request.getfixturevalue("cluster"))
    portal.ask("prepare")
    yield portal
    for worker in portal.workers:
        worker.kill()
        worker.wait()


def _fresh_database(cluster: str) -> str:
    import psycopg

    name = f"jobs_{time.monotonic_ns()}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return cluster.rpartition("/")[0] + f"/{name}"


def test_a_job_whose_worker_is_killed_is_done_once_by_the_next(portal: Portal) -> None:
    portal.ask("enqueue", "patient", "a")
    first = portal.work()
    assert eventually(lambda: portal.marks("a") == ["begun"])
    first.kill()
    first.wait()
    assert portal.states() == {"a": ("running", 1)}
    portal.leave()
    portal.ask("age")
    second = portal.work()
    assert eventually(lambda: portal.marks("a") == ["begun", "begun", "done"])
    assert eventually(lambda: portal.states() == {"a": ("done", 2)})
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0


def test_machines_do_not_keep_people_waiting(portal: Portal) -> None:
    portal.ask("enqueue", "machine", "m1", "m2", "m3")
    portal.work()
    assert eventually(lambda: portal.marks("m1") == ["begun"])
    portal.ask("enqueue", "quick", "ana")
    assert eventually(lambda: portal.marks("ana") == ["done"])
    assert portal.marks("m1") == ["begun"]
    assert portal.marks("m2") == []


def test_a_worker_told_to_stop_lets_its_job_end(portal: Portal) -> None:
    portal.ask("enqueue", "patient", "a", "b")
    worker = portal.work()
    assert eventually(lambda: portal.marks("a") == ["begun"])
    worker.send_signal(signal.SIGTERM)
    assert eventually(lambda: portal.marks("worker") == ["told"])
    portal.leave()
    assert worker.wait(10) == 0
    assert portal.states() == {"a": ("done", 1), "b": ("waiting", 0)}


def test_a_worker_told_to_stop_gives_back_what_does_not_end(portal: Portal) -> None:
    portal.environment["GRACE"] = "0.3"
    portal.ask("enqueue", "patient", "a")
    worker = portal.work()
    assert eventually(lambda: portal.marks("a") == ["begun"])
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert portal.states() == {"a": ("waiting", 0)}
    portal.leave()
    portal.work()
    assert eventually(lambda: portal.marks("a") == ["begun", "begun", "done"])


def test_many_workers_do_each_job_once(portal: Portal) -> None:
    subjects = [f"s{number}" for number in range(40)]
    portal.ask("enqueue", "quick", *subjects)
    for _ in range(3):
        portal.work()
    assert eventually(lambda: all(portal.marks(subject) for subject in subjects))
    assert eventually(lambda: Counter(portal.states().values()) == {("done", 1): 40})
    assert all(portal.marks(subject) == ["done"] for subject in subjects)
