"""`amate work`: the worker alone."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Any

from amate.base.jobs.worker import Worker
from amate.management.command import Command as Base


class Command(Base):
    help = "Hace las tareas pendientes, hasta que se le detiene"

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
        logging.shutdown()
        sys.stdout.flush()
        os._exit(0)  # a job that could not end in time is back in its queue; its thread ends here
