"""The first page of the desk: drop a file, see what needs a hand, find one's datasets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, status_of
from amate.people.models import Person
from amate.people.second_factor import owed
from amate.publishing.actions import upload_new
from amate.publishing.situations import Situation
from amate.web.desk.access import at_desk
from amate.web.desk.forms import DropForm
from amate.web.desk.joining import asking
from amate.web.desk.lines import WRONG, alarms, counted, datasets, lines
from amate.web.desk.listing import listing
from amate.web.desk.reports import open_reports
from amate.web.desk.review import waiting_for
from amate.web.desk.uploads import unfinished
from amate.web.desk.wanted import DAYS, in_vain, most_downloaded
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
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "estado", "aviso")}
    rows = datasets(person.institutions, asked["q"], asked["aviso"])
    situations = counted(rows)
    if asked["estado"] in Situation.values:
        rows = rows.filter(situation=asked["estado"])
    found = listing(request, rows.select_related("institution", "theme", "licence"), A_PAGE)
    context = found | {
        "rows": lines(found["rows"], person),
        "form": form,
        "institutions": form.institutions,
        "teams": form.institutions if len(form.institutions) <= TEAMS else [],
        "q": asked["q"],
        "state": asked["estado"],
        "situations": situations,
        "total": sum(number for _situation, number in situations),
        "wrong": WRONG.get(asked["aviso"], ""),
        "wrong_name": asked["aviso"],
        "reports": open_reports(person).count(),
        "alarms": alarms(person.institutions),
        "downloaded": most_downloaded(person.institutions),
        "in_vain": in_vain() if form.institutions else [],
        "days": DAYS,
        "unfinished": unfinished(person),
        "reviews": waiting_for(person),
        "asking": asking(person),
        "second_step": owed(person),
    }
    return render(request, "desk/home.html", context, status=status)
