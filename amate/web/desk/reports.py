"""Errors that people reported, and the answers to them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amate.base.errors import AmateError, status_of
from amate.community.actions import resolve_report
from amate.community.models import ErrorReport
from amate.people.models import Person
from amate.web.desk.access import at_desk, own_report
from amate.web.desk.forms import AnswerForm
from amate.web.desk.listing import listing
from amate.web.forms import sent, show_refusal

A_PAGE = 25


def open_reports(person: Person) -> QuerySet[ErrorReport]:
    """Those about data of this person's institutions that nobody answered yet."""
    mine = ErrorReport.objects.filter(dataset__institution__in=person.institutions)
    return mine.filter(resolved=None).select_related("dataset__institution")


@require_GET
@at_desk
def reports(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "desk/reports.html", listing(request, open_reports(person), A_PAGE))


@require_http_methods(["GET", "POST"])
@at_desk
def report(request: HttpRequest, person: Person, pk: int) -> HttpResponseBase:
    """Read one report; answering closes it."""
    found = own_report(person, pk)
    form = AnswerForm(sent(request))
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                resolve_report(by=person, report=found, answer=form.cleaned_data["answer"])
                messages.success(request, _("Reporte atendido."))
                return redirect("desk-reports")
        except AmateError as error:
            show_refusal(form, error)
            status = status_of(error)
    return render(request, "desk/report.html", {"report": found, "form": form}, status=status)
