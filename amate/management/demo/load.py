"""The demo goes in as any office's data do: accounts, uploads, metadata, publication, through the verbs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amate.base.files import home, workbench
from amate.base.jobs.actions import run_here
from amate.base.jobs.models import LIVE, Job
from amate.catalog.actions import add_resource, create_dataset, feature
from amate.catalog.changes import mark
from amate.catalog.indexing import reindex
from amate.catalog.models import Dataset, Licence, Theme, Version
from amate.catalog.rules import VersionState
from amate.community.actions import report_error
from amate.management.demo.bulk import Built, copy_all
from amate.management.demo.highlights import put_on_home_page
from amate.management.demo.plan import Dataset as Planned
from amate.management.demo.plan import DemoPlan
from amate.management.demo.plan import Resource as PlannedFile
from amate.people.actions import create_key, create_person, grant_role, save_institution
from amate.people.models import Institution, Person
from amate.people.rules import Role, Scope
from amate.publishing.actions import publish, upload, withdraw

Say = Callable[[str], None]
Fill = Callable[[DemoPlan, Person, Say], None]
FEATURED = frozenset({7, 13, 19})  # places in the plan, away from the newest ones
DAYS_APART = 11  # between one publication and the one before it
REPORT = "En la fila 12 el municipio y su clave no coinciden: la clave es la del municipio de junto."


@dataclass(frozen=True)
class Account:
    """Who signs in at the demo, and as what."""

    role: str
    email: str
    password: str


def load(plan: DemoPlan, fill: Fill, say: Say) -> dict[str, Any]:
    """Fill an empty portal with the plan; returns what goes into demo.json."""
    password = secrets.token_urlsafe(9)
    steward = create_person(
        by=None, email=settings.PORTAL.contact_email, name="Responsable del portal", steward=True
    )
    _institutions(plan, steward)
    accounts = [Account("steward", steward.email, password), *_team(plan, steward, password)]
    _password(steward, password)
    fill(plan, steward, say)
    _finish_jobs()
    put_on_home_page(plan.highlights, steward)
    first = Dataset.objects.published().order_by("pk").first()
    if first:
        report_error(dataset=first, text=REPORT)
    _key, secret = create_key(by=steward, name="Llave de la demostración", scopes=list(Scope.values))
    return {
        "address": settings.AMATE_URL,
        "accounts": [vars(account) for account in accounts],
        "api_key": secret,
        "datasets": {
            state: _address(Dataset.objects.filter(state=state).order_by("pk").first())
            for state in ("published", "draft", "withdrawn")
        },
    }


def one_by_one(plan: DemoPlan, steward: Person, say: Say) -> None:
    """Every dataset with files of its own, through the verbs."""
    for number, planned in enumerate(plan.datasets):
        dataset = _dataset(planned, steward, number)
        if number in FEATURED and dataset.is_public:
            feature(by=steward, dataset=dataset, on=True)
        say(f"  {number + 1:>3}. {dataset.title}")


def in_bulk(plan: DemoPlan, steward: Person, say: Say) -> None:
    """Datasets that repeat a few files: those with a file not seen before through the verbs, the rest copied."""
    built: dict[str, Built] = {}
    plain: list[int] = []
    for number, planned in enumerate(plan.datasets):
        names = {file.file_name for file in planned.resources}
        if names <= built.keys():
            plain.append(number)
            continue
        dataset = _dataset(replace(planned, state="published"), steward, number)
        current = dataset.resources.select_related("current")
        built |= {each.filename: Built.of(each.current) for each in current if each.current}
        say(f"  {number + 1:>6}. {dataset.title[:80]}")
    say(
        f"  {copy_all((plan.datasets[number] for number in plain), built):,} conjuntos más, con los mismos archivos"
    )
    reindex()


def write_facts(facts: dict[str, Any]) -> Path:
    """Keep what was printed: <home>/demo.json, readable by its owner alone."""
    path = home() / "demo.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    return path


def _institutions(plan: DemoPlan, steward: Person) -> None:
    known = {row.slug: row for row in Institution.objects.all()}
    for planned in plan.institutions:
        if planned.slug not in known:
            fields = {name: getattr(planned, name) for name in planned.__slots__ if name != "parent"}
            known[planned.slug] = save_institution(by=steward, parent=known.get(planned.parent), **fields)


def _team(plan: DemoPlan, steward: Person, password: str) -> list[Account]:
    """One account for each role in the first institution that publishes, and the liaison of a municipality."""
    first = Institution.objects.get(slug=next(iter(plan.datasets)).institution)
    town = Institution.objects.filter(kind="municipio").order_by("slug").last() or first
    roles = [(role, first, f"{role.value}@{first.slug}.example") for role in Role]
    roles.append((Role.LIAISON, town, f"liaison@{town.slug}.example"))
    made = []
    for role, institution, email in roles:
        person = create_person(
            by=steward, email=email, name=f"{role.label} de {institution.acronym or institution.name}"
        )
        grant_role(by=steward, person=person, institution=institution, role=role)
        _password(person, password)
        made.append(Account(f"{role.value} @ {institution.slug}", email, password))
    return made


def _password(person: Person, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])


def _dataset(planned: Planned, steward: Person, number: int) -> Dataset:
    dataset = create_dataset(
        by=steward,
        institution=Institution.objects.get(slug=planned.institution),
        title=planned.title,
        description=planned.description,
        theme=Theme.objects.get(slug=planned.theme),
        keywords=list(planned.keywords),
        licence=Licence.objects.get(slug=planned.licence),
        periodicity=planned.periodicity,
        temporal=f"{planned.temporal_start:%Y-%m}/{planned.temporal_end:%Y-%m}",
        territory=planned.territory,
        contact_name=planned.contact_name,
        contact_email=planned.contact_email,
    )
    for version in range(1, max(file.versions for file in planned.resources) + 1):
        for file in planned.resources:
            if version <= file.versions:
                _upload(file, dataset, version, steward)
        if planned.state != "draft":
            _finish_jobs("build-version")
            publish(by=steward, dataset=dataset)
    if planned.state == "withdrawn":
        withdraw(by=steward, dataset=dataset, reason=planned.withdrawn_reason)
    _finish_jobs()
    _backdate(dataset, number)
    dataset.refresh_from_db()
    return dataset


def _upload(file: PlannedFile, dataset: Dataset, version: int, steward: Person) -> Version:
    resource = dataset.resources.filter(title=file.title).first() or add_resource(
        by=steward, dataset=dataset, filename=file.file_name, title=file.title, description=file.description
    )
    with workbench() as bench, file.write(bench, version).open("rb") as content:
        return upload(by=steward, resource=resource, file=content, filename=file.file_name)


def _finish_jobs(kind: str = "") -> None:
    """Do what a worker would do, now."""
    waiting = Job.objects.filter(state__in=LIVE).order_by("pk")
    while job := (waiting.filter(kind=kind) if kind else waiting).first():
        run_here(job)


@transaction.atomic
def _backdate(dataset: Dataset, number: int) -> None:
    """Spread publications over the past, as if the portal had been there all along."""
    newest = timezone.now() - timedelta(days=2 + DAYS_APART * number, hours=number % 7)
    versions = Version.objects.filter(resource__dataset=dataset).order_by("-number")
    for age, version in enumerate(versions):
        at = newest - timedelta(days=30 * age)
        published = at if version.state == VersionState.PUBLISHED else None
        Version.objects.filter(pk=version.pk).update(created=at, published=published)
    oldest: datetime = newest - timedelta(days=30 * max(0, len(versions) - 1))
    if dataset.resources.filter(current__isnull=False).exists():
        Dataset.objects.filter(pk=dataset.pk).update(created=oldest, issued=oldest, data_modified=newest)
        Dataset.objects.filter(pk=dataset.pk).settle()
    mark(dataset)


def _address(dataset: Dataset | None) -> dict[str, str] | None:
    if dataset is None:
        return None
    return {"id": str(dataset.public_id), "slug": dataset.slug, "title": dataset.title}
