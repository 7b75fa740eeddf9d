"""What the workspace of a dataset shows: its files, what was understood of them, what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amate.base.jobs.models import Job, JobState
from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import VersionState
from amate.people.journal import about
from amate.people.models import Institution, JournalEntry, Person
from amate.people.permissions import may, may_alone
from amate.people.second_factor import owed
from amate.publishing.checklist import checklist
from amate.publishing.dictionaries import by_dictionary, offers
from amate.publishing.letters import who_publish
from amate.publishing.models import Source
from amate.publishing.rules import moves
from amate.publishing.submissions import has_changed
from amate.publishing.suggest import suggestions
from amate.publishing.transfers import may_transfer
from amate.web.changes import changes
from amate.web.charts.of_dataset import page_chart
from amate.web.desk.checking import shown
from amate.web.desk.forms import (
    FIRST,
    REST,
    AddressForm,
    ChartForm,
    FileForm,
    MetadataForm,
    QuarantineForm,
    ReasonForm,
    ResourceForm,
    SendForm,
)
from amate.web.desk.offered import by_field
from amate.web.desk.source_form import Origin, SourceForm, sources_of

UNFOLDED = 3  # files of a dataset whose columns are told on the page; those of the rest when they are new
HISTORY = 30
NAMED = 3


@dataclass(frozen=True)
class Refused:
    """A form that came back: which one of the page, the status of the answer, and what somebody else saved."""

    place: str
    form: forms.BaseForm
    status: int = 400
    conflict: Any = None


@dataclass
class File:
    """One resource as its keepers see it. `newest` is the last version uploaded, published or not."""

    resource: Resource
    versions: Sequence[Version]
    newest: Version | None
    upload: forms.BaseForm
    naming: forms.BaseForm
    origin: Origin
    job: Job | None = None
    changes: Sequence[str] = field(default_factory=list)
    understood: bool = True

    @property
    def waiting(self) -> bool:
        """Somebody is reading it, or will."""
        stopped = self.job is not None and self.job.state == JobState.ATTENTION
        return self.newest is not None and self.newest.state == VersionState.RECEIVED and not stopped

    @property
    def ready(self) -> bool:
        return self.newest is not None and self.newest.state == VersionState.READY

    @property
    def asking(self) -> bool:
        """It was read, and has to be answered before it is published."""
        return self.newest is not None and self.newest.state == VersionState.ASKING

    @property
    def new(self) -> bool:
        """Read, and not public yet."""
        return self.ready or self.asking


def workspace(
    request: HttpRequest, person: Person, dataset: Dataset, refused: Refused | None = None
) -> HttpResponse:
    """The page; with what was `refused` in its place, open and with all that was typed."""
    dataset.refresh_from_db()

    def form(place: str, fresh: Callable[[], forms.BaseForm]) -> Any:
        return refused.form if refused and refused.place == place else fresh()

    files = _files(dataset, form)
    metadata = form("metadatos", lambda: MetadataForm.of(dataset)).mark_needed()
    checked = checklist(dataset)
    lacks = checked.asked
    suggested = by_field(suggestions(dataset, person))
    may_publish = may(person, "publish", dataset.institution)
    ready = [file for file in files if file.ready]
    submission = dataset.submissions.open().first()
    context = {
        "dataset": dataset,
        "files": files,
        "publishes_alone": may_alone(person, "publish", dataset.institution),
        "second_step": owed(person) if may_publish else None,
        "sendable": bool(ready or (dataset.is_public and dataset.proposed)) and not lacks,
        "waiting": any(file.waiting for file in files),
        "ready": ready,
        "asking": [file for file in files if file.asking],
        "metadata": metadata,
        "first": [metadata[name] for name in FIRST],
        "rest": [metadata[name] for name in REST],
        "rest_lacks": bool(set(REST) & {*lacks, *metadata.errors, *suggested}),
        "suggested": suggested,
        "suggested_all": sum(not one.instead for one in suggested.values()),
        "lacks": lacks,
        "checklist": shown(dataset, checked, here=True),
        "moves": moves(dataset.state),
        "may_publish": may_publish,
        "may_hand_over": may_transfer(person, dataset),
        "publishers": [] if may_publish else publishers(dataset.institution),
        "address": f"{settings.AMATE_URL}{dataset.get_absolute_url()}",
        "submission": submission,
        "has_changed": submission is not None and has_changed(submission),
        "sending": form("enviar", lambda: SendForm(auto_id="enviar_%s")),
        "publications": dataset.publications.all()[:5],
        "adding": form("otro-archivo", lambda: FileForm(auto_id="otro-archivo_%s")),
        "renaming": form("direccion", lambda: _addressing(dataset)),
        "withdrawing": form("retirar", lambda: ReasonForm(auto_id="retirar_%s")),
        "quarantine": dataset.quarantines.filter(lifted=None).select_related("by").first(),
        "shutting": form("cuarentena", lambda: QuarantineForm(auto_id="cuarentena_%s")),
        "offers": by_dictionary(one for one in offers(dataset) if one.fresh),
        "page_chart": page_chart(dataset),
        "charting_form": form("grafica", lambda: ChartForm(auto_id="grafica_%s")),
        "reports": dataset.error_reports.filter(resolved=None),
        "history": _history(dataset, files),
        "form": refused.form if refused else None,
        "conflict": refused.conflict if refused else None,
        "place": refused.place if refused else "",
    }
    return render(request, "desk/dataset.html", context, status=refused.status if refused else 200)


def publishers(institution: Institution) -> list[str]:
    """Names of the first who may publish there: whom an editor tells that something is ready."""
    return [person.name for person in who_publish(institution)[:NAMED]]


def _addressing(dataset: Dataset) -> AddressForm:
    return AddressForm(initial={"slug": dataset.slug}, auto_id="direccion_%s")


def _files(dataset: Dataset, form: Callable[[str, Callable[[], forms.BaseForm]], Any]) -> list[File]:
    """Every resource with its newest version; columns only of the ones that are told. A constant number of queries."""
    resources = list(dataset.resources.select_related("current"))
    versions = _versions(dataset)
    jobs = _jobs([each[0] for each in versions.values() if each[0].state == VersionState.RECEIVED])
    sources = sources_of(resources)
    files = [
        File(
            resource=resource,
            versions=versions[resource.pk],
            newest=next(iter(versions[resource.pk]), None),
            upload=form(f"archivo-{resource.pk}", _uploading(resource)),
            naming=form(f"recurso-{resource.pk}", _naming(resource)),
            origin=_origin(resource, sources.get(resource.pk), form),
        )
        for resource in resources
    ]
    _tell(files)
    for file in files:
        file.job = jobs.get(str(file.newest.pk)) if file.newest else None
    return files


def _origin(
    resource: Resource,
    found: tuple[Source, bool] | None,
    form: Callable[[str, Callable[[], forms.BaseForm]], Any],
) -> Origin:
    source, coming = found or (None, False)
    return Origin(source, form(f"origen-{resource.pk}", lambda: SourceForm.of(resource, source)), coming)


def _uploading(resource: Resource) -> Callable[[], FileForm]:
    return lambda: FileForm(auto_id=f"archivo-{resource.pk}_%s")


def _naming(resource: Resource) -> Callable[[], ResourceForm]:
    known = {"title": resource.title, "description": resource.description}
    return lambda: ResourceForm(initial=known, auto_id=f"recurso-{resource.pk}_%s")


def _versions(dataset: Dataset) -> dict[int, list[Version]]:
    """All versions by resource, newest first; only the newest with its report, which can be long."""
    found: dict[int, list[Version]] = defaultdict(list)
    for version in Version.objects.filter(resource__dataset=dataset).defer("report").order_by("-number"):
        found[version.resource_id].append(version)
    newest = [each[0].pk for each in found.values()]
    reports = dict(Version.objects.filter(pk__in=newest).values_list("pk", "report"))
    for each in found.values():
        each[0].report = reports[each[0].pk]
    return found


def _jobs(versions: Sequence[Version]) -> dict[str, Job]:
    """The newest job of each version that waits to be read."""
    if not versions:
        return {}
    subjects = [str(version.pk) for version in versions]
    return {
        job.subject: job
        for job in Job.objects.filter(kind="build-version", subject__in=subjects).order_by("pk")
    }


def _tell(files: Sequence[File]) -> None:
    """Fetch tables and columns of the versions to be told, and compare the new ones with what readers see."""
    for file in files:
        file.understood = file.newest is not None and (file.new or len(files) <= UNFOLDED)
    told = [file.newest for file in files if file.understood and file.newest]
    before = [file.resource.current for file in files if file.new and file.resource.current]
    with_columns = Prefetch("tables", Table.objects.prefetch_related("columns"))
    if told:
        prefetch_related_objects([*told, *before], with_columns)
    for file in files:
        if file.new and file.newest and file.resource.current:
            file.changes = changes(file.resource.current, file.newest)


def _history(dataset: Dataset, files: Sequence[File]) -> QuerySet[JournalEntry]:
    """What was done to the dataset, its resources and its versions, newest first."""
    versions = [version for file in files for version in file.versions]
    return about(dataset, *(file.resource for file in files), *versions)[:HISTORY]
