"""Publishing from the command line: the same verbs as the desk, their jobs done here and now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model

from amate.base.errors import BadFile, Invalid, NotFound, NotReady
from amate.base.jobs.actions import job_about, run_here
from amate.base.text import thousands
from amate.catalog.actions import add_resource, delete_draft, edit_dataset, safe_filename
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.people.models import Institution, Person
from amate.publishing.actions import discard, upload, upload_new
from amate.publishing.readings import answer
from amate.publishing.suggest import suggestions

Row = TypeVar("Row", bound=Model)
OF_THE_DATA = ("temporal", "territory")  # what the files tell better than anybody
Say = Callable[[str], None]


def new_dataset(
    by: Person,
    institution: Institution,
    files: list[Path],
    metadata: Mapping[str, Any],
    say: Say,
    *,
    accept: bool = False,
) -> Dataset:
    """A draft with every file built; `BadFile`, and nothing left behind, when one of them cannot be read."""
    dataset: Dataset | None = None
    try:
        for path in files:
            with path.open("rb") as file:
                if dataset is None:
                    version = upload_new(by=by, institution=institution, file=file, filename=path.name)
                    dataset = version.resource.dataset
                else:
                    resource = add_resource(by=by, dataset=dataset, filename=path.name)
                    version = upload(by=by, resource=resource, file=file, filename=path.name)
            build(version, say, by=by if accept else None)
        assert dataset is not None
        return edit_dataset(by=by, dataset=dataset, **completed(by, dataset, metadata, say))
    except Exception:
        if dataset is not None:
            delete_draft(by=by, dataset=dataset)
        raise


def next_versions(
    by: Person, dataset: Dataset, files: list[Path], say: Say, *, accept: bool = False
) -> list[Version]:
    """The next version of the resource that each file's name says; what cannot be read is thrown away again."""
    resources = [resource_named(dataset, path.name) for path in files]
    made: list[Version] = []
    try:
        for path, resource in zip(files, resources, strict=True):
            with path.open("rb") as file:
                made.append(upload(by=by, resource=resource, file=file, filename=path.name))
            build(made[-1], say, by=by if accept else None)
    except Exception:
        for version in made:
            discard(by=by, version=version)
        raise
    return made


def build(version: Version, say: Say, *, by: Person | None = None) -> None:
    """Build a version in this process, and say what was understood.

    What it asks is accepted in the name of `by`; without anyone, it is refused.
    """
    if job := job_about("build-version", str(version.pk)):
        run_here(job)
    version.refresh_from_db()
    if version.state == VersionState.ASKING:
        asked = " ".join(question["message"] for question in version.questions)
        if by is None:
            raise NotReady(
                f"{version.filename} pregunta algo antes de publicarse. {asked} "
                "Si así está bien, repite la orden con --accept; si no, corrige el archivo."
            )
        version = answer(by=by, version=version)
        say(f"{version.filename}: se acepta lo que preguntaba. {asked}")
    if version.state != VersionState.READY:
        refused = version.report.get("refused") or {"message": "No se pudo leer; la bitácora dice por qué."}
        raise BadFile(f"{version.filename}: {refused['message']}")
    say(f"{version.filename}: {version.format}")
    for table in version.tables.all():
        say(f"  tabla «{table.name}»: {thousands(table.rows)} filas, {table.columns.count()} columnas")


def completed(by: Person, dataset: Dataset, given: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """What was given, and for what was not, what the files tell; each of these is said, so that it can be mended."""
    known = {name: value for name, value in given.items() if value}
    derived = {
        **{one.field: one.value for one in suggestions(dataset, by) if one.field in OF_THE_DATA},
        "description": _describe(dataset),
        "periodicity": "irregular",
        "contact_email": settings.PORTAL.contact_email,
    }
    for name, value in derived.items():
        kept = "" if name in OF_THE_DATA else getattr(dataset, name)
        if name not in known and not kept:
            known[name] = value
            say(f"  {name}: {value} (deducido)")
    return known


def _describe(dataset: Dataset) -> str:
    """The plain facts, in a sentence for each table."""
    sentences = []
    for version in Version.objects.filter(resource__dataset=dataset).order_by("pk"):
        for table in version.tables.all():
            names = ", ".join(column.name for column in table.columns.all()[:12])
            sentences.append(f"Tabla de {thousands(table.rows)} filas con {names}.")
    return (
        " ".join(sentences) or f"Archivo {', '.join(dataset.resources.values_list('filename', flat=True))}."
    )


def finish(dataset: Dataset) -> None:
    """Do what a publication leaves to the worker, so that it can be found at once."""
    for table in (table for resource in dataset.resources.all() for table in _tables(resource)):
        if job := job_about("build-serving", str(table.pk)):
            run_here(job)
    if job := job_about("update-index", ""):
        run_here(job)


def _tables(resource: Resource) -> list[Any]:
    return list(resource.current.tables.all()) if resource.current else []


def resource_named(dataset: Dataset, filename: str) -> Resource:
    found = dataset.resources.filter(filename=safe_filename(filename)).first()
    if found is None:
        names = ", ".join(dataset.resources.values_list("filename", flat=True))
        raise NotFound(f"«{filename}» no es un recurso de «{dataset}». Los que tiene son: {names}.")
    return found


def by_slug(model: type[Row], slug: str, what: str) -> Row:
    """The row of this slug; `Invalid` names the slugs there are, up to a few."""
    found = model._default_manager.filter(slug=slug).first()
    if found is None:
        slugs = model._default_manager.values_list("slug", flat=True)[:30]
        raise Invalid(f"No hay {what} «{slug}». Hay: {', '.join(slugs)}.")
    return found


def acting_person(email: str) -> Person:
    """The person of this mail; without one, the first steward."""
    active = Person.objects.filter(is_active=True).order_by("pk")
    chosen = active.filter(email=email.strip().lower()) if email else active.filter(is_steward=True)
    person = chosen.first()
    if person is None:
        raise NotFound(
            f"No hay ninguna cuenta activa con el correo {email}."
            if email
            else "No hay ninguna persona responsable del portal: crea una con «amate account create --steward»."
        )
    return person
