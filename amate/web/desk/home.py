"""The first page of the desk: drop a file, see what needs a hand, find one's datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, status_of
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import State
from amate.community.models import ErrorReport
from amate.people.models import InstitutionQuerySet, Person
from amate.people.second_factor import owed
from amate.publishing.actions import upload_new
from amate.web.desk.access import at_desk
from amate.web.desk.forms import DropForm
from amate.web.desk.joining import asking
from amate.web.desk.listing import listing
from amate.web.desk.reports import open_reports
from amate.web.desk.review import waiting_for
from amate.web.desk.uploads import unfinished
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
    found = listing(request, datasets(person.institutions, words, state), A_PAGE)
    context = found | {
        "rows": lines(found["rows"]),
        "form": form,
        "institutions": form.institutions,
        "teams": form.institutions if len(form.institutions) <= TEAMS else [],
        "q": words,
        "state": state,
        "states": State.choices,
        "unfinished": unfinished(person),
        "reports": open_reports(person).count(),
        "reviews": waiting_for(person),
        "asking": asking(person),
        "second_step": owed(person),
    }
    return render(request, "desk/home.html", context, status=status)


@dataclass(frozen=True)
class Line:
    """One dataset of the list; `newest` is the state of the file that was uploaded last."""

    dataset: Dataset
    files: int
    newest: str
    reports: int


def datasets(institutions: InstitutionQuerySet, words: str, state: str) -> QuerySet[Dataset]:
    """Those of some institutions, last touched first."""
    rows = Dataset.objects.filter(institution__in=institutions).select_related("institution")
    if words:
        rows = rows.filter(title__icontains=words)
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.order_by("-modified", "-pk")


def lines(rows: Sequence[Dataset]) -> list[Line]:
    """The datasets of a page with what is said of each: three queries for all of them."""
    files = Counter(Resource.objects.filter(dataset__in=rows).values_list("dataset", flat=True))
    reports = Counter(
        ErrorReport.objects.filter(dataset__in=rows, resolved=None).values_list("dataset", flat=True)
    )
    versions = Version.objects.filter(resource__dataset__in=rows).order_by("created")
    newest = dict(versions.values_list("resource__dataset", "state"))
    return [Line(row, files[row.pk], newest.get(row.pk, ""), reports[row.pk]) for row in rows]
