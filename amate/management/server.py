"""The web server's process, `python -m amate.management.server HOST PORT WORKERS`: granian with Django inside."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
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
        return get_wsgi_application()

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


if __name__ == "__main__":
    main()
