"""The workspace of one dataset and the moves made in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from amate.base.errors import AmateError, Stale, status_of
from amate.base.jobs.actions import job_about
from amate.catalog.actions import delete_draft, edit_dataset, edit_resource, rename_address
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.people.models import Person
from amate.publishing import actions
from amate.publishing.suggest import suggestions, take
from amate.publishing.undoing import undo_withdraw
from amate.web.charts.of_dataset import of_address
from amate.web.desk.access import at_desk, own_dataset, own_resource, own_version
from amate.web.desk.conflict import conflict, settled
from amate.web.desk.forms import AddressForm, ChartForm, FileForm, MetadataForm, ReasonForm, ResourceForm
from amate.web.desk.moves import move
from amate.web.desk.offered import named
from amate.web.desk.undo import Done, tell
from amate.web.desk.workspace import Refused, workspace
from amate.web.forms import show_refusal

PUBLISHED = gettext_lazy("Publicado. Ya lo puede ver todo el mundo.")
OVERTAKEN = gettext_lazy(
    "Alguien más guardó este conjunto mientras lo editabas. No se perdió nada: compara lo tuyo con lo suyo, "
    "elige y guarda otra vez."
)


@require_http_methods(["GET", "POST"])
@at_desk
def dataset(request: HttpRequest, person: Person, slug: str) -> HttpResponseBase:
    """See everything; save metadata, and with the second button publish at once."""
    found = own_dataset(person, slug)
    if request.method == "GET":
        return workspace(request, person, found)
    if "accept" in request.POST:
        return _accept(request, person, found)
    publishing = "publish" in request.POST
    typed = settled(request.POST, found)
    form = MetadataForm(typed)
    if not form.is_valid():
        if publishing:
            form.demand()
        return workspace(request, person, found, Refused("metadatos", form))
    try:
        found = edit_dataset(
            by=person, dataset=found, revision=form.cleaned_data["revision"], **form.metadata()
        )
        if publishing:
            actions.publish(by=person, dataset=found)
    except AmateError as error:
        stale = isinstance(error, Stale)
        found.refresh_from_db()
        both = conflict(form, found) if stale else None
        show_refusal(form, Stale(str(OVERTAKEN)) if stale else error)
        form.data = _with_revision(typed, found)
        return workspace(request, person, found, Refused("metadatos", form, status_of(error), both))
    messages.success(request, PUBLISHED if publishing else _("Guardado."))
    return redirect("desk-dataset", slug=found.slug)


def _accept(request: HttpRequest, person: Person, found: Dataset) -> HttpResponseBase:
    """Write what is suggested and nothing else; what was typed meanwhile stays typed."""
    typed = request.POST.copy()
    form = MetadataForm(typed)
    names = named(suggestions(found, person), request.POST["accept"])
    read = typed.get("revision", "")
    try:
        found = take(by=person, dataset=found, names=names, revision=int(read) if read.isdigit() else None)
    except AmateError as error:
        show_refusal(form, error)
        return workspace(request, person, found, Refused("metadatos", form, status_of(error)))
    tell(request, Done(_("Guardado con lo que se sugería."), _way_back(found)))
    now = MetadataForm.of(found)
    for name in (*names, "revision"):
        typed[name] = str(now[name].value() or "")
    form = MetadataForm(typed)
    if form.is_valid() and not conflict(form, found).fields:
        return redirect("desk-dataset", slug=found.slug)
    return workspace(request, person, found, Refused("metadatos", form, 200))


def _way_back(dataset: Dataset) -> str:
    """The address that makes the metadata what they were one revision ago, if nobody saved since."""
    before = dataset.revisions.filter(number__lt=dataset.revision).values_list("number", flat=True).first()
    address = reverse("desk-restore", args=[dataset.slug, before])
    return f"{address}?{urlencode({'saved': dataset.revision})}"


def _with_revision(typed: QueryDict, dataset: Dataset) -> QueryDict:
    """What was typed, at the revision as it is now: metadata are saved even when publishing is refused."""
    data = typed.copy()
    data["revision"] = str(Dataset.objects.values_list("revision", flat=True).get(pk=dataset.pk))
    return data


@require_GET
@at_desk
def progress(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """How far the reading of a version has come; asked again and again by the page while it waits."""
    version = own_version(person, str(key))
    job = job_about("build-version", str(version.pk))
    response = render(request, "desk/parts/progress.html", {"version": version, "job": job})
    if version.state != VersionState.RECEIVED or (job and not job.is_live):
        response["X-Ended"] = "1"
    return response


@move(own_dataset, FileForm, place="otro-archivo")
def new_resource(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    actions.add_file(by=person, dataset=dataset, file=data["file"], filename=data["file"].name)
    return ""


@move(own_resource, FileForm, place="archivo-{}")
def new_version(person: Person, resource: Resource, data: dict[str, Any]) -> str:
    """The file of this month in the place of the last one."""
    actions.upload(by=person, resource=resource, file=data["file"], filename=data["file"].name)
    return ""


@move(own_resource, ResourceForm, place="recurso-{}")
def change_resource(person: Person, resource: Resource, data: dict[str, Any]) -> str:
    edit_resource(by=person, resource=resource, **data)
    return _("Guardado.")


@move(own_version)
def discard_version(person: Person, version: Version, data: dict[str, Any]) -> str:
    actions.discard(by=person, version=version)
    return _("Se descartó «%s».") % version.filename


@move(own_dataset)
def publish_dataset(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    """Publish what is ready, without touching the metadata."""
    actions.publish(by=person, dataset=dataset)
    return str(PUBLISHED)


@move(own_dataset, ReasonForm, place="retirar")
def withdraw_dataset(person: Person, dataset: Dataset, data: dict[str, Any]) -> Done:
    actions.withdraw(by=person, dataset=dataset, reason=data["reason"])
    back = reverse("desk-undo-withdraw", args=[dataset.slug])
    return Done(_("Retirado. Su dirección dice ahora por qué."), back)


@move(own_dataset)
def put_back(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    """Undo `withdraw_dataset`."""
    undo_withdraw(by=person, dataset=dataset)
    return _("Es público otra vez, como estaba.")


@move(own_dataset, then="desk")
def delete_dataset(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    title = dataset.title
    delete_draft(by=person, dataset=dataset)
    return _("Se borró el borrador «%s».") % title


@move(own_dataset, AddressForm, place="direccion")
def change_address(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    rename_address(by=person, dataset=dataset, slug=data["slug"])
    return _("Dirección nueva. La anterior lleva a esta.")


@move(own_dataset, ChartForm, place="grafica")
def choose_chart(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    table, params = of_address(dataset, data["address"])
    actions.choose_chart(by=person, dataset=dataset, table=table, params=params)
    return _("La página del conjunto muestra ahora esta gráfica.")


@move(own_dataset)
def show_no_chart(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    actions.choose_chart(by=person, dataset=dataset)
    return _("La página del conjunto ya no muestra gráfica.")


@move(own_dataset)
def automatic_chart(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    actions.let_rules_choose_chart(by=person, dataset=dataset)
    return _("La gráfica de la página se elige otra vez sola.")
