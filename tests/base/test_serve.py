"""`amate serve` as a process: it says where it is, survives its parts, and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.base.outside import ask, environment, eventually, start

pytestmark = pytest.mark.slow


class Served:
    """A portal that `amate serve` serves on a free port."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        env = environment(home)
        ask("tests.base.portal", "prepare", env=env)
        arguments = ("serve", "--port", str(self.port))
        self.process = start("amate.management.cli", *arguments, env=env, stdout=subprocess.PIPE)

    def greeting(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/salud", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, word: str) -> psutil.Process:
        """The direct child whose command has this word."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in child.cmdline())


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path / "home")
    yield served
    family = served.family() if served.process.poll() is None else []
    served.process.kill()
    served.process.wait()
    assert eventually(lambda: all(map(is_gone, family)))


def test_it_says_its_address_once_it_answers(served: Served) -> None:
    assert served.greeting() == f"Datos Abiertos Jalisco: http://127.0.0.1:{served.port}\n"
    assert served.answers()


def test_nothing_outlives_it_when_it_is_killed(served: Served) -> None:
    served.greeting()
    family = served.family()
    assert len(family) == 4  # the server, its two workers, and the worker of jobs
    served.process.kill()
    assert eventually(lambda: all(map(is_gone, family)))


def test_it_starts_again_what_dies(served: Served) -> None:
    served.greeting()
    server, worker = served.part("amate.management.server"), served.part("work")
    pages = server.children()
    server.kill()
    worker.kill()
    assert eventually(lambda: all(map(is_gone, pages)))
    assert eventually(lambda: len(served.family()) == 4 and served.answers())


def test_it_asks_whether_silent_connections_are_still_there(served: Served) -> None:
    served.greeting()

    def is_asked() -> bool:
        """Whether the kernel has a keepalive timer (2) for a new connection, at the server's end."""
        with socket.create_connection(("127.0.0.1", served.port)) as silent:
            ends = f"0100007F:{served.port:04X} 0100007F:{silent.getsockname()[1]:04X} 01"
            lines = Path("/proc/net/tcp").read_text().splitlines()
            return any(ends in line and line.split()[5].startswith("02:") for line in lines)

    assert eventually(lambda: served.answers() and is_asked() and is_asked() and is_asked())


def test_it_ends_within_ten_seconds_while_somebody_reads_slowly(served: Served) -> None:
    served.greeting()
    family = served.family()
    with socket.create_connection(("127.0.0.1", served.port)) as reader:
        reader.sendall(b"GET /largo HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reader.recv(100)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(10) == 0
    assert all(map(is_gone, family))
