"""A portal treated ill from inside, by the real verbs: `python -m tests.campaign.treated NAME COUNT SEED`.

NAME is one of WORKS. What came of it is said in JSON, in the last line. AMATE_HOME names an empty folder;
AMATE_DATABASE, if given, an empty PostgreSQL.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from itertools import pairwise
from typing import Any

VERSIONS = int(os.environ.get("VERSIONS", "12"))  # of which all but the last may be erased
Facts = dict[str, Any]
ROWS = "nombre,n\r\nuno,{0}\r\ndos,2\r\n"
HEAVY = (  # what every process of a step needs, imported once before they are forked
    *(
        "amate.config.urls",
        "amate.publishing.verify",
        "amate.publishing.shutting",
        "amate.publishing.purging",
    ),
    *("amate.publishing.submissions", "amate.base.jobs.rescue", "django.test", "tests.work", "tests.cast"),
)
WRITES = {"os.rename", "os.remove", "os.chmod", "os.link", "os.mkdir"}


def apart(work: Callable[[], Any]) -> tuple[int, Any]:
    """Do something in a process of its own; (the signal that ended it or 0, what it returned)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                json.dump(work(), pipe)
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a step that nobody killed failed")
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), json.loads(said or "null")


def people() -> Facts:
    from amate.people.models import Person

    return {one.email.split("@")[0]: one for one in Person.objects.all()}


def begin() -> Facts:
    """A dataset that is public, of one file with some versions, and four people."""
    from django.core.management import call_command

    from amate.catalog.actions import edit_dataset, save_theme
    from amate.people.actions import create_person, grant_role, save_institution
    from amate.people.rules import Role
    from amate.publishing.actions import publish, upload, upload_new
    from tests.cast import METADATA
    from tests.work import run_waiting_jobs

    call_command("migrate", interactive=False, verbosity=0)
    zapopan = save_institution(by=None, slug="zona-de-pruebas", name="Zona de pruebas", kind="municipio")
    ana = create_person(by=None, email="ana@z.example", name="Ana")
    luis = create_person(by=None, email="luis@z.example", name="Luis")
    create_person(by=None, email="eva@z.example", name="Eva", steward=True)
    grant_role(by=None, person=ana, institution=zapopan, role=Role.LIAISON)
    grant_role(by=None, person=luis, institution=zapopan, role=Role.EDITOR)
    theme = save_theme(by=None, slug="pruebas", name="Pruebas")
    version = upload_new(
        by=ana, institution=zapopan, file=io.BytesIO(ROWS.format(0).encode()), filename="a.csv"
    )
    run_waiting_jobs()
    dataset = edit_dataset(by=ana, dataset=version.resource.dataset, title="Cero", theme=theme, **METADATA)
    publish(by=ana, dataset=dataset)
    for number in range(1, VERSIONS):
        content = io.BytesIO(ROWS.format(number).encode())
        upload(by=ana, resource=version.resource, file=content, filename="a.csv")
        run_waiting_jobs()
        publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    return {"dataset": dataset.pk}


# ---- kills -------------------------------------------------------------------------------------------------


def prepare(act: str, number: int, pk: int) -> Facts:
    """Bring the dataset to where an act may begin; what that was like."""
    from django.utils import timezone

    from amate.catalog.actions import edit_dataset
    from amate.catalog.models import Dataset
    from amate.publishing.actions import publish
    from amate.publishing.models import Submission
    from amate.publishing.shutting import lift, quarantine
    from amate.publishing.submissions import approve, send, take_back

    who, dataset = people(), Dataset.objects.get(pk=pk)
    for waiting in Submission.objects.open():
        take_back(by=who["luis"], submission=waiting)
    if dataset.state == "quarantined" and act != "lift":
        dataset = lift(by=who["eva"], dataset=dataset)
    if dataset.state == "withdrawn" and act != "publish":
        dataset = publish(by=who["ana"], dataset=dataset)
    if act == "lift" and dataset.state != "quarantined":
        quarantine(by=who["eva"], dataset=dataset, ground="error")
    if act in ("publish", "release"):
        edit_dataset(by=who["luis"], dataset=Dataset.objects.get(pk=pk), title=f"Título {number}")
    if act == "release":
        later = timezone.now() + timedelta(hours=1)
        sent = send(by=who["luis"], dataset=Dataset.objects.get(pk=pk), publish_at=later)
        approve(by=who["ana"], submission=sent)
    return told(pk)


def told(pk: int) -> Facts:
    """Everything that an act changes and that others see."""
    from django.test import Client

    from amate.catalog.models import Dataset, Version
    from amate.publishing.models import LogEntry, Publication, Purge

    dataset = Dataset.objects.get(pk=pk)
    table = dataset.resources.get().current.tables.get()
    reader = Client(raise_request_exception=False)
    places = (
        f"/datos/{dataset.slug}",
        f"/datos/{dataset.slug}.atom",
        f"/api/v1/datasets/{dataset.public_id}",
        f"/api/v1/tables/{table.public_id}/rows",
        f"/datos/{dataset.slug}/tablas/{table.public_id}",
    )
    return {
        "state": dataset.state,
        "title": dataset.title,
        "revision": dataset.revision,
        "statuses": sorted({reader.get(each).status_code for each in places}),
        "lines": LogEntry.objects.count(),
        "folios": Publication.objects.count(),
        "purged": Version.objects.filter(state="purged").count(),
        "purges": Purge.objects.count(),
    }


def act_now(act: str, pk: int) -> None:
    from amate.catalog.models import Dataset
    from amate.publishing.actions import publish, withdraw
    from amate.publishing.models import Submission
    from amate.publishing.purging import purge
    from amate.publishing.shutting import lift, quarantine
    from amate.publishing.submissions import release

    who, dataset = people(), Dataset.objects.get(pk=pk)
    resource = dataset.resources.get()
    if act == "publish":
        publish(by=who["ana"], dataset=dataset)
    elif act == "withdraw":
        withdraw(by=who["ana"], dataset=dataset, reason="Se repite.")
    elif act == "quarantine":
        quarantine(by=who["eva"], dataset=dataset, ground="error")
    elif act == "lift":
        lift(by=who["eva"], dataset=dataset)
    elif act == "release":
        release(Submission.objects.get(stage="scheduled"))
    else:
        old = resource.versions.exclude(state="purged").exclude(pk=resource.current_id).order_by("number")
        purge(by=who["eva"], version=old[0], ground="error")


def killed_at(nth: int, act: str, pk: int) -> int:
    """Do an act and die at the nth step that leaves a trace: a statement, a commit, a rename; how many there were."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    steps = 0

    def step(*_said: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("SELECT"):
            step()
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit

    def committing(self: Any) -> Any:
        step()
        done = commit(self)
        step()
        return done

    BaseDatabaseWrapper._commit = committing
    sys.addaudithook(lambda event, _args: step() if event in WRITES else None)
    with connection.execute_wrapper(statement):
        act_now(act, pk)
    return steps


def recovered(pk: int) -> Facts:
    """What a worker does when the machine is back, and what `amate verify` and the log say then."""
    from django.db.models import Count
    from django.utils import timezone

    from amate.base import signing
    from amate.base.jobs.models import Job
    from amate.base.jobs.rescue import rescue_silent
    from amate.publishing import log
    from amate.publishing.models import LogEntry, Publication
    from amate.publishing.verify import verify
    from tests.work import run_waiting_jobs

    Job.objects.filter(state="running").update(beat=timezone.now() - timedelta(minutes=2))
    rescue_silent()
    run_waiting_jobs()
    lines = LogEntry.objects.order_by("number").values("body", "sha256", "signature")
    folios = Publication.objects.values("folio").annotate(times=Count("pk")).filter(times__gt=1)
    published = LogEntry.objects.filter(verb="publish").count()
    return told(pk) | {
        "verify": [str(finding.as_json()) for finding in verify()],
        "chain": list(log.faults(lines, signing.public_key())),
        "doubled": len(folios),
        "unlogged": abs(published - Publication.objects.count()),
    }


ACTS = ("publish", "withdraw", "publish", "quarantine", "lift", "release", "purge")
SEEN = {"published": [200], "withdrawn": [410], "quarantined": [451]}


def faults(before: Facts, after: Facts) -> list[str]:
    """What is wrong after a kill: each act was done, wholly, or not at all."""
    found = [*after["verify"], *after["chain"]]
    found += [f"{name}: {after[name]}" for name in ("doubled", "unlogged") if after[name]]
    if after["statuses"] != SEEN[after["state"]]:
        found.append(f"half visible: {after['state']} answers {after['statuses']}")
    if after["purged"] != after["purges"]:
        found.append("a version is erased without its row")
    if after["revision"] == before["revision"] and after["purges"] == before["purges"]:
        same = ("state", "title", "lines", "folios")
        found += [f"{name} changed without the act" for name in same if after[name] != before[name]]
    return found


def kills(count: int, seed: int) -> Facts:
    dice, long, done = random.Random(seed), dict.fromkeys(ACTS, 40), Counter[str]()
    _signal, facts = apart(begin)
    pk, wrong, survived, erased, found = facts["dataset"], list[str](), Counter[str](), 0, Facts()
    while done.total() < count:
        act = dice.choice(ACTS)
        if act == "purge" and erased >= VERSIONS - 2:
            continue
        _signal, before = apart(lambda act=act: prepare(act, done.total() + survived.total(), pk))
        nth = dice.randint(1, long[act])
        ended, steps = apart(lambda act=act, nth=nth: killed_at(nth, act, pk))
        _signal, after = apart(lambda: recovered(pk))
        erased = after["purged"]
        if ended:
            done[act] += 1
        else:
            survived[act] += 1
            long[act] = steps
        wrong += [f"{act} killed at {nth}: {fault}" for fault in faults(before, after)]
        found = {"killed": dict(done), "outlived": dict(survived), "steps": long, "wrong": wrong}
        print(
            json.dumps(found), flush=True
        )  # after each: a campaign that is cut short has still been somewhere
    return found


# ---- editors -----------------------------------------------------------------------------------------------


def editors(count: int, seed: int) -> Facts:
    _signal, facts = apart(begin)
    _signal, found = apart(lambda: both_save(facts["dataset"], count, seed))
    return dict(found)


def both_save(pk: int, count: int, seed: int) -> Facts:
    """Two people who read the same revision and save: one wins, the other is told, and saves theirs after it."""
    import django.db
    from django.db.models import Max

    from amate.base.errors import Stale
    from amate.catalog.actions import edit_dataset
    from amate.catalog.models import Dataset

    ana, dice = people()["ana"], random.Random(seed)
    first = Dataset.objects.get(pk=pk).revisions.aggregate(last=Max("number"))["last"] or 0
    told, saved, order, broken = Counter[str](), 0, Counter[str](), []
    wishes: dict[str, str] = {}

    def save(
        name: str, field: str, value: str, revision: int, barrier: threading.Barrier, pause: float
    ) -> None:
        nonlocal saved
        barrier.wait()
        threading.Event().wait(pause)
        try:
            while True:
                try:
                    edit_dataset(by=ana, dataset=Dataset(pk=pk), revision=revision, **{field: value})
                except Stale:
                    told[name] += 1
                    revision = Dataset.objects.values_list("revision", flat=True).get(pk=pk)
                else:
                    order[name] += 1
                    return
        except Exception as error:
            broken.append(repr(error))
        finally:
            django.db.connection.close()

    for number in range(count):
        revision = Dataset.objects.values_list("revision", flat=True).get(pk=pk)
        fields = ("title", "title") if dice.random() < 0.5 else ("title", "quality")
        barrier, threads = threading.Barrier(2), []
        for name, field in zip(("first", "second"), fields, strict=True):
            value = f"{name} {number}"
            wishes[value] = field
            args = (name, field, value, revision, barrier, dice.uniform(0, 0.004))
            threads.append(threading.Thread(target=save, args=args))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        now = Dataset.objects.get(pk=pk)
        if fields[0] != fields[1] and (now.title, now.quality) != (f"first {number}", f"second {number}"):
            broken.append(f"{number}: {now.title}, {now.quality}")
        if fields[0] == fields[1] and now.title not in (f"first {number}", f"second {number}"):
            broken.append(f"{number}: {now.title}")
    rows = list(Dataset.objects.get(pk=pk).revisions.filter(number__gt=first).order_by("number"))
    remembered = {row.values[field] for row in rows for field in ("title", "quality")}
    numbers = [row.number for row in rows]
    return {
        "told": dict(told),
        "saved": dict(order),
        "lost": len([value for value in wishes if value not in remembered]),
        "gaps": len([1 for one, other in pairwise(numbers) if other != one + 1]),
        "revisions": len(rows),
        "broken": broken[:20],
    }


# ---- a full disk, and a clock that jumps ---------------------------------------------------------------------


def full(count: int, seed: int) -> Facts:
    """Publish, withdraw and shut off with next to no room left on the disk of the home; then with room again."""
    _signal, facts = apart(begin)
    return dict(apart(lambda: _without_room(facts["dataset"], count, seed))[1])


def _without_room(pk: int, count: int, seed: int) -> Facts:
    from django.db import DatabaseError, connection
    from django.test import Client

    from amate.base.errors import AmateError
    from amate.base.files import home
    from amate.catalog.models import Dataset
    from amate.people.actions import create_key
    from amate.publishing.verify import verify
    from tests.work import run_waiting_jobs

    dice, wrong, ended, sentences = random.Random(seed), list[str](), Counter[str](), set[str]()
    _row, key = create_key(by=people()["ana"], name="guion", scopes=["publish"])
    program = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
    ballast = home() / "lastre"
    for number in range(count):
        act = dice.choice(("publish", "withdraw", "quarantine"))
        before = prepare(act, number, pk)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else what is written finds its room there
        _fill(ballast, leave=dice.randint(0, 24) * 4096)
        try:
            if act == "publish":
                answer = program.post(
                    f"/api/v1/datasets/{Dataset.objects.get(pk=pk).slug}/publish", {}, "application/json"
                )
                ended[f"publish: {answer.status_code}"] += 1
                if answer.status_code != 200:
                    sentences.add(answer.json()["detail"])
            else:
                act_now(act, pk)
                ended[f"{act}: done"] += 1
        except (AmateError, DatabaseError, OSError) as error:
            ended[f"{act}: {type(error).__name__}"] += 1
        ballast.unlink()
        run_waiting_jobs()
        after = told(pk)
        if after["statuses"] != SEEN[after["state"]]:
            wrong.append(f"half visible: {after['state']} answers {after['statuses']}")
        if after["revision"] == before["revision"] and after != before:
            wrong.append(f"{act}: {before} became {after}")
        wrong += [str(finding.as_json()) for finding in verify(fast=True)]
    wrong += [str(finding.as_json()) for finding in verify()]
    return {"ended": dict(ended), "sentences": sorted(sentences), "wrong": wrong}


def _fill(ballast: Any, *, leave: int) -> None:
    """Take all the room of a disk but so many bytes."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    os.truncate(ballast, max(0, ballast.stat().st_size - leave))


def clock(count: int, seed: int) -> Facts:
    """What is scheduled, under a clock that is set forward and back up to two days."""
    _signal, facts = apart(begin)
    return dict(apart(lambda: _jumping(facts["dataset"], count, seed))[1])


def _jumping(pk: int, count: int, seed: int) -> Facts:
    from django.utils import timezone

    from amate.base import signing
    from amate.publishing import log
    from amate.publishing.models import LogEntry, Submission
    from amate.publishing.submissions import release
    from amate.publishing.verify import verify

    dice, wrong, real, shift = random.Random(seed), list[str](), timezone.now, timedelta(0)
    seen: Counter[str] = Counter()
    timezone.now = lambda: real() + shift

    def turn() -> None:
        for due in Submission.objects.due(timezone.now()):
            release(due)

    for number in range(count):
        shift = timedelta(0)
        before = prepare("release", number, pk)
        hour = Submission.objects.get(stage="scheduled").publish_at
        assert hour
        came = False
        for _jump in range(4):
            shift = timedelta(minutes=dice.randint(-2880, 2880))
            came = came or timezone.now() >= hour
            turn()
            seen["forward" if shift > timedelta(0) else "back"] += 1
            after = told(pk)
            if (after["title"] == f"Título {number}", after["folios"] - before["folios"]) != (
                came,
                int(came),
            ):
                wrong.append(f"{number}: at {timezone.now()} of {hour} {before} became {after}")
    shift = timedelta(0)
    wrong += [str(finding.as_json()) for finding in verify()]
    lines = LogEntry.objects.order_by("number").values("body", "sha256", "signature")
    return {"jumps": dict(seen), "wrong": [*wrong, *log.faults(lines, signing.public_key())]}


WORKS = {"kills": kills, "editors": editors, "full": full, "clock": clock}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amate.config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    settings.AMATE_LIMITS = False
    for name in HEAVY:
        import_module(name)
    work = WORKS[sys.argv[1]]
    print(json.dumps(work(int(sys.argv[2]), int(sys.argv[3]))))
