"""What changed between two public versions of a file: its tables, their columns and rows, and what was said of it.

Only what was public is compared, and only while it still is: versions that were erased, or never went public, are not
here, and what was said before a quarantine is not said again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotFound, Unavailable
from amate.base.gate import Gate
from amate.catalog.history import Difference, Plain, differences, plain
from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import VersionState
from amate.catalog.stored import stored
from amate.engines.duckdb import PATIENCE
from amate.people.permissions import Visitor
from amate.publishing import closed
from amate.publishing.dictionaries import declared
from amate.publishing.models import LogEntry
from amate.query.diff import KINDS, SHOWN, Diff, diff

# Comparing reads both tables whole: few do so at a time, and not for long.
door = Gate(
    at_once=2,
    patience=5.0,
    refusal=lambda: Unavailable(
        _("Hay muchas comparaciones a la vez. Espera unos segundos y vuelve a pedirla."),
        code="busy",
        retry_after=10,
    ),
)


@dataclass(frozen=True)
class Pair:
    """Two public versions of one file, the older one first."""

    before: Version
    after: Version

    @property
    def resource(self) -> Resource:
        return self.after.resource

    @property
    def is_same_file(self) -> bool:
        return self.before.sha256 == self.after.sha256


@dataclass(frozen=True)
class Beside:
    """A table in both versions, or in one of them: what became of its columns, in the order of the tables."""

    before: Table | None
    after: Table | None
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()  # name, type before, type after

    @property
    def table(self) -> Table:
        found = self.after or self.before
        assert found
        return found

    @property
    def in_both(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def is_same(self) -> bool:
        """Whether both hold the very same bytes, which is known without reading them."""
        return bool(self.before and self.after and self.before.parquet_sha256 == self.after.parquet_sha256)


def histories(dataset: Dataset, person: Visitor) -> list[tuple[Resource, list[Version]]]:
    """The files of a dataset with their public versions, newest first. Those that have two come first, and of them
    the one that went public last.
    """
    rows = Version.objects.visible_to(person).filter(resource__dataset=dataset, state=VersionState.PUBLISHED)
    rows = rows.defer("report", "recipe").select_related("resource").order_by("resource", "-number")
    found = [(resource, list(several)) for resource, several in groupby(rows, lambda row: row.resource)]
    for resource, several in found:
        for version in several:
            version.resource = resource
            resource.dataset = dataset
    return sorted(
        found, key=lambda one: (len(one[1]) > 1, one[1][0].published, -one[0].position), reverse=True
    )


def pair(
    histories: Sequence[tuple[Resource, list[Version]]], resource: str, before: int | None, after: int | None
) -> Pair | None:
    """The versions that these numbers name, of the file with this slug; by default the last and the one before.

    None where there are no two. `Invalid` when the numbers name one version; NotFound or the reason why it is no more
    (410) when they name none that is public.
    """
    if not histories:
        return None
    own = next((one for one in histories if one[0].slug == resource), None) if resource else histories[0]
    if own is None:
        raise NotFound(_("Este conjunto no tiene un archivo público así."))
    row, versions = own
    named = {number: _numbered(row, versions, number) for number in (before, after) if number is not None}
    if len(versions) < 2:
        return None
    last = named[after] if after is not None else _after(versions, before)
    first = named[before] if before is not None else _before(versions, last)
    if first.number == last.number:
        message = _("Es la misma versión: elige dos distintas para compararlas.")
        raise Invalid(message, fields={"from": message})
    return Pair(*sorted((first, last), key=lambda version: version.number))


def _after(versions: Sequence[Version], before: int | None) -> Version:
    """The last one; when that is what is compared with, the one before it."""
    return versions[1] if before == versions[0].number else versions[0]


def _before(versions: Sequence[Version], last: Version) -> Version:
    """The one before it; of the first one, the one after."""
    older = [version for version in versions if version.number < last.number]
    return older[0] if older else versions[-2]


def _numbered(resource: Resource, versions: Sequence[Version], number: int) -> Version:
    if found := next((version for version in versions if version.number == number), None):
        return found
    lost = Version.objects.filter(resource=resource, number=number)
    message = _("«%(file)s» no tiene una versión pública %(number)d.")
    said = message % {"file": resource.title, "number": number}
    raise closed.of_versions(lost, NotFound(said))


def tables_of(two: Pair) -> list[Beside]:
    """The tables of both versions: those that are there now, then those that are no more."""
    prefetch_related_objects([two.before, two.after], "tables__columns")
    former = {table.public_id: table for table in two.before.tables.all()}
    found = [beside(former.pop(table.public_id, None), table) for table in two.after.tables.all()]
    return [*found, *(Beside(table, None) for table in former.values())]


def beside(before: Table | None, after: Table) -> Beside:
    if before is None:
        return Beside(None, after)
    old, new = ({column.name: column.type for column in table.columns.all()} for table in (before, after))
    return Beside(
        before,
        after,
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple((name, old[name], new[name]) for name in old if name in new and old[name] != new[name]),
    )


def rows_of(
    one: Beside,
    *,
    limit: int = SHOWN,
    offset: int = 0,
    kinds: Collection[str] = KINDS,
    seconds: float = PATIENCE,
) -> Diff:
    """The rows in which two versions of a table differ, by the key that was declared of it if it is one."""
    assert one.before is not None
    assert one.after is not None
    before, after = stored(one.before), stored(one.after)
    return diff(before, after, key_of(one.after), limit=limit, offset=offset, kinds=kinds, seconds=seconds)


def key_of(table: Table) -> tuple[str, ...]:
    return declared(table).primary_key


def said_of(two: Pair) -> list[Difference] | None:
    """The metadata of the dataset that changed from when one version went public to when the other did; of the version
    that readers see now, until now. None when that is not known, or not to be said.
    """
    dataset = two.resource.dataset
    before = _public_at(two.before)
    after = plain(dataset) if dataset.is_public and _is_last(two.after) else _public_at(two.after)
    return differences(before, after) if before is not None and after is not None else None


def _is_last(version: Version) -> bool:
    return version.resource.current_id == version.pk


def _public_at(version: Version) -> Plain | None:
    """What was said of the dataset, to everyone, by the publication that this version went public with.

    Revisions hold proposals and drafts too: only those that a publication made are known to have been public. What was
    so before a quarantine may be why there was one.
    """
    publication = version.publications.order_by("pk").first()
    if publication is None:
        return None
    dataset = version.resource.dataset
    line = LogEntry.objects.filter(
        dataset=dataset, verb="publish", number=int(publication.folio.split("-")[1])
    )
    said = line.values_list("body", flat=True).first() or {}
    revision = dataset.revisions.filter(number=said.get("revision", 0), verb="publish").first()
    if revision is None or dataset.quarantines.filter(since__gte=revision.at).exists():
        return None
    return dict(revision.values)
