"""What the columns of a table are: said by hand, taken from a dictionary that was found, or brought as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, Invalid, status_of
from amate.catalog.models import Table, Version
from amate.ingest.dictionary.declared import Field
from amate.people.models import Person
from amate.publishing import dictionaries
from amate.publishing.checks import checked
from amate.publishing.dictionaries import Offer
from amate.web.desk.access import at_desk, own_version
from amate.web.desk.promises import in_words

SHOWN = 100  # cells that are wrong
COPIES = (("xlsx", "Excel"), ("csv", "CSV"))


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
    """Do what the button that was pressed says; the sentence that tells it."""
    if "found" in request.POST:
        return _take(person, table, request.POST["found"])
    if "forget" in request.POST:
        dictionaries.forget_schema(by=person, table=table)
        return _("Ya no se revisa nada en esta tabla. Las descripciones y unidades se quedan.")
    if "file" in request.POST or "file" in request.FILES:
        return _bring(request, person, table)
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


def _take(person: Person, table: Table, dictionary: str) -> str:
    """The descriptions of a dictionary that was found, for every table that it describes."""
    taken = [one for one in _offers(table) if str(one.dictionary.public_id) == dictionary]
    if not taken:
        raise Invalid(_("Ese diccionario ya no está, o ya se tomó lo que dice."))
    counts = [dictionaries.adopt(by=person, dictionary=one.dictionary, table=one.table) for one in taken]
    facts = {"count": sum(counts), "name": taken[0].dictionary.name, "tables": len(counts)}
    if len(counts) > 1:
        return (
            _("Se tomaron %(count)d descripciones de «%(name)s» en %(tables)d tablas. Revísalas aquí.")
            % facts
        )
    return _("Se tomaron %(count)d descripciones de «%(name)s». Revísalas aquí.") % facts


def _bring(request: HttpRequest, person: Person, table: Table) -> str:
    """What a file says."""
    file = request.FILES.get("file")
    if file is None or file.file is None:
        raise Invalid(_("No elegiste ningún archivo. Elige uno y vuelve a enviarlo."))
    dictionaries.declare_from(by=person, table=table, file=cast(BinaryIO, file.file), filename=str(file.name))
    return _("Se tomó lo que dice «%s».") % file.name


def _offers(table: Table) -> list[Offer]:
    """What dictionaries that describe this table say of it and of others."""
    found = dictionaries.by_dictionary(dictionaries.offers(table.version.resource.dataset))
    mine = (group for group in found if table.public_id in {one.table.public_id for one in group})
    return [offer for group in mine for offer in group]


def _page(
    request: HttpRequest, version: Version, table: Table, refused: AmateError | None = None
) -> HttpResponse:
    fields = dictionaries.schema_of(table).fields
    wrong = next((one for one in checked(version) if one.table.pk == table.pk), None)
    typed = (_typed(request, at, field) for at, field in enumerate(fields))
    context = {
        "version": version,
        "dataset": version.resource.dataset,
        "table": table,
        "tables": version.tables.all(),
        "columns": list(zip(table.columns.all(), typed, strict=True)),
        "described": sum(bool(field.description) for field in fields),
        "offers": dictionaries.by_dictionary(_offers(table)),
        "promises": in_words(dictionaries.promised(table)),
        "total": wrong.total if wrong else 0,
        "breaches": wrong.breaches(SHOWN) if wrong else [],
        "copies": sorted(COPIES, key=lambda form: not version.filename.lower().endswith(form[0])),
        "refused": refused,
    }
    return render(request, "desk/dictionary.html", context, status=status_of(refused) if refused else 200)


def _typed(request: HttpRequest, at: int, field: Field) -> Field:
    """A field with what was typed of it, when the form comes back refused."""
    return replace(
        field,
        description=request.POST.get(f"description-{at}", field.description),
        unit=request.POST.get(f"unit-{at}", field.unit),
    )
