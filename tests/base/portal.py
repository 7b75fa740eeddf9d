"""A portal in processes of its own, with kinds of job that leave marks in a folder.

`python -m tests.base.portal prepare | work | enqueue KIND SUBJECT… | age | jobs`; AMATE_HOME and MARKS say where.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.base.settings")


def mark(subject: str, word: str) -> None:
    with (Path(os.environ["MARKS"]) / subject).open("a") as file:
        file.write(f"{word}\n")


def main(verb: str, *arguments: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command as Migrate
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from amate.base.jobs import worker
    from amate.base.jobs.actions import enqueue
    from amate.base.jobs.kinds import job
    from amate.base.jobs.models import Job, Queue

    def wait_for_leave(job: Job) -> None:
        mark(job.subject, "begun")
        while not (Path(os.environ["MARKS"]) / "leave").exists():
            time.sleep(0.02)
        mark(job.subject, "done")

    job("quick", queue=Queue.PEOPLE)(lambda each: mark(each.subject, "done"))
    job("patient", queue=Queue.PEOPLE)(wait_for_leave)
    job("machine", queue=Queue.MACHINES)(wait_for_leave)

    if verb == "prepare":
        call_command(Migrate(), run_syncdb=True, skip_checks=True, verbosity=0)
    elif verb == "work":
        worker.GRACE = float(os.environ.get("GRACE", worker.GRACE))
        at_work = worker.Worker()

        def told(*_: object) -> None:
            at_work.stop()
            mark("worker", "told")

        signal.signal(signal.SIGTERM, told)
        at_work.run()
        os._exit(0)
    elif verb == "enqueue":
        for subject in arguments[1:]:
            enqueue(kind=arguments[0], subject=subject, key=f"{arguments[0]}:{subject}")
    elif verb == "age":
        long_ago = timezone.now() - timedelta(hours=3)
        Job.objects.filter(beat__isnull=False).update(beat=long_ago)
        DBTaskResult.objects.filter(started_at__isnull=False).update(started_at=long_ago)
    elif verb == "jobs":
        ours = Job.objects.filter(kind__in=["quick", "patient", "machine"]).order_by("pk")
        print(json.dumps(list(ours.values("subject", "state", "attempt"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
