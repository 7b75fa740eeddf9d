"""A child that stays: it answers one question after another, and is replaced when it dies, dawdles or grows old.

For libraries that are slow to start and hold this process while they work. Like the other children it has no
network where the system allows, no privileges, and none of our secrets.
"""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from amate.base.children import wire
from amate.base.children.keeper import child_environment
from amate.base.errors import Unavailable
from amate.base.kernel import die_first_when_memory_is_short, drop_privileges, leave_network

MIB = 1 << 20
MEMORY = 1024 * MIB  # of data; what JavaScript engines reserve without using it is not counted
OPEN_FILES = 256
OLD = 1_000  # questions answered before a fresh one takes over
QUEUE = 10.0  # seconds that a question waits for its turn


class Companion:
    """`function` ("amate.query.charts.easel:draw") takes and returns what JSON can say. Any thread may ask."""

    def __init__(self, function: str, *, seconds: float):
        self.function = function
        self.seconds = seconds
        self._turn = threading.Lock()
        self._running: _Running | None = None

    def ask(self, **arguments: Any) -> Any:
        """The answer; raises Unavailable when there is none in time, RuntimeError for a bug in the function."""
        if not self._turn.acquire(timeout=QUEUE):
            raise Unavailable(_("Hay muchos dibujos en espera. Vuelve a intentarlo en un momento."))
        try:
            outcome = self._outcome(arguments)
        finally:
            self._turn.release()
        if "bug" in outcome:
            raise RuntimeError(f"{self.function} failed: {outcome['bug']}")
        return outcome["answer"]

    def end(self) -> None:
        if self._running:
            self._running.end()
        self._running = None

    def _outcome(self, arguments: dict[str, Any]) -> dict[str, Any]:
        running = self._alive()
        try:
            answered: dict[str, Any] = running.ask(arguments, time.monotonic() + self.seconds)
        except (OSError, EOFError, ValueError) as error:
            self.end()
            raise Unavailable(
                _("El dibujo no salió en %d segundos. Pide menos datos: agrega un filtro.") % self.seconds
            ) from error
        return answered

    def _alive(self) -> _Running:
        running = self._running
        if running and running.owner != os.getpid():  # of our parent: leave it alone
            self._running = running = None
        if running and (running.asked >= OLD or running.process.poll() is not None):
            self.end()
        self._running = self._running or _Running(self.function)
        return self._running


class _Running:
    def __init__(self, function: str):
        self.owner, self.asked = os.getpid(), 0
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "amate.base.children.companion", str(theirs.fileno()), function],
                pass_fds=[theirs.fileno()],
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def ask(self, arguments: dict[str, Any], deadline: float) -> Any:
        self.asked += 1
        self.channel.settimeout(max(0.001, deadline - time.monotonic()))
        wire.send(self.channel, arguments)
        return wire.receive(self.channel, deadline=deadline)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.channel.close()


def main() -> None:
    """`python -m amate.base.children.companion <descriptor> <module:function>`: answers until the parent is gone."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    channel.set_inheritable(False)
    leave_network()
    _wall_in()
    module, _colon, name = sys.argv[2].partition(":")
    function = getattr(import_module(module), name)
    while True:
        try:
            arguments = wire.receive(channel)
        except (EOFError, OSError):
            return
        wire.send(channel, _answered(function, arguments))


def _wall_in() -> None:
    die_first_when_memory_is_short()
    for kind, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (most, most))
    drop_privileges()


def _answered(function: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": function(**arguments)}
    except Exception as error:
        return {"bug": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
