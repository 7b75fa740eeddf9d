"""A small supervisor: starts services, starts again what dies, and leaves nothing behind when it ends."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.error import URLError
from urllib.request import Request, urlopen

from amate.base.errors import Unavailable
from amate.base.kernel import die_with_parent

LOOK = 0.2  # seconds
GRACE = 9.0  # seconds from the order to stop until what is left is killed
PAUSES = (1, 2, 5, 10, 30)  # seconds before a service that keeps dying is started again
HEALTHY = 60.0  # seconds of life after which earlier deaths are forgotten
log = logging.getLogger(__name__)


@dataclass
class Service:
    """A command that is to be running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    again_at: float = field(default=0.0)

    def tend(self) -> None:
        """Start it when it is not running and its pause is over; take note when it died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self._mourn(code, now)

    def _start(self, now: float) -> None:
        # The service dies with us even if we are killed; Ctrl+C reaches only us, and we end it in order.
        last_wish = partial(die_with_parent, os.getpid())
        self.process = subprocess.Popen(self.command, preexec_fn=last_wish, start_new_session=True)  # noqa: S603, PLW1509
        self.started = now

    def _mourn(self, code: int, now: float) -> None:
        self.deaths = 1 if now - self.started > HEALTHY else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        log.error("%s ended with code %s; it starts again in %s s", self.name, code, pause)
        self.process, self.again_at = None, now + pause


def supervise(services: list[Service], each_look: Callable[[], None] = lambda: None) -> None:
    """Keep the services running until SIGTERM or SIGINT; then end them all within GRACE seconds."""
    with _told_to_stop() as stop:
        while not stop.wait(LOOK):
            for service in services:
                service.tend()
            each_look()
        end([service.process for service in services if service.process])


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and kill those that do not."""
    deadline = time.monotonic() + GRACE
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def when_it_answers(url: str, greet: Callable[[], None]) -> Callable[[], None]:
    """Something to do at each look: greets once, when the address answers 200."""
    waiting = True

    def look() -> None:
        nonlocal waiting
        if waiting and _answers(url):
            waiting = False
            greet()

    return look


def refuse_busy_port(host: str, port: int) -> None:
    """Servers share ports without a word, so two portals on one port would answer by turns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"No se puede usar {host}:{port} ({error.strerror}). Elige otro con --port."
            ) from error


def _answers(url: str) -> bool:
    try:
        # "localhost" is a name that every portal answers to, whatever address it listens at.
        with urlopen(Request(url, headers={"Host": "localhost"}), timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
