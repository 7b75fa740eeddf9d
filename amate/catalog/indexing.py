"""From the database to the index: what search knows of each dataset, kept up to date by the change log."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Prefetch, QuerySet

from amate.base.files import home
from amate.base.markdown import plain
from amate.catalog.models import Column, Dataset, Resource, SearchChange, Table
from amate.catalog.rules import FAMILIES, family_of
from amate.catalog.search.documents import Document
from amate.catalog.search.index import Reader, Writer, open_reader, rebuild
from amate.catalog.search.synonyms import Synonyms, load
from amate.people.models import Institution
from amate.places import inegi

BATCH = 500
MOST_VALUES = 1_000  # of one dataset


def folder() -> Path:
    return home() / "index"


def reader() -> Reader:
    """This process's reader of the index."""
    return _reader(folder())


@cache
def _reader(folder: Path) -> Reader:
    return open_reader(folder)


def synonyms() -> Synonyms:
    return load(Path(settings.AMATE_PORTAL) / "synonyms.txt")


def reindex() -> int:
    """Build the index anew from the database; returns how many datasets it holds."""
    marks = list(SearchChange.objects.values_list("pk", flat=True))
    built = rebuild(folder(), documents(Dataset.objects.all()))
    SearchChange.objects.filter(pk__in=marks).delete()
    return built


def update() -> int:
    """Take in what the change log names; returns how many datasets that was."""
    if not (folder() / "current").exists():
        return reindex()
    done = 0
    with Writer(folder()) as writer:
        while marks := list(SearchChange.objects.order_by("pk").values_list("pk", "dataset_id")[:BATCH]):
            changed = {dataset_id for _, dataset_id in marks}
            writer.remove(changed)
            writer.replace(documents(Dataset.objects.filter(pk__in=changed)))
            writer.commit()
            with transaction.atomic():
                SearchChange.objects.filter(pk__in=[pk for pk, _ in marks]).delete()
            done += len(changed)
    return done


def documents(datasets: QuerySet[Dataset]) -> Iterator[Document]:
    """Each dataset as search sees it, read in batches."""
    institutions = {row.pk: row for row in Institution.objects.all()}
    ids = Dataset.objects.filter(pk__in=datasets).order_by("pk").values_list("pk", flat=True)
    chunk: list[int] = []
    for pk in ids.iterator(chunk_size=BATCH):
        chunk.append(pk)
        if len(chunk) == BATCH:
            yield from _documents(chunk, institutions)
            chunk = []
    yield from _documents(chunk, institutions)


def _documents(ids: list[int], institutions: dict[int, Institution]) -> Iterator[Document]:
    columns = Prefetch("current__tables__columns", _columns())
    resources = Prefetch("resources", Resource.objects.with_tables().prefetch_related(columns))
    rows = Dataset.objects.select_related("theme", "licence").prefetch_related(resources)
    for dataset in rows.filter(pk__in=ids):
        yield _document(dataset, institutions)


def _columns() -> QuerySet[Column]:
    """With what search looks into; profiles are many times larger."""
    return Column.objects.only("table", "name").annotate(frequent=F("profile__frequent"))


def _document(dataset: Dataset, institutions: dict[int, Institution]) -> Document:
    line = [institutions[pk] for pk in reversed(institutions[dataset.institution_id].ancestor_ids())]
    resources = list(dataset.resources.all())
    shown = [resource for resource in resources if resource.current] or resources
    tables = [table for resource in shown if resource.current for table in resource.current.tables.all()]
    keys = [key for key in (dataset.territory, dataset.territory[:2]) if key]
    updated = dataset.data_modified or dataset.modified
    return Document(
        id=dataset.pk,
        uuid=str(dataset.public_id),
        slug=dataset.slug,
        title=dataset.title,
        institution_id=dataset.institution_id,
        public=dataset.is_public,
        updated=updated,
        issued=dataset.issued or dataset.created,
        description=plain(dataset.description),
        keywords=tuple(dataset.keywords),
        institutions=tuple(row.slug for row in line),
        institution_names=tuple(name for row in line for name in (row.name, row.acronym) if name),
        theme=dataset.theme.slug if dataset.theme else "",
        theme_name=dataset.theme.name if dataset.theme else "",
        territories=tuple(dict.fromkeys(keys)),
        territory_names=tuple(inegi.name_of(key) for key in dict.fromkeys(keys)),
        formats=_families([resource.filename for resource in shown], has_tables=bool(tables)),
        licence=dataset.licence.slug if dataset.licence else "",
        periodicity=dataset.periodicity,
        promise=dataset.promised,
        resource_titles=tuple(resource.title for resource in shown),
        resource_descriptions=tuple(resource.description for resource in shown if resource.description),
        columns=tuple(dict.fromkeys(column.name for table in tables for column in table.columns.all())),
        values=_values(tables),
        popularity=dataset.downloads,
        featured=dataset.featured,
    )


def _values(tables: list[Table]) -> tuple[str, ...]:
    """The frequent values of its columns, in turn, so that a long column leaves room for the others."""
    lists = [column.frequent or [] for table in tables for column in table.columns.all()]  # type: ignore[attr-defined]
    in_turn = (value for several in zip_longest(*lists) for value in several if value)
    return tuple(islice(dict.fromkeys(in_turn), MOST_VALUES))


def _families(filenames: list[str], *, has_tables: bool) -> tuple[str, ...]:
    """What families of format a dataset offers; whatever was read as a table is one."""
    found = {family_of(name) for name in filenames} | ({"tabla"} if has_tables else set())
    order = [*dict.fromkeys(FAMILIES.values()), "otro"]
    return tuple(family for family in order if family in found)
