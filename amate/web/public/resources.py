"""The resources of a dataset as its page shows them: files, first rows, dictionary, versions, notes of the reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, prefetch_related_objects

from amate.base.text import slugify
from amate.catalog.models import Column, Dataset, Resource, Table, Version
from amate.catalog.rules import MEANING_NAMES, TYPE_NAMES, VersionState, family_of
from amate.catalog.stored import stored
from amate.engines.stored import StoredTable
from amate.ingest.dictionary.declared import Field
from amate.people.permissions import Visitor
from amate.publishing.dictionaries import declared
from amate.publishing.disclosure import public_report
from amate.publishing.models import Source
from amate.query import rows
from amate.query.language import Query
from amate.web.downloads import Download, downloads
from amate.web.grid import Grid, grid, shower
from amate.web.public.cards import ending

PREVIEWED = 5  # tables whose first rows and columns are on the page; the rest are one click away
FIRST_ROWS = 10
WIDEST = 30  # columns of a preview
EXAMPLES = 3
RECENT = 10  # versions listed before one asks for all
ICONS = {"tabla": "table", "mapa": "map", "documento": "document", "datos": "data"}


@dataclass(frozen=True)
class Meaning:
    """One line of the dictionary: what a column holds; `known_as` is what was recognised in its values."""

    name: str
    type: str
    type_name: str
    description: str
    unit: str
    known_as: str
    empty: int
    examples: str


@dataclass(frozen=True)
class TableShown:
    """`preview` and `dictionary` are there for the first tables of the page only."""

    table: Table
    address: str
    csv: str
    columns: int
    preview: Grid | None = None
    dictionary: Sequence[Meaning] = ()

    @property
    def caption(self) -> str:
        return (
            f"Primeras filas de {self.table.name}"
            if self.table.rows > FIRST_ROWS
            else f"Filas de {self.table.name}"
        )

    @property
    def csv_name(self) -> str:
        return f"{slugify(self.table.name) or 'tabla'}.csv"

    @property
    def downloads(self) -> list[Download]:
        return downloads(self.table, self.columns)

    @property
    def narrowed(self) -> bool:
        return self.preview is not None and self.columns > WIDEST


@dataclass(frozen=True)
class ResourceShown:
    resource: Resource
    version: Version
    address: str
    tables: Sequence[TableShown]
    versions: Sequence[Version]
    reading: dict[str, Any]
    offered: bool = True  # the original, to who looks
    source: Source | None = None  # what it is brought from, when what came last is what readers see

    @property
    def recent(self) -> Sequence[Version]:
        return self.versions[:RECENT]

    @property
    def first(self) -> Version:
        return self.versions[-1]

    @property
    def notes(self) -> int:
        return sum(len(table["notes"]) for table in self.reading.get("tables", ()))

    @property
    def icon(self) -> str:
        return "table" if self.tables else ICONS.get(family_of(self.version.filename), "file")

    @property
    def format(self) -> str:
        return ending(self.version.filename)


def resources(dataset: Dataset, rows: QuerySet[Resource], person: Visitor) -> list[ResourceShown]:
    """Some resources of a dataset, in their order, in as many queries for one as for twenty."""
    found = rows.select_related("current").prefetch_related("current__tables")
    shown = [(resource, resource.current) for resource in found if resource.current]
    for resource, version in shown:
        version.resource = resource  # so that what is declared of its tables costs no query
    previewed = [table for _, version in shown for table in version.tables.all()][:PREVIEWED]
    if previewed:
        prefetch_related_objects(previewed, "columns")
    history = _history([resource for resource, _ in shown], person)
    offered = _offered([version for _, version in shown], person)
    sources = _sources([version for _, version in shown])
    tables_of = {version.pk: _tables(dataset, version, previewed) for _, version in shown}
    return [
        ResourceShown(
            resource=resource,
            version=version,
            address=f"/datos/{dataset.slug}/{resource.slug}/{resource.filename}",
            tables=tables_of[version.pk],
            versions=history[resource.pk],
            reading=public_report(version),
            offered=version.pk in offered,
            source=sources.get(resource.pk),
        )
        for resource, version in shown
    ]


def shown(dataset: Dataset, table: Table) -> TableShown:
    """One table, with its first rows and its dictionary."""
    return _table(dataset, table, preview=True)


def dictionary(table: Table, columns: Sequence[Column]) -> list[Meaning]:
    """A line for each of these columns of a table."""
    said = declared(table)
    return [_meaning(column, said.field(column.name)) for column in columns]


def _history(resources: Sequence[Resource], person: Visitor) -> dict[int, list[Version]]:
    """Published versions by resource, newest first."""
    versions = Version.objects.visible_to(person).filter(resource__in=resources, state=VersionState.PUBLISHED)
    found: dict[int, list[Version]] = defaultdict(list)
    named = {resource.pk: resource for resource in resources}
    for version in versions.defer("report").order_by("-number"):
        version.resource = named[version.resource_id]
        found[version.resource_id].append(version)
    if withheld := [each for several in found.values() for each in several if each.withheld]:
        prefetch_related_objects(withheld, "tables")
    return found


def _offered(versions: Sequence[Version], person: Visitor) -> set[int]:
    """Those whose original is for this person; asked only when one of them is withheld."""
    withheld = [version.pk for version in versions if version.withheld]
    everyone = {version.pk for version in versions if not version.withheld}
    if not withheld:
        return everyone
    mine = Version.objects.whose_original_is_for(person).filter(pk__in=withheld)
    return everyone | set(mine.values_list("pk", flat=True))


def _sources(versions: Sequence[Version]) -> dict[int, Source]:
    """What resources are brought from, by resource; not where something newer than these versions came already."""
    public = {version.resource_id: version.sha256 for version in versions}
    rows = Source.objects.filter(resource__in=public, on=True, succeeded__isnull=False)
    return {one.resource_id: one for one in rows if one.sha256 == public[one.resource_id]}


def _tables(dataset: Dataset, version: Version, previewed: Sequence[Table]) -> list[TableShown]:
    return [_table(dataset, table, preview=table in previewed) for table in version.tables.all()]


def _table(dataset: Dataset, table: Table, *, preview: bool) -> TableShown:
    address = f"/datos/{dataset.slug}/tablas/{table.public_id}"
    csv = f"{settings.AMATE_URL}/api/v1/tables/{table.public_id}/rows.csv"
    if not preview:
        return TableShown(table, address, csv, 0)
    columns = list(table.columns.all())
    return TableShown(
        table=table,
        address=address,
        csv=csv,
        columns=len(columns),
        preview=_preview(table, columns[:WIDEST]),
        dictionary=dictionary(table, columns),
    )


def _preview(table: Table, columns: Sequence[Column]) -> Grid:
    page = _first_rows(stored(table))
    return grid(columns, page.ids, page.rows)


@lru_cache(maxsize=2_000)
def _first_rows(table: StoredTable) -> rows.Page:
    """A published table never changes, so neither do its first rows."""
    names = tuple(column.name for column in table.columns[:WIDEST])
    return rows.page(table, Query(columns=names, limit=FIRST_ROWS, count=False))


def _meaning(column: Column, said: Field | None) -> Meaning:
    show = shower(column)
    return Meaning(
        name=column.name,
        type=column.type,
        type_name=TYPE_NAMES.get(column.type, column.type),
        description=column.description,
        unit=said.unit if said else "",
        known_as=MEANING_NAMES.get(column.meaning, ""),
        empty=column.profile.get("empty", 0),
        examples=_examples(column, show),
    )


def _examples(column: Column, show: Any) -> str:
    """Its commonest values; of a column of many, from the least to the greatest."""
    profile = column.profile
    if top := profile.get("top"):
        return " · ".join(str(show(value))[:60] for value, _ in top[:EXAMPLES])
    if profile.get("min") is not None and profile.get("max") is not None:
        return f"de {show(profile['min'])} a {show(profile['max'])}"
    return ""
