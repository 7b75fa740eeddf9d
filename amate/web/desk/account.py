"""One's own keys, and the people of one's institution."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.people.actions import create_key, grant_role, remove_role, revoke_key
from amate.people.models import ApiKey, Membership, Person
from amate.people.permissions import may, require
from amate.web.desk.access import at_desk, own_institution
from amate.web.desk.forms import KeyForm, MemberForm


@require_http_methods(["GET", "POST"])
@at_desk
def keys(request: HttpRequest, person: Person) -> HttpResponse:
    """List one's keys; a new one is shown in the answer to its form and never again."""
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        expires = timezone.now() + timedelta(days=form.cleaned_data["days"])
        name, scopes = form.cleaned_data["name"], form.cleaned_data["scopes"]
        _key, secret = create_key(by=person, name=name, scopes=scopes, expires=expires)
        form = KeyForm()
    mine = ApiKey.objects.filter(person=person)
    response = render(request, "desk/keys.html", {"form": form, "secret": secret, "keys": mine})
    response["Cache-Control"] = "no-store"
    return response


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
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        require(person, "manage-members", institution)
        if form.is_valid() and (member := _member(form)):
            grant_role(by=person, person=member, institution=institution, role=form.cleaned_data["role"])
            messages.success(request, _("%s ya forma parte del equipo.") % member)
            return redirect("desk-team", slug=slug)
    context = {
        "institution": institution,
        "memberships": institution.memberships.select_related("person").order_by("person__name", "role"),
        "form": form,
        "may_manage": may(person, "manage-members", institution),
    }
    return render(request, "desk/team.html", context)


def _member(form: MemberForm) -> Person | None:
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
    slug = membership.institution.slug
    remove_role(by=person, membership=membership)
    messages.success(request, _("Se quitó a %s.") % membership.person)
    return redirect("desk-team", slug=slug)
