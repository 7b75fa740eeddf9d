"""From rows of the database to the shapes that go out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from amate.api.v1 import addresses, schemas
from amate.base.clock import today
from amate.base.jobs.models import Job
from amate.catalog import finding
from amate.catalog import models as catalog
from amate.catalog.history import Difference
from amate.catalog.offered import address_of, sha256_of
from amate.ingest.recipe import TableRecipe
from amate.ingest.steps import STEPS
from amate.people import models as people
from amate.publishing.disclosure import public_report
from amate.publishing.gate import Find
from amate.publishing.models import Exemption
from amate.publishing.readings import recipe_of
from amate.query.formats import offered

DESCRIBED = {"schema": "schema.json", "csvw": "csvw.json", "dictionary": "dictionary.csv"}


def dataset_card(row: catalog.Dataset) -> schemas.DatasetCard:
    """For lists: the row comes from `Dataset.objects.for_lists()`."""
    current = [resource.current for resource in row.resources.all() if resource.current]
    tables = [table_card(table) for version in current for table in version.tables.all()]
    return schemas.DatasetCard(**_dataset(row), tables=tables)


def dataset(row: catalog.Dataset, resources: Iterable[catalog.Resource]) -> schemas.Dataset:
    """The whole document; `resources` are those this visitor may see, with their tables."""
    cards = [resource_card(each, row) for each in resources]
    return schemas.Dataset(
        **_dataset(row),
        tables=[table for card in cards for table in card.tables],
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        landing_page=row.landing_page,
        quality=row.quality,
        created=row.created,
        modified=row.modified,
        revision=row.revision,
        resources=cards,
    )


def _dataset(row: catalog.Dataset) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "slug": row.slug,
        "title": row.title,
        "description": row.description,
        "state": row.state,
        "institution": institution_link(row.institution),
        "theme": theme_link(row.theme) if row.theme else None,
        "keywords": row.keywords,
        "licence": licence(row.licence) if row.licence else None,
        "periodicity": row.periodicity,
        "temporal": row.temporal,
        "territory": row.territory,
        "issued": row.issued,
        "data_modified": row.data_modified,
        "due": row.due if row.is_public else None,
        "freshness": row.freshness(today()),
        "downloads": row.downloads,
        "url": addresses.of_dataset(row),
        "page": addresses.page(row),
    }


def resource_card(row: catalog.Resource, dataset: catalog.Dataset) -> schemas.ResourceCard:
    return schemas.ResourceCard(**_resource(row, dataset))


def resource(row: catalog.Resource, versions: Iterable[catalog.Version]) -> schemas.Resource:
    return schemas.Resource(
        **_resource(row, row.dataset),
        dataset_url=addresses.of_dataset(row.dataset),
        versions=[_version_of(row, version) for version in versions],
    )


def _version_of(row: catalog.Resource, version: catalog.Version) -> schemas.VersionCard:
    version.resource = row
    return version_card(version)


def _resource(row: catalog.Resource, dataset: catalog.Dataset) -> dict[str, Any]:
    row.dataset = dataset  # so that its address costs no query
    current = row.current
    if current:
        current.resource = row
    return {
        "id": row.public_id,
        "slug": row.slug,
        "title": row.title,
        "description": row.description,
        "filename": row.filename,
        "url": addresses.of_resource(row),
        "file": addresses.page(row),
        "version": version_card(current) if current else None,
        "tables": [table_card(table) for table in current.tables.all()] if current else [],
    }


def version_card(row: catalog.Version) -> schemas.VersionCard:
    return schemas.VersionCard(**_version(row))


def version(row: catalog.Version, job: Job | None) -> schemas.Version:
    return schemas.Version(
        **_version(row),
        resource_url=addresses.of_resource(row.resource),
        dataset_url=addresses.of_dataset(row.resource.dataset),
        report=public_report(row),
        progress=progress(job) if job else None,
    )


def reading(row: catalog.Version) -> schemas.Reading:
    """How a version was read: the tables of its report, each with the steps of its recipe."""
    recipe = recipe_of(row)
    kept = [table for table in recipe.tables if table.keep]
    read = row.report.get("tables", [])
    return schemas.Reading(
        state=row.state,
        version_url=addresses.of_version(row),
        recipe=recipe.as_json(),
        questions=[schemas.Question(**question) for question in row.questions],
        tables=[_table_reading(*pair) for pair in zip(read, kept, strict=False)],
    )


def _table_reading(read: dict[str, Any], recipe: TableRecipe) -> schemas.TableReading:
    told = {note["code"] for note in read["notes"]}
    return schemas.TableReading(
        **{name: read[name] for name in ("name", "header_row", "rows", "columns")},
        notes=[schemas.NoteTold(**note) for note in read["notes"]],
        source=recipe.source,
        preview=read.get("preview"),
        steps=[
            schemas.Step(code=code, label=step.label, off=step.off, on=recipe.on(code), done=code in told)
            for code, step in STEPS.items()
        ],
    )


def _version(row: catalog.Version) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "number": row.number,
        "state": row.state,
        "sha256": sha256_of(row),
        "size": row.size,
        "filename": row.filename,
        "format": row.format,
        "created": row.created,
        "published": row.published,
        "url": addresses.of_version(row),
        "file": addresses.absolute(address_of(row)),
        "withheld": row.withheld,
    }


def progress(job: Job) -> schemas.Progress:
    return schemas.Progress(state=job.state, percent=job.progress, step=job.step, message=job.message)


def table_card(row: catalog.Table) -> schemas.TableCard:
    return schemas.TableCard(**_table(row))


def table(row: catalog.Table) -> schemas.Table:
    """With its columns and the version that it is of."""
    address, columns = addresses.of_table(row.public_id), list(row.columns.all())
    return schemas.Table(
        **_table(row),
        version=version_card(row.version),
        resource_url=addresses.of_resource(row.version.resource),
        dataset_url=addresses.of_dataset(row.version.resource.dataset),
        columns=[column(each) for each in columns],
        exports={form.name: f"{address}/rows.{form.name}" for form in offered(len(columns))},
        described={name: f"{address}/{place}" for name, place in DESCRIBED.items()},
    )


def _table(row: catalog.Table) -> dict[str, Any]:
    address = addresses.of_table(row.public_id)
    return {
        "id": row.public_id,
        "name": row.name,
        "rows": row.rows,
        "url": address,
        "rows_url": f"{address}/rows",
    }


def column(row: catalog.Column) -> schemas.Column:
    return schemas.Column(
        name=row.name,
        type=row.type,
        meaning=row.meaning or None,
        description=row.description,
        profile={name: fact for name, fact in row.profile.items() if name != "frequent"},
    )


def institution_link(row: people.Institution) -> schemas.Named:
    return schemas.Named(slug=row.slug, name=row.name, url=addresses.of_institution(row.slug))


def field_change(one: Difference) -> schemas.FieldChange:
    return schemas.FieldChange(field=one.field.name, before=one.before, after=one.after)


def name_of(row: people.Person | None) -> str | None:
    """Of who did something; null where the portal did, or somebody who is no more."""
    return str(row) if row else None


def institution_card(row: people.Institution) -> schemas.InstitutionCard:
    return schemas.InstitutionCard(**_institution(row))


def institution(row: people.Institution, children: Iterable[people.Institution]) -> schemas.Institution:
    return schemas.Institution(
        **_institution(row),
        description=row.description,
        email=row.email,
        website=row.website,
        territory=row.territory,
        parent=institution_link(row.parent) if row.parent else None,
        children=[institution_card(child) for child in children],
    )


def _institution(row: people.Institution) -> dict[str, str]:
    return {
        "slug": row.slug,
        "name": row.name,
        "acronym": row.acronym,
        "kind": row.kind,
        "url": addresses.of_institution(row.slug),
        "datasets_url": addresses.of_api(f"/datasets?institucion={row.slug}"),
    }


def theme_link(row: catalog.Theme) -> schemas.Named:
    return schemas.Named(slug=row.slug, name=row.name, url=addresses.of_api(f"/datasets?sector={row.slug}"))


def theme(row: catalog.Theme) -> schemas.Theme:
    return schemas.Theme(
        slug=row.slug,
        name=row.name,
        description=row.description,
        main=row.main,
        datasets_url=addresses.of_api(f"/datasets?sector={row.slug}"),
    )


def licence(row: catalog.Licence) -> schemas.Licence:
    return schemas.Licence(slug=row.slug, name=row.name, uri=row.uri, attribution=row.attribution)


def facet(row: finding.FacetCounts) -> schemas.Facet:
    choices = [schemas.Choice(**vars(choice)) for choice in row.choices]
    return schemas.Facet(name=row.name, label=str(row.label), choices=choices)


def key(row: people.ApiKey) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "scopes": row.scopes,
        "created": row.created,
        "expires": row.expires,
        "last_used": row.last_used.isoformat() if row.last_used else None,
        "last_origin": row.last_origin,
        "url": addresses.of_api(f"/keys/{row.pk}"),
    }


def find(found: Find, countable: list[str]) -> schemas.Find:
    return schemas.Find(
        number=found.number,
        kind=found.kind,
        level=found.level,
        message=found.message,
        table=found.table,
        columns=list(found.columns),
        count=found.count,
        examples=list(found.examples),
        deeds=list(found.deeds),
        ground=found.ground,
        countable=countable,
    )


def exemption(row: Exemption) -> schemas.LetPass:
    return schemas.LetPass(
        kind=row.kind,
        table=row.table,
        column=row.column,
        ground=row.ground,
        approver=row.approver.name,
        at=row.at,
    )
