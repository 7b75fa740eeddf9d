"""What the columns of a table are: said by hand, taken from a dictionary that was found, or brought as a file."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, Invalid, status_of
from amate.catalog.models import Table, Version
from amate.people.models import Person
from amate.publishing import dictionaries
from amate.publishing.checks import breaches
from amate.web.desk.access import at_desk, own_version

SHOWN = 100  # cells that are wrong


@require_http_methods(["GET", "POST"])
@at_desk
def dictionary(request: HttpRequest, person: Person, key: str, place: int) -> HttpResponseBase:
    """See what is said of each column of a table of a version, counted from one, and change it."""
    version = own_version(person, str(key))
    rows = version.tables.select_related("version__resource__dataset__institution").prefetch_related(
        "columns"
    )
    table = get_object_or_404(rows, position=place - 1)
    if request.method == "GET":
        return _page(request, version, table)
    try:
        done = _change(request, person, table)
    except AmateError as error:
        return _page(request, version, table, error)
    messages.success(request, done)
    return redirect(request.path)


def _change(request: HttpRequest, person: Person, table: Table) -> str:
    if "found" in request.POST:
        offer = next((one for one in _offers(table) if one["dictionary"] == request.POST["found"]), None)
        if offer is None:
            raise Invalid(_("Ese diccionario ya no está."))
        source = Table.objects.filter(public_id=str(offer["dictionary"])).order_by("-version__number")
        found = source.prefetch_related("columns").select_related("version__resource")[0]
        count = dictionaries.adopt(by=person, dictionary=found, table=table)
        return _("Se tomaron %d descripciones del diccionario.") % count
    if "file" in request.POST or "file" in request.FILES:
        file = request.FILES.get("file")
        if file is None or file.file is None:
            raise Invalid(_("No elegiste ningún archivo. Elige uno y vuelve a enviarlo."))
        dictionaries.declare_from(
            by=person, table=table, file=cast(BinaryIO, file.file), filename=str(file.name)
        )
        return _("Se tomó lo que dice «%s».") % file.name
    columns = list(table.columns.all())
    names = [one for one in range(len(columns)) if f"description-{one}" in request.POST]
    if not names:
        raise Invalid(_("No llegó nada que guardar."))
    said = {
        columns[at].name: (request.POST[f"description-{at}"], request.POST.get(f"unit-{at}", ""))
        for at in names
    }
    dictionaries.describe(by=person, table=table, said=said)
    return _("Guardado.")


def _offers(table: Table) -> list[dict[str, object]]:
    return [one for one in dictionaries.offers(table.version) if one["of"] == str(table.public_id)]


def _page(
    request: HttpRequest, version: Version, table: Table, refused: AmateError | None = None
) -> HttpResponse:
    said = dictionaries.schema_of(table)
    total, found = breaches(version, SHOWN)
    context = {
        "version": version,
        "dataset": version.resource.dataset,
        "table": table,
        "fields": said.fields,
        "offers": _offers(table),
        "total": total,
        "breaches": found,
        "refused": refused,
    }
    return render(request, "desk/dictionary.html", context, status=status_of(refused) if refused else 200)
