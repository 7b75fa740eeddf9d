"""A portal of one's own to measure: started on loopback, ended by its process id, its memory as the kernel has it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
AMATE = ROOT / ".venv" / "bin" / "amate"


@dataclass(frozen=True)
class Running:
    """A portal that answers at `address`; `pid` is its supervisor's."""

    address: str
    home: Path
    pid: int

    def processes(self) -> list[psutil.Process]:
        root = psutil.Process(self.pid)
        return [root, *root.children(recursive=True)]

    def pss(self) -> float:
        """Proportional memory of all its processes, in MB: shared pages count once."""
        return sum(_pss(process.pid) for process in self.processes()) / 1024


@contextmanager
def serving(home: Path, *, worker: bool = True, **environment: str) -> Iterator[Running]:
    """`amate serve` over a home that is already there."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {"AMATE_HOME": str(home), "AMATE_URL": address} | environment
    command = [str(AMATE), "serve", "--port", str(port), *([] if worker else ["--no-worker"])]
    log = (home / "bench.log").open("wb")
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(f"{address}/salud")
        yield Running(address, home, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


def run(home: Path, *arguments: str) -> str:
    """One `amate` command over a home; returns what it prints."""
    env = os.environ | {"AMATE_HOME": str(home)}
    return subprocess.run(
        [str(AMATE), *arguments], env=env, check=True, capture_output=True, text=True
    ).stdout


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
