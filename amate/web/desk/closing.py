"""What stewards shut off, open again and erase for ever."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amate.base.errors import AmateError, status_of
from amate.catalog.models import Dataset
from amate.people.models import Person
from amate.people.permissions import require_steward
from amate.publishing import burial, purging, shutting
from amate.publishing.models import Purge, Quarantine
from amate.web.desk.access import at_desk, for_stewards, own_dataset, own_version
from amate.web.desk.forms import PurgeForm, QuarantineForm
from amate.web.desk.listing import listing
from amate.web.desk.moves import move
from amate.web.forms import show_refusal

A_PAGE = 50


@move(own_dataset, QuarantineForm, place="cuarentena")
def quarantine_dataset(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    shutting.quarantine(by=person, dataset=dataset, **data)
    return _("En cuarentena. Desde ahora ninguna de sus direcciones responde.")


@move(own_dataset)
def lift_dataset(person: Person, dataset: Dataset, data: dict[str, Any]) -> str:
    opened = shutting.lift(by=person, dataset=dataset)
    if opened.is_public:
        return _("Cuarentena levantada. Ya lo puede ver todo el mundo.")
    return _("Cuarentena levantada. Queda retirado: su dirección dice por qué.")


@require_http_methods(["GET", "POST"])
@at_desk
def purge_version(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """What would be erased and what would stay; then, typed by hand, it is done."""
    version = own_version(person, str(key))
    require_steward(person)
    shared = list(purging.same_bytes(version))
    named: dict[str, Any] = {"phrase": _("borrar %d") % version.number, "shared": bool(shared)}
    form = PurgeForm(request.POST, **named) if request.method == "POST" else PurgeForm(**named)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("ground", "note")}
            together = form.cleaned_data.get("together", False)
            try:
                purging.purge(by=person, version=version, together=together, **said)
            except AmateError as error:
                show_refusal(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("La versión %d se borró para siempre.") % version.number)
                return redirect("desk-dataset", slug=version.resource.dataset.slug)
    dataset = version.resource.dataset
    context = {
        "version": version,
        "dataset": dataset,
        "shared": shared,
        "form": form,
        "is_seen": dataset.is_public and version.resource.current_id == version.pk,
        "away": [folder for folder in burial.folders()[1:] if not folder.is_dir()],
    }
    return render(request, "desk/purge.html", context, status=status)


@require_GET
@for_stewards
def quarantines(request: HttpRequest, person: Person) -> HttpResponse:
    """What is shut off now, what was, and what was erased."""
    rows = Quarantine.objects.select_related("dataset__institution", "by", "lifted_by")
    purges = Purge.objects.select_related("version__resource__dataset", "by")
    context = listing(request, rows.filter(lifted__isnull=False), A_PAGE)
    context |= {"open": rows.filter(lifted=None), "purges": purges[:A_PAGE]}
    return render(request, "desk/portal/quarantines.html", context)
