"""What is public already, old versions too, looked through again by how persons are looked for today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amate.base.files import workbench
from amate.catalog.models import Table, Version
from amate.catalog.rules import VersionState
from amate.ingest import personal
from amate.ingest.deciding import Decided, Decision
from amate.ingest.report import Reading, TableRead
from amate.ingest.shop import Shop, identifier, shop_in
from amate.ingest.writing import columns_read
from amate.publishing.gate import asked_of_persons
from amate.publishing.person_rules import BLOCK


@dataclass(frozen=True)
class Suspect:
    """Something that would stop the version today. blocks: whether a ground and a name would be asked for it."""

    version: Version
    message: str
    blocks: bool


def suspects() -> Iterator[Suspect]:
    """What the gate would ask of every version that readers can have, but for what somebody lets pass."""
    rows = Version.objects.filter(state=VersionState.PUBLISHED).select_related("resource__dataset")
    for version in rows.order_by("resource", "number").prefetch_related("tables__columns"):
        with workbench() as bench, shop_in(bench) as shop:
            tables = tuple(_read_again(table, shop) for table in version.tables.all())
        reading = Reading(version.filename, version.format, tables=tables)
        for question in asked_of_persons(version.resource, reading):
            yield Suspect(version, question["message"], question["facts"]["level"] == BLOCK)


def _read_again(table: Table, shop: Shop) -> TableRead:
    """The table with what its columns mean today, and the notes on persons."""
    decided = tuple(Decided(c.name, c.type, identifier(c.name)) for c in table.columns.all())
    columns = columns_read(Decision(decided), table.parquet, table.rows, shop)
    notes = tuple(personal.notes_on_persons(personal.Table(columns, str(table.parquet)), shop))
    return TableRead(table.name, 0, table.rows, columns, notes, "")
