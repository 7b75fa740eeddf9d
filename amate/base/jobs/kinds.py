"""The kinds of work there are: two tables that the rooms' `jobs.py` fill with decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps

from amate.base.jobs.models import Job, Queue

Work = Callable[[Job], None]


@dataclass(frozen=True)
class Kind:
    """What a name of `Job.kind` stands for. `title` is the first line of the function's docstring."""

    name: str
    queue: Queue
    work: Work

    @property
    def title(self) -> str:
        return (self.work.__doc__ or self.name).strip().partition("\n")[0]


KINDS: dict[str, Kind] = {}
PERIODIC: dict[str, timedelta] = {}


def job(name: str, *, queue: Queue) -> Callable[[Work], Work]:
    """Let a function do the jobs of a kind: `@job("build-version", queue=Queue.PEOPLE)`.

    It may be run again after a crash, so its effect must be the same done once or twice.
    """

    def register(work: Work) -> Work:
        KINDS[name] = Kind(name, queue, work)
        return work

    return register


def periodic(*, every: timedelta, kind: str) -> Callable[[Work], Work]:
    """Enqueue a kind again and again: `@periodic(every=timedelta(days=1), kind="sweep")` above `@job`."""

    def register(work: Work) -> Work:
        PERIODIC[kind] = every
        return work

    return register


def kind_named(name: str) -> Kind | None:
    """The kind of this name. The rooms' `jobs` modules, which are heavy, are imported when first asked for."""
    load_kinds()
    return KINDS.get(name)


@cache
def load_kinds() -> None:
    """Import every room's `jobs` module, which fills both tables."""
    for path in sorted(Path(apps.get_app_config("amate").path).glob("*/jobs.py")):
        import_module(f"amate.{path.parent.name}.jobs")
