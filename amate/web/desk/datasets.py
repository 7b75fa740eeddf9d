"""The workspace of one dataset: its files, what was understood of them, its metadata, its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.errors import AmateError
from amate.base.jobs.actions import job_about
from amate.catalog.actions import delete_draft, edit_dataset, edit_resource, rename_address
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.people.journal import about
from amate.people.models import Person
from amate.people.permissions import may
from amate.publishing.actions import add_file, discard, publish, upload, withdraw
from amate.publishing.rules import moves
from amate.publishing.suggest import suggestions
from amate.web.desk.access import at_desk, own_dataset, own_resource, own_version
from amate.web.desk.forms import FIRST, REST, AddressForm, MetadataForm, ReasonForm, ResourceForm
from amate.web.desk.uploads import file_of


@require_http_methods(["GET", "POST"])
@at_desk
def dataset(request: HttpRequest, person: Person, slug: str) -> HttpResponseBase:
    """See everything; save metadata, and with the second button publish at once."""
    found = own_dataset(person, slug)
    if request.method == "GET":
        return _workspace(request, person, found, MetadataForm.of(found, suggestions(found)))
    form = MetadataForm(request.POST)
    if not form.is_valid():
        return _workspace(request, person, found, form, status=400)
    try:
        found = edit_dataset(
            by=person, dataset=found, revision=form.cleaned_data["revision"], **form.metadata()
        )
        if "publish" in request.POST:
            publish(by=person, dataset=found)
            messages.success(request, _("Publicado. Ya lo puede ver todo el mundo."))
        else:
            messages.success(request, _("Guardado."))
    except AmateError as error:
        _show(form, error)
        form.data = _with_revision(request.POST, found)
        return _workspace(request, person, found, form, status=400)
    return redirect("desk-dataset", slug=found.slug)


def _with_revision(typed: QueryDict, dataset: Dataset) -> QueryDict:
    """What was typed, at the revision as it is now: metadata are saved even when publishing is refused."""
    data = typed.copy()
    data["revision"] = str(Dataset.objects.values_list("revision", flat=True).get(pk=dataset.pk))
    return data


def _show(form: MetadataForm, error: AmateError) -> None:
    """Put a refusal where it belongs: at its fields, or above the form."""
    shown = {name: sentence for name, sentence in error.fields.items() if name in form.fields}
    for name, sentence in shown.items():
        form.add_error(name, sentence)
    if not shown:
        form.add_error(None, error.message)


def _workspace(
    request: HttpRequest, person: Person, dataset: Dataset, form: MetadataForm, status: int = 200
) -> HttpResponse:
    dataset.refresh_from_db()
    resources = [
        _with_versions(resource)
        for resource in dataset.resources.prefetch_related("versions__tables__columns")
    ]
    context: dict[str, Any] = {
        "dataset": dataset,
        "form": form,
        "first": [form[name] for name in FIRST],
        "rest": [form[name] for name in REST],
        "rest_errors": any(name in form.errors for name in REST),
        "resources": resources,
        "moves": moves(dataset.state),
        "may_publish": may(person, "publish", dataset.institution),
        "address_form": AddressForm(initial={"slug": dataset.slug}),
        "reason_form": ReasonForm(),
        "reports": dataset.error_reports.filter(resolved=None),
        "journal": about(dataset)[:20],
        "waiting": any(
            each["newest"] and each["newest"].state == VersionState.RECEIVED for each in resources
        ),
    }
    return render(request, "desk/dataset.html", context, status=status)


def _with_versions(resource: Resource) -> dict[str, Any]:
    versions = list(resource.versions.all())
    newest = versions[0] if versions else None
    return {
        "resource": resource,
        "versions": versions,
        "newest": newest,
        "changes": _changes(newest, resource.current) if newest and newest != resource.current else [],
        "form": ResourceForm(initial={"title": resource.title, "description": resource.description}),
        "job": job_about("build-version", str(newest.pk)) if newest else None,
    }


def _changes(newest: Version, current: Version | None) -> list[str]:
    """What differs from what readers see now: tables and columns gone or new, and how many rows more or less."""
    if current is None or newest.state != VersionState.READY:
        return []
    former = {table.public_id: table for table in current.tables.all()}
    found: list[str] = []
    for table in newest.tables.all():
        before = former.pop(table.public_id, None)
        if before is None:
            found.append(_("Tabla nueva: «%s».") % table.name)
            continue
        names = [{column.name for column in each.columns.all()} for each in (before, table)]
        found += [_("Falta la columna «%s».") % name for name in sorted(names[0] - names[1])]
        found += [_("Columna nueva: «%s».") % name for name in sorted(names[1] - names[0])]
        more = table.rows - before.rows
        if more:
            found.append(
                ngettext("%(sign)s%(n)d fila.", "%(sign)s%(n)d filas.", abs(more))
                % {"n": abs(more), "sign": "+" if more > 0 else "−"}
            )
    return found + [_("Ya no está la tabla «%s».") % table.name for table in former.values()]


@require_GET
@at_desk
def progress(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    """How far the reading of a version has come; asked again and again by the page while it waits."""
    version = own_version(person, public_id)
    job = job_about("build-version", str(version.pk))
    response = render(request, "desk/parts/progress.html", {"version": version, "job": job})
    if version.state != VersionState.RECEIVED:
        response["X-Ended"] = "1"
    return response


@require_POST
@at_desk
def new_resource(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """One more file in the dataset."""
    found = own_dataset(person, slug)
    file, filename = file_of(request)
    add_file(by=person, dataset=found, file=file, filename=filename)
    return redirect("desk-dataset", slug=found.slug)


@require_POST
@at_desk
def new_version(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    """The file of this month in the place of the last one."""
    resource = own_resource(person, public_id)
    file, filename = file_of(request)
    upload(by=person, resource=resource, file=file, filename=filename)
    return redirect("desk-dataset", slug=resource.dataset.slug)


@require_POST
@at_desk
def change_resource(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    resource = own_resource(person, public_id)
    form = ResourceForm(request.POST)
    if form.is_valid():
        edit_resource(by=person, resource=resource, **form.cleaned_data)
        messages.success(request, _("Guardado."))
    else:
        messages.error(request, _("El recurso necesita un título."))
    return redirect("desk-dataset", slug=resource.dataset.slug)


@require_POST
@at_desk
def discard_version(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    version = own_version(person, public_id)
    discard(by=person, version=version)
    messages.success(request, _("Se descartó «%s».") % version.filename)
    return redirect("desk-dataset", slug=version.resource.dataset.slug)


@require_POST
@at_desk
def publish_dataset(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Publish what is ready, without touching the metadata."""
    found = own_dataset(person, slug)
    publish(by=person, dataset=found)
    messages.success(request, _("Publicado. Ya lo puede ver todo el mundo."))
    return redirect("desk-dataset", slug=slug)


@require_POST
@at_desk
def withdraw_dataset(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    withdraw(by=person, dataset=own_dataset(person, slug), reason=request.POST.get("reason", ""))
    messages.success(request, _("Retirado. Su dirección dice ahora por qué."))
    return redirect("desk-dataset", slug=slug)


@require_POST
@at_desk
def delete_dataset(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    found = own_dataset(person, slug)
    delete_draft(by=person, dataset=found)
    messages.success(request, _("Se borró el borrador «%s».") % found.title)
    return redirect("desk")


@require_POST
@at_desk
def change_address(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    found = rename_address(by=person, dataset=own_dataset(person, slug), slug=request.POST.get("slug", ""))
    messages.success(request, _("Dirección nueva. La anterior lleva a esta."))
    return redirect("desk-dataset", slug=found.slug)
