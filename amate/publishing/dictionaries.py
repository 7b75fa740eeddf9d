"""What columns are, as people say it, and what a table promises: kept from version to version, checked in each.

`Resource.schema` holds a Table Schema for each of its tables, by the id that the table keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.base.files import CHUNK, workbench
from amate.catalog.changes import mark
from amate.catalog.models import Column, Dataset, Resource, Table, Version
from amate.catalog.stored import stored
from amate.engines.stored import StoredTable
from amate.ingest.dictionary import documents, table_schema
from amate.ingest.dictionary.checking import Verdict, check
from amate.ingest.dictionary.declared import LONGEST, NOTHING, Field, Schema
from amate.ingest.dictionary.recognise import MOST_COLUMNS, MOST_ROWS, Described, Rows, describes
from amate.ingest.messages import PERSONAL as CALLED
from amate.ingest.recognise.personal import personal_data_in
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require

UNIT = 60  # characters
MOST_TABLES = 60  # of a dataset in which dictionaries are looked for


def declared(table: Table) -> Schema:
    """What was said of a table beyond the descriptions of its columns: units, and what its values promise."""
    return _declared(table.version.resource, table.public_id)


def _declared(resource: Resource, table: UUID) -> Schema:
    document = resource.schema.get(str(table))
    return table_schema.read(document) if document else NOTHING


def schema_of(table: Table) -> Schema:
    """All that is known of the columns of a table, in their order."""
    said = declared(table)
    fields = (_known(column, said.field(column.name)) for column in table.columns.all())
    names = {column.name for column in table.columns.all()}
    return Schema(tuple(fields), tuple(name for name in said.primary_key if name in names))


def _known(column: Column, said: Field | None) -> Field:
    field = said or Field(column.name)
    return replace(
        field, type=field.type or column.type, description=column.description, meaning=column.meaning
    )


def promised(table: Table) -> Schema:
    """What was declared that every version of a table keeps; NOTHING when nothing was."""
    said = declared(table)
    return said if _promises(said) else NOTHING


def verdict(table: Table) -> Verdict | None:
    """What a table breaks of what was declared of it; None when nothing was."""
    return verdict_of(table.version.resource, table.public_id, stored(table))


def verdict_of(resource: Resource, table: UUID, rows: StoredTable) -> Verdict | None:
    """The same of rows that are no version's yet: those of the table that will keep this id."""
    promised = _declared(resource, table)
    return check(rows, promised) if _promises(promised) else None


def _promises(schema: Schema) -> bool:
    """Whether a schema asks for anything: units and titles ask for nothing."""
    return bool(schema.primary_key) or any(
        replace(field, title="", unit="", description="", meaning="") != Field(field.name)
        for field in schema.fields
    )


@transaction.atomic
def describe(*, by: Person, table: Table, said: Mapping[str, tuple[str, str]]) -> None:
    """Say what columns are: {name: (description, unit)}; columns that are not named stay as they are."""
    resource = _own(by, table)
    if unknown := [name for name in said if name not in {column.name for column in table.columns.all()}]:
        raise Invalid(_("La tabla no tiene la columna «%s».") % unknown[0])
    if long := [name for name, (text, unit) in said.items() if len(text) > LONGEST or len(unit) > UNIT]:
        raise Invalid(
            _("Lo que dice de «%s» es demasiado largo.") % long[0], fields={long[0]: _("Acórtalo.")}
        )
    _tell(table, {name: text.strip() for name, (text, _unit) in said.items()})
    units = {name: " ".join(unit.split()) for name, (_text, unit) in said.items()}
    _keep(resource, table, _with_units(declared(table), units))
    _note(by, table, "describe", columns=len(said))


@transaction.atomic
def declare(*, by: Person, table: Table, schema: Schema) -> Schema:
    """Say what columns are and what they promise, instead of what was declared before; descriptions are added."""
    resource = _own(by, table)
    names = {column.name for column in table.columns.all()}
    if not names & {field.name for field in schema.fields}:
        raise Invalid(_("El esquema no describe ninguna columna de «%s».") % table.name)
    check(stored(table), schema)  # refuses what cannot be asked of any table
    _tell(table, {f.name: f.description for f in schema.fields if f.description and f.name in names})
    _keep(resource, table, _keeping_units(schema, declared(table)))
    _note(by, table, "declare-schema", columns=len(schema.fields))
    return schema


def declare_from(*, by: Person, table: Table, file: BinaryIO, filename: str) -> Schema:
    """The same from a file: a Table Schema or CSVW in JSON, or a dictionary in any kind of table."""
    require(by, "edit", table.version.resource.dataset.institution)
    names = [column.name for column in table.columns.all()]
    with workbench() as bench:
        path = _received(file, bench)
        schema = documents.read(path, filename, bench, names=names, table=table.name)
    return declare(by=by, table=table, schema=schema)


@transaction.atomic
def forget_schema(*, by: Person, table: Table) -> None:
    """Promise nothing any more; units and titles stay, as descriptions do."""
    resource = _own(by, table)
    fields = (Field(f.name, title=f.title, unit=f.unit) for f in declared(table).fields)
    _keep(resource, table, Schema(tuple(field for field in fields if field != Field(field.name))))
    _note(by, table, "forget-schema")


@transaction.atomic
def adopt(*, by: Person, dictionary: Table, table: Table) -> int:
    """Describe the columns of a table by what a dictionary says of them; how many it describes."""
    resource = _own(by, table)
    found = described(dictionary, table)
    if found is None or dictionary.version.resource.dataset_id != resource.dataset_id:
        raise Invalid(_("«%s» no es un diccionario de esa tabla.") % dictionary.name)
    _tell(table, {field.name: field.description for field in found.fields})
    schema = _with_units(declared(table), {field.name: field.unit for field in found.fields if field.unit})
    _keep(resource, table, schema)
    _note(by, table, "adopt-dictionary", columns=found.count, dictionary=dictionary.name)
    return found.count


def described(dictionary: Table, table: Table) -> Described | None:
    """What one table says of the columns of another; None when it is no dictionary of it."""
    if not _may_be_dictionary(dictionary) or dictionary.public_id == table.public_id:
        return None
    return _described(_rows(dictionary), table)


def _described(rows: Rows, table: Table) -> Described | None:
    return describes(rows, [column.name for column in table.columns.all()], table.name)


def _rows(dictionary: Table) -> Rows:
    return documents.rows_of(dictionary.parquet, [column.name for column in dictionary.columns.all()])


@dataclass(frozen=True)
class Offer:
    """A dictionary that came with a dataset, and what it says of a table that came with it or at another time."""

    dictionary: Table
    table: Table
    found: Described

    @property
    def fresh(self) -> int:
        """How many columns it describes that nobody has described."""
        return sum(not self._said(field.name) for field in self.found.fields)

    @property
    def others(self) -> int:
        """How many that are described get another description."""
        return sum(self._said(field.name) not in ("", field.description) for field in self.found.fields)

    def _said(self, name: str) -> str:
        return next((c.description for c in self.table.columns.all() if c.name == name), "")


def offers(dataset: Dataset) -> list[Offer]:
    """The dictionaries among the newest tables of a dataset; every table with the one that says most of it.

    What was taken already is offered no more. In a constant number of queries of the database.
    """
    tables = _newest_tables(dataset)
    if not 2 <= len(tables) <= MOST_TABLES:
        return []
    best: dict[int, Offer] = {}
    for dictionary in filter(_may_be_dictionary, tables):
        rows = _rows(dictionary)
        for table in tables:
            found = _described(rows, table) if table.public_id != dictionary.public_id else None
            if found and (table.pk not in best or found.count > best[table.pk].found.count):
                best[table.pk] = Offer(dictionary, table, found)
    return [offer for offer in best.values() if offer.fresh or offer.others]


def by_dictionary(offered: Iterable[Offer]) -> list[list[Offer]]:
    """The offers of each dictionary together: one sheet often describes several."""
    groups: dict[int, list[Offer]] = {}
    for offer in offered:
        groups.setdefault(offer.dictionary.pk, []).append(offer)
    return list(groups.values())


def _newest_tables(dataset: Dataset) -> list[Table]:
    """The tables of the newest version of each resource that was read, with their columns."""
    read = Version.objects.filter(resource__dataset=dataset, tables__isnull=False).distinct()
    newest = dict(read.order_by("number").values_list("resource_id", "pk"))
    tables = Table.objects.filter(version__in=newest.values()).order_by("version__resource_id", "position")
    some = tables.prefetch_related("columns").select_related("version__resource__dataset")
    return list(some[: MOST_TABLES + 1])


def _may_be_dictionary(table: Table) -> bool:
    return 1 <= table.rows <= MOST_ROWS and 2 <= len(table.columns.all()) <= MOST_COLUMNS


def _own(by: Person, table: Table) -> Resource:
    """The resource of a table, held until the end; refuses those who may not edit it."""
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=table.version.resource_id)
    require(by, "edit", resource.dataset.institution)
    table.version.resource.schema = resource.schema
    return resource


def _tell(table: Table, said: Mapping[str, str]) -> None:
    """Describe columns in every version of their table: what a column is does not change with its values."""
    _refuse_persons(said)
    columns = list(Column.objects.filter(table__public_id=table.public_id, name__in=list(said)))
    for column in columns:
        column.description = said[column.name][:LONGEST]
    Column.objects.bulk_update(columns, ["description"], batch_size=500)


def _refuse_persons(said: Mapping[str, str]) -> None:
    """Examples and allowed values are copied from rows: who is in them is not said to everyone."""
    for name, text in said.items():
        if kinds := [one.kind for one in personal_data_in([text]) if one.kind != "email"]:
            message = _("Lo que dice de «%(name)s» parece traer %(kind)s: quítalo.")
            raise Invalid(
                message % {"name": name, "kind": CALLED[kinds[0]][0]},
                fields={name: _("Quita el dato personal.")},
            )


def _keep(resource: Resource, table: Table, schema: Schema) -> None:
    """Write down what is declared of one table; descriptions are the columns' own."""
    _refuse_persons({field.name: str(asdict(field)) for field in schema.fields})
    key = str(table.public_id)
    fields = tuple(replace(field, description="", meaning="") for field in schema.fields)
    document = table_schema.write(replace(schema, fields=fields)) if fields else None
    others = {name: kept for name, kept in resource.schema.items() if name != key}
    resource.schema = others | ({key: document} if document else {})
    resource.save(update_fields=["schema"])
    table.version.resource.schema = resource.schema


def _with_units(schema: Schema, units: Mapping[str, str]) -> Schema:
    known = [replace(field, unit=units.get(field.name, field.unit)) for field in schema.fields]
    new = [Field(name, unit=unit) for name, unit in units.items() if unit and not schema.field(name)]
    return replace(schema, fields=tuple(field for field in (*known, *new) if field != Field(field.name)))


def _keeping_units(schema: Schema, before: Schema) -> Schema:
    """The schema with the units that were told before, where it tells none."""
    units = {field.name: field.unit for field in before.fields if field.unit}
    known = tuple(replace(f, unit=f.unit or units.pop(f.name, "")) for f in schema.fields)
    new = tuple(Field(name, unit=unit) for name, unit in units.items() if not schema.field(name))
    return replace(schema, fields=(*known, *new))


def _note(by: Person, table: Table, verb: str, **facts: object) -> None:
    dataset = table.version.resource.dataset
    record(
        by=by,
        verb=verb,
        subject=table.version.resource,
        institution=dataset.institution,
        table=table.name,
        **facts,
    )
    mark(dataset)


def _received(file: BinaryIO, bench: Path) -> Path:
    """What is sent, on disk; no more of it than a dictionary has, and one byte so that the rest is noticed."""
    path, left = bench / "dictionary", documents.LARGEST + 1
    with path.open("wb") as out:
        while left and (chunk := file.read(min(CHUNK, left))):
            out.write(chunk)
            left -= len(chunk)
    return path
