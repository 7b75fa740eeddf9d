"""One's own keys, and the people of one's institution."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import AmateError
from amate.people.actions import create_key, grant_role, remove_role, revoke_key
from amate.people.models import ApiKey, Membership, Person
from amate.people.permissions import may
from amate.web.desk.access import at_desk, own_institution
from amate.web.desk.forms import KeyForm, MemberForm
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
def team(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Who works for an institution and as what; its liaison adds and removes."""
    institution = own_institution(person, slug)
    form = MemberForm(sent(request))
    if request.method == "POST" and (member := _member(form)):
        grant_role(by=person, person=member, institution=institution, role=form.cleaned_data["role"])
        messages.success(request, _("%s ya forma parte del equipo.") % member)
        return redirect("desk-team", slug=slug)
    context = {
        "institution": institution,
        "memberships": institution.memberships.select_related("person").order_by("person__name", "role"),
        "form": form,
        "may_manage": may(person, "manage-members", institution),
    }
    return render(request, "desk/team.html", context, status=400 if form.errors else 200)


def _member(form: MemberForm) -> Person | None:
    """The person of the address that was typed, or nothing: then the form says why."""
    if not form.is_valid():
        return None
    found = Person.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
    if found is None:
        form.add_error(
            "email", _("No hay una cuenta con ese correo. Pide a los responsables del portal que la creen.")
        )
    return found


@require_POST
@at_desk
def leave(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take a role away from somebody."""
    membership = get_object_or_404(Membership, pk=pk, institution__in=person.institutions)
    institution = membership.institution
    remove_role(by=person, membership=membership)
    messages.success(request, _("Se quitó a %s.") % membership.person)
    if person.institutions.filter(pk=institution.pk).exists():
        return redirect("desk-team", slug=institution.slug)
    return redirect("desk")
