"""Where a steward says why they look at the portal as somebody else, and stops."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import AmateError, status_of
from amate.people.acting import LASTS, begin_acting
from amate.people.models import Person
from amate.web.desk.access import at_desk, for_stewards
from amate.web.forms import Styled, sent, show_refusal
from amate.web.middleware.acting import start, stop


class GroundForm(Styled, forms.Form):
    ground = forms.CharField(
        label=gettext_lazy("Para qué"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Se lo decimos por correo, y queda en la bitácora."),
        error_messages={"required": gettext_lazy("Di para qué: esa persona lo leerá en su correo.")},
    )


@require_http_methods(["GET", "POST"])
@for_stewards
def act_as(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask why, and begin."""
    other = get_object_or_404(Person, pk=pk)
    form, status = GroundForm(sent(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                start(
                    request, other, begin_acting(by=person, person=other, ground=form.cleaned_data["ground"])
                )
                return redirect("desk")
            except AmateError as error:
                show_refusal(form, error)
                status = status_of(error)
    context = {"form": form, "other": other, "minutes": LASTS.seconds // 60}
    return render(request, "desk/portal/act_as.html", context, status=status)


@require_POST
@at_desk
def stop_acting(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Be oneself again."""
    if person.acting:
        stop(request)
        messages.success(request, _("Eres tú otra vez."))
        return redirect("portal-row", name="personas", pk=person.pk)
    return redirect("desk")
