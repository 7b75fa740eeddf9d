"""How a version was read, table by table: what was done is seen before and after, and changed at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import AmateError, status_of
from amate.base.jobs.actions import job_about
from amate.base.jobs.models import JobState
from amate.catalog.models import Version
from amate.catalog.rules import VersionState
from amate.ingest.recipe import Recipe
from amate.people.models import Person
from amate.people.permissions import may
from amate.publishing import readings
from amate.publishing.dictionaries import by_dictionary, offers
from amate.publishing.gate import exemptions
from amate.web.desk.access import at_desk, own_version
from amate.web.desk.comparison import since
from amate.web.desk.understood import A_PAGE, TableShown, tables_of
from amate.web.desk.wishes import CHOICES, asked, seal
from amate.web.paging import Pages, page_number


@require_http_methods(["GET", "POST"])
@at_desk
def reading(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """See it; POST changes the recipe and has the file read again, or, of what is public, as its next version."""
    version = own_version(person, str(key))
    if request.method == "GET":
        return _page(request, person, version)
    recipe = None
    try:
        recipe = asked(request.POST, readings.recipe_of(version))
        again = readings.reread(by=person, version=version, recipe=recipe)
    except AmateError as error:
        return _page(request, person, version, error, recipe)
    return redirect(_address(again, request))


@require_POST
@at_desk
def accept(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """«Así está bien»: the questions are answered, and the version may be published as it was read."""
    version = own_version(person, str(key))
    dataset = version.resource.dataset
    try:
        readings.answer(by=person, version=version)
    except AmateError as error:
        return _page(request, person, version, error)
    messages.success(request, _("Anotado: así se publica, y así se leerá el siguiente archivo."))
    return redirect("desk-dataset", slug=dataset.slug)


def _page(
    request: HttpRequest,
    person: Person,
    version: Version,
    refused: AmateError | None = None,
    wished: Recipe | None = None,
) -> HttpResponse:
    """The page; with what was `refused`, as it was `wished`."""
    version.refresh_from_db()
    waiting = version.state == VersionState.RECEIVED
    job = job_about("build-version", str(version.pk)) if waiting else None
    tables = [] if waiting else tables_of(version, wished or readings.recipe_of(version))
    table = _chosen(request, tables)
    pages = _pages(request, table) if table else None
    newest = version.resource.versions.order_by("-number").first()
    found = [] if waiting else offers(version.resource.dataset)
    context = {
        "version": version,
        "dataset": version.resource.dataset,
        "waiting": waiting and not (job and job.state == JobState.ATTENTION),
        "job": job,
        "tables": tables,
        "shown": table,
        "columns": _columns(table, pages) if table and pages else [],
        "pages": pages,
        "changed": since(version),
        "choices": CHOICES.items(),
        "seen": seal(readings.recipe_of(version)),
        "offers": by_dictionary(one for one in found if one.fresh and one.table.version_id == version.pk),
        "newest": newest,
        "changeable": newest == version,
        "may_publish": may(person, "publish", version.resource.dataset.institution),
        "passes_persons": exemptions(version.resource).exists(),
        "refused": refused,
    }
    return render(request, "desk/reading.html", context, status=status_of(refused) if refused else 200)


def _chosen(request: HttpRequest, tables: list[TableShown]) -> TableShown | None:
    """The table of `?tabla=`, counted from one; else the first."""
    number = page_number(request.GET.get("tabla"))
    return next((table for table in tables if table.place == number - 1), next(iter(tables), None))


def _pages(request: HttpRequest, table: TableShown) -> Pages:
    def url(number: int) -> str:
        return f"?tabla={table.place + 1}&columnas={number}#columnas"

    total = len(table.columns)
    last = max(1, -(-total // A_PAGE))
    return Pages(min(page_number(request.GET.get("columnas")), last), A_PAGE, total, url)


def _columns(table: TableShown, pages: Pages) -> Any:
    begin = (pages.number - 1) * A_PAGE
    return table.columns[begin : begin + A_PAGE]


def _address(version: Version, request: HttpRequest) -> str:
    """Back to the same table and the same columns."""
    where = request.GET.urlencode()
    return reverse("desk-reading", args=[version.public_id]) + (f"?{where}" if where else "")
