"""Shapes of what goes out. Addresses are absolute; times are UTC, ISO 8601."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")


class Listing(Schema, Generic[Item]):
    """Part of a list: how many there are in all, some of them, and the address of those that follow."""

    total: int
    results: list[Item]
    next: str | None = None


class Named(Schema):
    """Something that has a short name, a name and an address."""

    slug: str
    name: str
    url: str


class Licence(Schema):
    slug: str
    name: str
    uri: str = Field(description="Address of its terms")
    attribution: str = Field(description="How to cite, as the licence asks")


class Theme(Schema):
    slug: str
    name: str
    description: str
    main: bool = Field(description="One of the sectors that the portal exists for")
    datasets_url: str


class InstitutionCard(Schema):
    slug: str
    name: str
    acronym: str
    kind: str = Field(description="dependencia, organismo or municipio")
    url: str
    datasets_url: str


class Institution(InstitutionCard):
    description: str
    email: str
    website: str
    territory: str = Field(description="INEGI key: two digits a state, five a municipality")
    parent: Named | None
    children: list[InstitutionCard]


class Withheld(Schema):
    """Something that a file holds and nobody publishes."""

    code: str
    message: str = Field(description="In Spanish; it goes on after «porque»")


class VersionCard(Schema):
    """One delivery of a file. Published, its bytes, SHA-256 and address never change."""

    id: UUID
    number: int
    state: str = Field(description="received, asking, ready, published or refused")
    sha256: str | None = Field(description="Of the file as it was delivered; null when that is not offered")
    size: int = Field(description="bytes")
    filename: str
    format: str
    created: datetime
    published: datetime | None
    url: str
    file: str = Field(
        description="Address of exactly these bytes or, when they are not offered, of what was made of them"
    )
    withheld: list[Withheld] = Field(description="Why the file itself is not offered; empty when it is")


class TableCard(Schema):
    id: UUID = Field(description="The same from version to version")
    name: str
    rows: int
    url: str
    rows_url: str


class ResourceCard(Schema):
    id: UUID
    slug: str
    title: str
    description: str
    filename: str
    url: str
    file: str = Field(description="Address of the latest bytes, or of what stands for them: it never changes")
    version: VersionCard | None = Field(description="What readers see now; null until something is published")
    tables: list[TableCard]


class Resource(ResourceCard):
    dataset_url: str
    versions: list[VersionCard] = Field(description="Newest first")


class Source(Schema):
    """Where a file is brought from, and how that went. The last good version stays, whatever happens."""

    address: str
    every: str = Field(description="hour, day, week or month")
    on: bool = Field(description="Brought at its turn; else only when somebody asks")
    publishes: bool = Field(description="A new version in which nothing asks goes public alone")
    user: str
    has_password: bool
    next: datetime | None
    tried: datetime | None
    succeeded: datetime | None = Field(description="When it last went well, with a new version or without")
    failures: int = Field(description="In a row")
    trouble: str = Field(description="What went wrong, or what a new version waits for")


class ChecklistItem(Schema):
    """One thing that the rules of the portal ask of a dataset."""

    code: str
    level: str = Field(description="required: publishing waits for it; or recommended")
    group: str = Field(description="files, about or contact")
    label: str
    says: str = Field(description="What to do when it is not done")
    done: bool
    field: str | None = Field(description="The metadatum where it is done, as PATCH takes it")
    step: str | None = Field(description="The step of the national guide that asks for it")


class Checklist(Schema):
    """What a dataset has and lacks before it goes public."""

    profile: str = Field(description="The rule profile of the portal")
    complete: bool = Field(description="Nothing required is missing")
    items: list[ChecklistItem]


class Progress(Schema):
    """How far the reading of an uploaded file has come."""

    state: str = Field(description="waiting, running, done or attention")
    percent: int
    step: str
    message: str


class Version(VersionCard):
    resource_url: str
    dataset_url: str
    report: dict[str, Any] = Field(description="What was understood of the file, as `amate inspect` says it")
    progress: Progress | None


class Question(Schema):
    """Something that a version asks before it may be published."""

    code: str
    message: str
    facts: dict[str, Any] = {}


class Step(Schema):
    """A repair of a table, that its recipe may switch off or on."""

    code: str
    label: str
    off: str = Field(description="What happens without it")
    on: bool
    done: bool = Field(description="It had something to do")


class NoteTold(Schema):
    code: str
    message: str
    rows: list[int] = Field(description="Lines of the file, the first of them")
    count: int = Field(0, description="How many cells, rows or columns it touched")
    examples: list[tuple[str, str]] = Field([], description="Cells before and after")


class TableReading(Schema):
    name: str
    source: str = Field(description="What the file calls it")
    header_row: int
    rows: int
    columns: list[dict[str, Any]] = Field(description="name, type and meaning of each")
    notes: list[NoteTold]
    steps: list[Step]
    preview: dict[str, Any] | None = Field(
        description="The first lines as they are in the file: rows [line, cells], heads (lines), first (line of data)"
    )


class Reading(Schema):
    """How a version was read. Only its institution sees it."""

    state: str = Field(description="received, asking, ready, published or refused")
    version_url: str
    recipe: dict[str, Any] = Field(description="Change it and PUT it to …/recipe")
    questions: list[Question] = Field(description="What has to be accepted, or mended, before publishing")
    tables: list[TableReading]


class Upload(Schema):
    """A file that comes in pieces."""

    id: UUID
    filename: str
    size: int = Field(description="bytes of the whole file")
    offset: int = Field(description="bytes that are here for good")
    expires: datetime = Field(description="When what came is thrown away, unless another piece comes")
    url: str
    institution: str = Field(description="Slug of whom it is for")
    dataset: UUID | None = Field(description="Of which it will be one more file")
    resource: UUID | None = Field(description="Of which it will be the next version")
    modified: int | None = Field(
        description="When its sender's file changed, in ms since 1970, if that was said"
    )
    version_url: str | None = Field(description="What it became, when all of it had come")


class DatasetCard(Schema):
    id: UUID
    slug: str
    title: str
    description: str
    state: str = Field(description="draft, published, quarantined or withdrawn")
    institution: Named
    theme: Named | None
    keywords: list[str]
    licence: Licence | None
    periodicity: str = Field(description="ISO 8601 repeating interval, as R/P1M")
    temporal: str = Field(description="Period covered: 2024, 2019/2024, 2024-01/2024-06")
    territory: str = Field(description="INEGI key: two digits a state, five a municipality")
    issued: datetime | None = Field(description="First published")
    data_modified: datetime | None = Field(description="When the data last changed")
    due: date | None = Field(description="When new data are promised for; null when nothing with a date was")
    freshness: str | None = Field(
        description="How the data stand with that today: al-dia (on time), por-actualizar (due, within its margin), "
        "atrasado (overdue), muy-atrasado (delinquent) or sin-compromiso (nothing promised); null while not public. "
        "`puntualidad` narrows a search by it"
    )
    downloads: int
    url: str
    page: str = Field(description="Where people read about it")
    tables: list[TableCard]


class Dataset(DatasetCard):
    contact_name: str
    contact_email: str
    landing_page: str
    quality: str
    created: datetime
    modified: datetime
    revision: int = Field(description="For If-Match when editing")
    resources: list[ResourceCard]


class Choice(Schema):
    value: str
    label: str
    count: int
    chosen: bool


class Facet(Schema):
    """Something to narrow by; `name` is the parameter that does it."""

    name: str
    label: str
    choices: list[Choice]


class Facets(Schema):
    total: int
    facets: list[Facet]


class Found(Listing[DatasetCard]):
    closest: bool = Field(description="Nothing fitted all the words: these are the nearest")
    suggestion: str | None = Field(description="What may have been meant")


class Column(Schema):
    name: str
    type: str = Field(description="text, integer, number, boolean, date, datetime, time, geometry or json")
    meaning: str | None = Field(
        description="What its values are, when recognised: curp, cvegeo_municipality…"
    )
    description: str
    profile: dict[str, Any] = Field(description="Counts, extremes and most frequent values")


class Table(TableCard):
    version: VersionCard
    resource_url: str
    dataset_url: str
    columns: list[Column]
    exports: dict[str, str] = Field(description="Address of all the rows, by format")
    described: dict[str, str] = Field(
        description="What its columns are and promise: `schema` (Table Schema), `csvw`, `dictionary` (CSV)"
    )


class CellError(Schema):
    """A cell that breaks what was declared of its column; `row` is null for a column that is not there."""

    table: str
    table_url: str
    row: int | None = Field(description="Of the data, from 1")
    line: int | None = Field(description="Of the file, from 1; null when nobody knows")
    column: str
    value: str | None = Field(description="As it was read; null is the empty cell")
    code: str = Field(
        description="missing-column, type, required, unique, primary-key, enum, pattern, minimum, maximum, "
        "min-length, max-length"
    )
    message: str


class ColumnName(Schema):
    name: str
    type: str


class RowsVersion(Schema):
    number: int
    sha256: str | None
    url: str


class Rows(Listing[dict[str, Any]]):
    """A page of rows. `total` is null when `_count=0`; `next` goes on after the last row seen."""

    total: int | None  # type: ignore[assignment]
    columns: list[ColumnName]
    version: RowsVersion


Scalar = str | int | float | bool | None


class FacetValue(Schema):
    value: Scalar = Field(description="As rows have it; null is the empty value")
    rows: int
    url: str | None = Field(description="The rows that have it; null for a number that no address can say")


class TableFacet(ColumnName):
    total: int = Field(description="Distinct values, the empty one included")
    values: list[FacetValue] = Field(description="The most frequent first")


class TableFacets(Schema):
    """The most frequent values of columns among the rows that fulfil every condition."""

    rows: int = Field(description="How many fulfil every condition")
    facets: list[TableFacet]
    version: RowsVersion


class Interval(Schema):
    """From an end on, to before the other; an end is null where few values lie far from the rest."""

    start: Scalar
    until: Scalar
    rows: int


class ColumnStatistics(ColumnName):
    """Empty values are left out of all but `empty`; what a type does not have is null."""

    filled: int
    empty: int
    distinct: int
    distinct_is_exact: bool = Field(description="Above a thousand distinct values the count is approximate")
    min: Scalar = Field(description="Exact; of numbers, dates and times")
    max: Scalar
    mean: float | None = Field(description="Of numbers")
    median: Scalar = Field(description="The second of the quartiles")
    standard_deviation: float | None = Field(
        description="Of a sample (n - 1); null for fewer than two numbers"
    )
    quartiles: list[Scalar] | None = Field(
        description="Three: of numbers, interpolated; of dates and times, values that are there"
    )
    histogram: list[Interval] = Field(description="Of numbers and dates")


class Statistics(Schema):
    rows: int = Field(description="How many fulfil every condition")
    columns: list[ColumnStatistics]
    version: RowsVersion


class ReviewCard(Schema):
    """Something that was sent to be looked at before it is public."""

    title: str
    dataset_url: str
    stage: str = Field(description="in-review, returned, scheduled, published or cancelled")
    sent: datetime
    sent_by: str | None
    publish_at: datetime | None = Field(description="Not before this moment")


class Remark(Schema):
    at: datetime
    by: str | None = Field(description="null: the portal, when it could not publish at its hour")
    about: str
    text: str


class Review(ReviewCard):
    decided: datetime | None
    decided_by: str | None
    folio: str | None = Field(description="Of the publication that came of it")
    versions: list[str] = Field(description="Addresses of the versions that would be public")
    remarks: list[Remark]


class FieldChange(Schema):
    field: str
    before: Any = Field(description="null where the revision before did not have it")
    after: Any


class Revision(Schema):
    """The metadata as somebody left them."""

    number: int
    at: datetime
    by: str | None
    verb: str
    changes: list[FieldChange]


class KeyCard(Schema):
    id: int
    name: str
    prefix: str
    scopes: list[str]
    created: datetime
    expires: datetime | None
    last_used: str | None = Field(description="The day")
    last_origin: str = Field(description="The network it was used from, not the machine")
    url: str


class NewKey(KeyCard):
    key: str = Field(description="The key itself, shown this once")


class ErrorReport(Schema):
    text: str
    created: datetime
    dataset_url: str


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] | None = None
    request: str | None = None
    reason: str | None = None


class ProblemKind(Schema):
    code: str
    spanish: str
    english: str
    detail: str
    url: str


class ColumnRetyped(Schema):
    name: str
    before: str
    after: str


class RowChange(Schema):
    """A row of both versions: the values that name it and, by column, those that changed."""

    key: dict[str, Any]
    fields: dict[str, dict[str, Any]] = Field(description="{column: {before, after}}")


class TableChanges(Schema):
    """What became of a table. Rows are compared by `key`; when it is empty, as whole rows: `changed` is then null."""

    id: UUID
    name: str
    state: str = Field(description="added, removed or kept")
    rows_before: int | None
    rows_after: int | None
    columns_added: list[str]
    columns_removed: list[str]
    columns_retyped: list[ColumnRetyped]
    compared: bool = Field(description="Whether its rows were: ask for it alone with `table`, or for its CSV")
    key: list[str]
    added: int | None
    removed: int | None
    changed: int | None
    changed_by_column: dict[str, int]
    added_rows: list[dict[str, Any]]
    removed_rows: list[dict[str, Any]]
    changed_rows: list[RowChange]
    csv: str | None = Field(description="Every row that differs, to the last one")


class Changes(Schema):
    """What changed from one public version of a file to another; `resource` is null where there are no two."""

    resource: ResourceCard | None
    before: VersionCard | None
    after: VersionCard | None
    metadata: list[FieldChange] | None = Field(description="Null when it is not known, or not to be said")
    tables: list[TableChanges]


class Find(Schema):
    """What one table of a version holds of persons, of one kind."""

    number: int = Field(description="By which it is decided; another once the file is read again")
    kind: str = Field(
        description="curp, rfc_person, clabe, nss, voter_key, phone, email, minor, small_cells…"
    )
    level: str = Field(description="block; or ask, where the law has it published as a rule")
    message: str
    table: str
    columns: list[str]
    count: int
    examples: list[str] = Field(description="Masked")
    deeds: list[str] = Field(
        description="leave-out, redact, mask, hash, aggregate, suppress, keep: what may be done"
    )
    ground: str = Field(description="The one that is proposed, where level is ask")
    countable: list[str] = Field(description="The columns that aggregate may count by")


class LetPass(Schema):
    kind: str
    table: str
    column: str
    ground: str
    approver: str = Field(description="Name of who answers for it")
    at: datetime


class Persons(Schema):
    finds: list[Find] = Field(description="What waits for a decision")
    let_pass: list[LetPass] = Field(description="What somebody lets pass in the files of this resource")
