"""Shapes of what comes in; a name that is not here is refused."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]  # PostgreSQL keeps no NUL


class Incoming(Schema):
    model_config = ConfigDict(extra="forbid")


class Metadata(Incoming):
    """What can be said of a dataset. A `theme` and a `licence` are named by their slug."""

    title: Annotated[Text, Field(max_length=300)] = ""
    description: Annotated[Text, Field(max_length=20_000)] = ""
    theme: Annotated[Text, Field(max_length=60)] | None = None
    keywords: Annotated[list[Text], Field(max_length=100)] = []
    licence: Annotated[Text, Field(max_length=60)] | None = None
    periodicity: Annotated[Text, Field(max_length=20)] = ""
    temporal: Annotated[Text, Field(max_length=21)] = ""
    territory: Annotated[Text, Field(max_length=9)] = ""
    contact_name: Annotated[Text, Field(max_length=200)] = ""
    contact_email: Annotated[Text, Field(max_length=254)] = ""
    landing_page: Annotated[Text, Field(max_length=500)] = ""
    quality: Annotated[Text, Field(max_length=20_000)] = ""


class NewDataset(Metadata):
    institution: Annotated[Text, Field(max_length=80)]
    title: Annotated[Text, Field(min_length=1, max_length=300)]


class ResourceEdit(Incoming):
    title: Annotated[Text, Field(min_length=1, max_length=300)] | None = None
    description: Annotated[Text, Field(max_length=20_000)] | None = None


class Source(Incoming):
    """Where a file is brought from: https, http, a Google sheet, sftp, or an S3 folder (`s3://bucket/prefix`)."""

    address: Annotated[Text, Field(min_length=1, max_length=1_000)]
    every: Literal["hour", "day", "week", "month"] = "day"
    on: bool = Field(True, description="Bring it at its turn; else only when somebody asks")
    publishes: bool = Field(False, description="Publish alone a version in which nothing asks")
    user: Annotated[Text, Field(max_length=200)] = ""
    password: Annotated[Text, Field(max_length=500)] = Field(
        "", description="Empty: the one that was given for this user of this server stays"
    )


class Publication(Incoming):
    version: UUID | None = Field(
        None, description="Publish only this version; else the newest of every resource"
    )


class Review(Incoming):
    publish_at: AwareDatetime | None = Field(None, description="Not before this moment; approved, it waits")
    text: Annotated[Text, Field(max_length=2_000)] = Field("", description="For whoever looks at it")


class Remark(Incoming):
    text: Annotated[Text, Field(max_length=2_000)] = Field(description="What is to be mended")
    about: Annotated[Text, Field(max_length=200)] = Field("", description="A field, or table and column")


class ColumnRecipe(Incoming):
    """How one column is read; what is left out is decided by its values."""

    head: Annotated[Text, Field(max_length=2_000)] = Field(description="As it was read")
    name: Annotated[Text, Field(max_length=500)] = Field("", description="As it is published, if another")
    type: Annotated[Text, Field(max_length=12)] = ""
    rule: Annotated[Text, Field(max_length=60)] = ""
    chosen: bool = Field(False, description="A person wants this type: it is not left to the values")
    keep: bool = Field(True, description="Published; what is not withholds the original file")
    veil: Annotated[Text, Field(max_length=10)] = Field(
        "", description="What covers its values: redact, mask, hash or suppress; withholds the original file"
    )


class TableRecipe(Incoming):
    source: Annotated[Text, Field(max_length=500)] = Field("", description="What the file calls it")
    name: Annotated[Text, Field(max_length=200)] = Field("", description="As it is published, if another")
    header_row: Annotated[int, Field(ge=0, le=2**31)] | None = Field(None, description="Line of its heads")
    heads: Annotated[list[Text], Field(max_length=5_000)] = []
    steps: dict[str, bool] = Field({}, description="Steps switched on or off, by code")
    columns: Annotated[list[ColumnRecipe], Field(max_length=5_000)] = []
    keep: bool = Field(True, description="Published; what is not withholds the original file")
    count_by: Annotated[list[Text], Field(max_length=50)] = Field(
        [], description="Heads of the columns by which rows are counted: only how many they are is published"
    )
    fewest: Annotated[int, Field(ge=0, le=1_000)] = Field(
        0, description="The fewest rows that a count may tell of"
    )


class Recipe(Incoming):
    """How a file is read, as `…/reading` and `amate inspect` give it. With no tables, everything is automatic."""

    recipe: int = Field(1, description="Version of this format")
    tables: Annotated[list[TableRecipe], Field(max_length=1_000)] = []


class PersonsChoice(Incoming):
    number: Annotated[int, Field(ge=0, le=10_000)] = Field(description="Of a find")
    do: Annotated[Text, Field(max_length=20)] = Field(description="One of the find's deeds")
    ground: Annotated[Text, Field(max_length=500)] = Field("", description="Of keep: the law that permits it")
    approver: Annotated[Text, Field(max_length=254)] = Field(
        "",
        description="Of keep: mail of who answers for it and publishes there; where level is ask, who decides",
    )
    by: Annotated[list[Text], Field(max_length=50)] = Field(
        [], description="Of aggregate: columns to count by"
    )
    fewest: Annotated[int, Field(ge=0, le=1_000)] = Field(
        5, description="Of aggregate: the fewest rows that a count may tell of"
    )


class PersonsDecided(Incoming):
    choices: Annotated[list[PersonsChoice], Field(min_length=1, max_length=1_000)]


class PersonsAskedAgain(Incoming):
    kind: Annotated[Text, Field(max_length=40)]
    table: Annotated[Text, Field(max_length=200)]
    column: Annotated[Text, Field(max_length=500)]


class Withdrawal(Incoming):
    reason: Annotated[Text, Field(max_length=500)] = Field(description="Shown at the dataset's address")


class Quarantine(Incoming):
    ground: Annotated[Text, Field(max_length=20)] = Field(
        description="personal-data, reserved, court-order, rights or error; shown at every address of it"
    )
    note: Annotated[Text, Field(max_length=2_000)] = Field("", description="Not for the public")


class Purge(Quarantine):
    together: bool = Field(False, description="Also every other version that keeps the same bytes")


class KeyRequest(Incoming):
    name: Annotated[Text, Field(max_length=100)] = Field(description="What the key is for")
    scopes: Annotated[list[Text], Field(max_length=10)] = Field(description="read, write, publish, admin")
    expires: AwareDatetime | None = None


class NewErrorReport(Incoming):
    text: Annotated[Text, Field(max_length=4_000)]
    email: Annotated[Text, Field(max_length=254)] = ""
