"""Thousands of datasets at once: files are built as ever, one of each, and rows are copied beyond that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.db import transaction
from django.utils import timezone

from amate.catalog.models import Column, Dataset, Licence, Resource, Table, Theme, Version
from amate.catalog.rules import State, VersionState
from amate.management.demo.plan import Dataset as Planned
from amate.people.models import Institution, JournalEntry

BATCH = 500
SAME = ("state", "filename", "sha256", "size", "format", "report", "published", "created_by_id")
SAME_TABLE = ("name", "position", "rows", "parquet_sha256", "parquet_size", "csv_sha256", "csv_size")
SAME_COLUMN = ("position", "name", "type", "meaning", "description", "profile")


@dataclass(frozen=True)
class Built:
    """A published version that others repeat: the same file under another dataset."""

    version: Version
    table: Table
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, version: Version) -> Built:
        table = version.tables.get()
        return cls(version, table, tuple(table.columns.all()))


def copy_all(planned: Iterable[Planned], built: dict[str, Built]) -> int:
    """Make every planned dataset, whose files must all be in `built` (by file name); returns how many."""
    institutions = {row.slug: row for row in Institution.objects.all()}
    themes = {row.slug: row for row in Theme.objects.all()}
    licences = {row.slug: row for row in Licence.objects.all()}
    made, waiting = 0, iter(planned)
    while batch := list(islice(waiting, BATCH)):
        rows = [_dataset(each, institutions, themes, licences) for each in batch]
        _copy(batch, rows, built)
        made += len(batch)
    return made


@transaction.atomic
def _copy(batch: list[Planned], rows: list[Dataset], built: dict[str, Built]) -> None:
    datasets = Dataset.objects.bulk_create(rows)
    sources, resources = [], []
    for planned, dataset in zip(batch, datasets, strict=True):
        for position, file in enumerate(planned.resources):
            sources.append(built[file.file_name])
            resources.append(
                Resource(
                    dataset=dataset,
                    slug=file.file_name.rpartition(".")[0].replace("_", "-"),
                    title=file.title,
                    description=file.description,
                    filename=file.file_name,
                    position=position,
                )
            )
    Resource.objects.bulk_create(resources)
    versions = Version.objects.bulk_create(
        Version(resource=resource, number=1, **_same(source.version, SAME))
        for resource, source in zip(resources, sources, strict=True)
    )
    for resource, version in zip(resources, versions, strict=True):
        resource.current = version if resource.dataset.state != State.DRAFT else None
    Resource.objects.bulk_update(resources, ["current"])
    drafts = [version.pk for version in versions if version.resource.dataset.state == State.DRAFT]
    Version.objects.filter(pk__in=drafts).update(state=VersionState.READY, published=None)
    JournalEntry.objects.bulk_create(_journal(versions))
    tables = Table.objects.bulk_create(
        Table(version=version, **_same(source.table, SAME_TABLE))
        for version, source in zip(versions, sources, strict=True)
    )
    Column.objects.bulk_create(_columns(tables, sources))


def _journal(versions: list[Version]) -> Iterator[JournalEntry]:
    """What the verbs would have written down: `amate verify` holds the rows against it."""
    for dataset, group in groupby(versions, key=lambda version: version.resource.dataset):
        files = [
            {"resource": each.resource.slug, "number": each.number, "sha256": each.sha256} for each in group
        ]
        about = {"kind": "dataset", "subject": str(dataset.pk), "label": dataset.title[:300]}
        if dataset.state != State.DRAFT:
            yield JournalEntry(
                verb="publish", institution=dataset.institution, detail={"versions": files}, **about
            )
        if dataset.state == State.WITHDRAWN:
            reason = {"reason": dataset.withdrawn_reason}
            yield JournalEntry(verb="withdraw", institution=dataset.institution, detail=reason, **about)


def _columns(tables: list[Table], sources: list[Built]) -> Iterator[Column]:
    for table, source in zip(tables, sources, strict=True):
        for column in source.columns:
            yield Column(table=table, **_same(column, SAME_COLUMN))


def _same(row: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _dataset(
    planned: Planned,
    institutions: dict[str, Institution],
    themes: dict[str, Theme],
    licences: dict[str, Licence],
) -> Dataset:
    now = timezone.now()
    row = Dataset(
        slug=planned.slug,
        institution=institutions[planned.institution],
        title=planned.title,
        description=planned.description,
        theme=themes[planned.theme],
        keywords=list(planned.keywords),
        licence=licences[planned.licence],
        periodicity=planned.periodicity,
        temporal=f"{planned.temporal_start:%Y-%m}/{planned.temporal_end:%Y-%m}",
        territory=planned.territory,
        contact_name=planned.contact_name,
        contact_email=planned.contact_email,
        state=planned.state,
        withdrawn_reason=planned.withdrawn_reason,
        issued=now if planned.state != "draft" else None,
        data_modified=now if planned.state != "draft" else None,
    )
    row.promise()
    return row
