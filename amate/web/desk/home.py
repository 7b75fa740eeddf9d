"""The first page of the desk: drop a file, see what needs a hand, find one's datasets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.errors import AmateError, NotAllowed
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State
from amate.community.actions import resolve_report
from amate.community.models import ErrorReport
from amate.people.models import Institution, InstitutionQuerySet, Person
from amate.publishing.actions import upload_new
from amate.web.desk.access import at_desk, own_institution
from amate.web.desk.forms import AnswerForm
from amate.web.desk.listing import listing
from amate.web.desk.uploads import file_of

A_PAGE = 25


@require_GET
@at_desk
def desk(request: HttpRequest, person: Person) -> HttpResponse:
    institutions = person.institutions
    words = request.GET.get("q", "").strip()
    rows = _datasets(institutions, words, request.GET.get("estado", ""))
    context = listing(request, rows, A_PAGE) | {
        "institutions": list(institutions),
        "q": words,
        "state": request.GET.get("estado", ""),
        "states": State.choices,
        "reports": _open_reports(person).count(),
    }
    return render(request, "desk/home.html", context)


def _datasets(institutions: InstitutionQuerySet, words: str, state: str) -> QuerySet[Any]:
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
    if state in State.values:
        rows = rows.filter(state=state)
    return rows


@require_POST
@at_desk
def drop(request: HttpRequest, person: Person) -> HttpResponse:
    """A file before any form: it becomes a draft, and its workspace opens."""
    file, filename = file_of(request)
    version = upload_new(by=person, institution=_chosen(request, person), file=file, filename=filename)
    return redirect("desk-dataset", slug=version.resource.dataset.slug)


def _chosen(request: HttpRequest, person: Person) -> Institution:
    if slug := request.POST.get("institution"):
        return own_institution(person, slug)
    only = list(person.institutions[:2])
    if len(only) == 1:
        return only[0]
    raise NotAllowed(
        _("Elige para qué institución es el archivo.")
        if only
        else _("Tu cuenta no es todavía de ninguna institución.")
    )


def _open_reports(person: Person) -> QuerySet[ErrorReport]:
    mine = ErrorReport.objects.filter(dataset__institution__in=person.institutions)
    return mine.filter(resolved=None).select_related("dataset__institution")


@require_GET
@at_desk
def reports(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "desk/reports.html", listing(request, _open_reports(person), A_PAGE))


@require_http_methods(["GET", "POST"])
@at_desk
def report(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Read one report; answering closes it."""
    found = get_object_or_404(ErrorReport.objects.filter(dataset__institution__in=person.institutions), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resolve_report(by=person, report=found, answer=form.cleaned_data["answer"])
        except AmateError as error:
            form.add_error("answer", error.message)
        else:
            messages.success(request, _("Reporte atendido."))
            return redirect("desk-reports")
    return render(request, "desk/report.html", {"report": found, "form": form})
