"""One's own keys, and the mails one gets."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import AmateError
from amate.people.actions import create_key, revoke_key, want_reminders
from amate.people.models import ApiKey, Person
from amate.web.desk.access import at_desk
from amate.web.desk.forms import KeyForm
from amate.web.forms import sent, show_refusal


@require_http_methods(["GET", "POST"])
@at_desk
def keys(request: HttpRequest, person: Person) -> HttpResponse:
    """List one's keys; a new one is shown in the answer to its form and never again."""
    form, secret, status = KeyForm(sent(request)), "", 200
    if request.method == "POST":
        secret = _new_key(person, form)
        form, status = (KeyForm(), 200) if secret else (form, 400)
    mine = ApiKey.objects.filter(person=person)
    context = {"form": form, "secret": secret, "keys": mine, "now": timezone.now()}
    return render(request, "desk/keys.html", context, status=status)


def _new_key(person: Person, form: KeyForm) -> str:
    """The secret of a new key, or nothing: then the form says why."""
    if not form.is_valid():
        return ""
    try:
        _key, secret = create_key(
            by=person,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires=timezone.now() + timedelta(days=form.cleaned_data["days"]),
        )
    except AmateError as error:
        show_refusal(form, error)
        return ""
    return secret


@require_POST
@at_desk
def revoke(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    revoke_key(by=person, key=get_object_or_404(ApiKey, pk=pk, person=person))
    messages.success(request, _("La llave ya no sirve."))
    return redirect("desk-keys")


@require_http_methods(["GET", "POST"])
@at_desk
def reminders(request: HttpRequest, person: Person) -> HttpResponse:
    """Whether one gets mails about data that are late or soon due; POST with `on` says so."""
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        want_reminders(by=person, on=on)
        said = _("Te avisaremos por correo.") if on else _("Ya no te avisaremos por correo.")
        messages.success(request, said)
        return redirect("desk-reminders")
    return render(request, "desk/reminders.html")
