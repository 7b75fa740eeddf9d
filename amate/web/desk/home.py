"""The first page of the desk: drop a file, see what needs a hand, find one's datasets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, status_of
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State
from amate.people.models import InstitutionQuerySet, Person
from amate.publishing.actions import upload_new
from amate.web.desk.access import at_desk
from amate.web.desk.forms import DropForm
from amate.web.desk.listing import listing
from amate.web.desk.reports import open_reports
from amate.web.forms import show_refusal

A_PAGE = 25
TEAMS = 12  # more institutions than this are found through the portal's list


@require_http_methods(["GET", "POST"])
@at_desk
def desk(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The page; a file sent to it becomes a draft before any form, and its workspace opens."""
    if request.method == "GET":
        return _page(request, person, DropForm(person))
    form = DropForm(person, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, form, status=400)
    file, institution = form.cleaned_data["file"], form.cleaned_data["institution"]
    try:
        version = upload_new(by=person, institution=institution, file=file, filename=file.name)
    except AmateError as error:
        show_refusal(form, error, at="file")
        return _page(request, person, form, status=status_of(error))
    return redirect("desk-dataset", slug=version.resource.dataset.slug)


def _page(request: HttpRequest, person: Person, form: DropForm, status: int = 200) -> HttpResponse:
    words, state = request.GET.get("q", "").strip(), request.GET.get("estado", "")
    rows = datasets(person.institutions, words, state)
    context = listing(request, rows, A_PAGE) | {
        "form": form,
        "institutions": form.institutions,
        "teams": form.institutions if len(form.institutions) <= TEAMS else [],
        "q": words,
        "state": state,
        "states": State.choices,
        "reports": open_reports(person).count(),
    }
    return render(request, "desk/home.html", context, status=status)


def datasets(institutions: InstitutionQuerySet, words: str, state: str) -> QuerySet[Any]:
    """Those of some institutions, last touched first, with what the list says of their files and reports."""
    newest = Version.objects.filter(resource__dataset=OuterRef("pk")).order_by("-created").values("state")[:1]
    rows = (
        Dataset.objects.filter(institution__in=institutions)
        .select_related("institution", "theme")
        .annotate(
            newest=Subquery(newest),
            files=Count("resources", distinct=True),
            open_reports=Count("error_reports", filter=Q(error_reports__resolved=None), distinct=True),
        )
        .order_by("-modified")
    )
    if words:
        rows = rows.filter(title__icontains=words)
    return rows.filter(state=state) if state in State.values else rows
