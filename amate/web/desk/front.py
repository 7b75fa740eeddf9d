"""The blocks of the home page, where stewards write, look at, order and remove them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.clock import today
from amate.base.errors import AmateError
from amate.catalog.highlights import drafted, move_highlight, remove_highlight, save_highlight
from amate.catalog.models import Highlight
from amate.people.models import Person
from amate.web.desk.access import for_stewards
from amate.web.desk.portal_forms import HighlightForm
from amate.web.forms import sent, show_refusal


@require_GET
@for_stewards
def highlights(request: HttpRequest, person: Person) -> HttpResponse:
    """All of them in their order, and where each stands today."""
    rows = Highlight.objects.select_related("dataset")
    context = {"rows": [(row, row.standing(today())) for row in rows]}
    return render(request, "desk/portal/highlights.html", context)


@require_http_methods(["GET", "POST"])
@for_stewards
def highlight(request: HttpRequest, person: Person, pk: int | None = None) -> HttpResponse:
    """Write one (without `pk`) or change one; «Ver cómo queda» shows it and saves nothing."""
    found = get_object_or_404(Highlight, pk=pk) if pk else None
    form = HighlightForm(sent(request), instance=found)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = drafted(found, **form.cleaned_data)
            else:
                saved = save_highlight(by=person, highlight=found, **form.cleaned_data)
                messages.success(request, _("Se guardó «%s».") % saved)
                return redirect("portal-highlights")
        except AmateError as error:
            show_refusal(form, error)
    context = {"form": form, "row": found, "preview": preview}
    return render(request, "desk/portal/highlight.html", context, status=400 if form.errors else 200)


@require_POST
@for_stewards
def move(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    row = get_object_or_404(Highlight, pk=pk)
    move_highlight(by=person, highlight=row, earlier=request.POST.get("to") == "earlier")
    return redirect("portal-highlights")


@require_POST
@for_stewards
def remove(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    row = get_object_or_404(Highlight, pk=pk)
    remove_highlight(by=person, highlight=row)
    messages.success(request, _("Se quitó «%s».") % row)
    return redirect("portal-highlights")
