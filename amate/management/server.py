"""The web server's process, `python -m amate.management.server HOST PORT WORKERS`: granian with Django inside."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from amate.base.kernel import die_with_parent

# Each slow reader holds a thread, and the kernel deals connections to workers by chance: with 64, 120 slow readers
# of two workers came near an outage and 160 were one; with 128, 160 left pages as quick as before. Idle ones end.
THREADS = 128
CONNECTIONS = 2048  # idle ones wait without holding a thread
SECONDS_TO_FINISH = 6
# A laptop that is closed in the middle of an upload says nothing, and its thread would wait for ever. After a minute
# of silence the kernel asks whether anybody is there, and when a minute later nobody answered it ends the connection.
KEEPALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),
)
# A page gives the interpreter away at each of its queries, and waits a turn of each busy thread to have it back. Among
# robots the p95 of the home page was 583 ms with Python's own 5 ms and 360 ms with this; throughput was the same.
TURN = 0.001  # seconds


def main() -> None:
    host, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    master = os.getpid()

    def load() -> Callable[..., Any]:
        """Runs in each worker: granian's would outlive a master that is killed."""
        die_with_parent(master)
        # Granian sets its own handler once this is loaded; told to stop before that, it would not hear.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sys.setswitchinterval(TURN)
        return asking_the_silent(get_wsgi_application())

    Granian(
        "amate.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        backlog=CONNECTIONS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
    ).serve(target_loader=load, wrap_loader=False)


def asking_the_silent(application: Callable[..., Any]) -> Callable[..., Any]:
    """The same application; its first request sets KEEPALIVE. Granian listens after this and shows no socket."""
    lock = threading.Lock()  # taken once and kept

    def answer(*request: Any) -> Any:
        if lock.acquire(blocking=False):
            for listening in _listening():
                for level, option, value in KEEPALIVE:
                    listening.setsockopt(level, option, value)
        return application(*request)

    return answer


def _listening() -> Iterator[socket.socket]:
    """The sockets of this process that take connections, which inherit their options."""
    for link in Path("/proc/self/fd").glob("*"):
        try:
            with socket.socket(fileno=os.dup(int(link.name))) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    yield found
        except OSError:
            continue  # a file, or closed since


if __name__ == "__main__":
    main()
