"""The table of an address, in the version that readers see now or in another."""

from __future__ import annotations

from uuid import UUID

from amate.catalog.models import Dataset, Table
from amate.catalog.rules import VersionState
from amate.people.permissions import Visitor
from amate.publishing import closed


def table_at(dataset: Dataset, public_id: UUID, person: Visitor, as_of: str = "") -> Table:
    """With its columns; raises NotFound, Erased, or Invalid when `as_of` does not say of which version."""
    rows = Table.objects.visible_to(person).filter(public_id=public_id, version__resource__dataset=dataset)
    rows = rows.as_of(as_of) if as_of else rows.current()
    found = rows.select_related("version__resource__current").prefetch_related("columns").first()
    if found is None:
        everything = Table.objects.filter(public_id=public_id, version__resource__dataset=dataset)
        erased = everything.filter(version__state=VersionState.PURGED)
        raise closed.of_tables((everything.as_of(as_of) & erased) if as_of else erased)
    found.version.resource.dataset = dataset
    return found


def heading(table: Table) -> str:
    """The only table of a file is called as its resource; one of several, by its own name too."""
    alone = not table.version.tables.exclude(pk=table.pk).exists()
    resource = table.version.resource.title
    return resource if alone else f"{resource}: {table.name}"
