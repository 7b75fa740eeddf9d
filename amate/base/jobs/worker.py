"""The worker: one thread for what people wait for, one for machines, and a look round every ten seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as Carrier
from django_tasks_db.models import DBTaskResult

from amate.base.jobs.due import enqueue_due
from amate.base.jobs.heartbeat import running_here
from amate.base.jobs.models import Queue
from amate.base.jobs.rescue import rescue_silent, rescue_uncarried
from amate.base.jobs.running import release

POLL = 0.25  # seconds between looks at an empty queue
ROUND = 10.0
GRACE = 7.0  # seconds that a running job has to end when the worker is told to stop
log = logging.getLogger(__name__)


class Worker:
    """Serves both queues until `stop` is called, from any thread or a signal handler."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.carriers = {queue: _carrier(queue) for queue in Queue}

    def run(self) -> None:
        """Work until told to stop. What cannot end within GRACE seconds goes back to its queue."""
        for noisy in ("django_tasks", "django_tasks_db"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
        threads = [
            threading.Thread(target=self._serve, args=(queue,), name=queue.value, daemon=True)
            for queue in Queue
        ]
        for thread in threads:
            thread.start()
        while True:
            self._guarded(_look_round)
            if self.stopping.wait(ROUND):
                break
        self._finish(threads)

    def stop(self) -> None:
        for carrier in self.carriers.values():
            carrier.running = False
        self.stopping.set()

    def _serve(self, queue: Queue) -> None:
        while not self.stopping.wait(POLL):
            self._guarded(lambda: self._empty(queue))
        connection.close()

    def _empty(self, queue: Queue) -> None:
        """Carry out what waits in a queue. The carrier locks the database at each look, so look first."""
        if DBTaskResult.objects.ready().filter(queue_name=queue).exists():
            self.carriers[queue].run()

    def _guarded(self, step: Callable[[], None]) -> None:
        """A database that is away is waited for."""
        try:
            step()
        except Error as error:
            log.error("the database did not answer: %s", error)
            self.stopping.wait(ROUND)
        finally:
            close_old_connections()

    def _finish(self, threads: list[threading.Thread]) -> None:
        deadline = time.monotonic() + GRACE
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for job in list(running_here):
            release(job)


def _carrier(queue: Queue) -> Carrier:
    return Carrier(
        queue_names=[queue.value],
        interval=POLL,
        batch=True,  # its loop ends when the queue is empty; ours goes on
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _look_round() -> None:
    rescue_silent()
    rescue_uncarried()
    enqueue_due()
