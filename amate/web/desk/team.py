"""The people of an institution: who has which role, since when and by whom; who was invited; who asks to join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import AmateError, status_of
from amate.people import invitations
from amate.people.actions import change_role, remove_role
from amate.people.models import Institution, Invitation, JournalEntry, Membership, Person
from amate.people.permissions import institutions_where, may, roles_given_by
from amate.people.rules import Role
from amate.web.desk.access import at_desk, own_institution
from amate.web.desk.joining_forms import InviteForm
from amate.web.desk.listing import listing
from amate.web.forms import show_refusal

A_PAGE = 50


@dataclass(frozen=True)
class Member:
    """A role that somebody has; `by` gave it, where that is known, and `choices` may be given in its place."""

    membership: Membership
    by: Person | None
    choices: Sequence[tuple[str, Any]]
    leaves: bool


@require_http_methods(["GET", "POST"])
@at_desk
def team(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The page; POST invites."""
    institution = own_institution(person, slug)
    if request.method == "GET":
        return _page(request, person, institution)
    form = InviteForm(roles_given_by(person, institution), request.POST)
    if not may(person, "manage-members", institution):
        form = InviteForm(frozenset(Role.values), request.POST)  # the verb says that they may not
    if not form.is_valid():
        return _page(request, person, institution, form, 400)
    try:
        invited = invitations.invite(by=person, institution=institution, **form.cleaned_data)
    except AmateError as error:
        show_refusal(form, error)
        return _page(request, person, institution, form, status_of(error))
    messages.success(
        request,
        _("Invitación enviada a %s. Será parte del equipo cuando la acepte.") % invited.email,
    )
    return redirect("desk-team", slug=slug)


def _page(
    request: HttpRequest,
    person: Person,
    institution: Institution,
    form: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    given = roles_given_by(person, institution)
    rows = institution.memberships.select_related("person").order_by("person__name", "person_id", "role")
    found = listing(request, rows, A_PAGE)
    pending = list(institution.invitations.pending().select_related("by")) if given else []
    asking = institution.join_requests.open().select_related("person", "institution") if given else []
    context = {
        "institution": institution,
        "pages": found["pages"],
        "members": _members(person, institution, given, found["rows"]),
        "pending": invitations.still_offered(institution, pending),
        "asking": asking,
        "form": form or InviteForm(given),
        "may_manage": bool(given),
        "given": given,
    }
    return render(request, "desk/team.html", context, status=status)


def _members(
    person: Person, institution: Institution, given: frozenset[str], rows: Sequence[Membership]
) -> list[Member]:
    """The rows of a page with who gave each role: one query for all of them."""
    entries = JournalEntry.objects.filter(
        verb__in=("grant-role", "change-role"),
        institution=institution,
        kind="person",
        subject__in=[str(row.person_id) for row in rows],
    )
    givers = {
        (entry.subject, entry.detail.get("role")): entry.by
        for entry in entries.select_related("by").order_by("pk")
    }
    choices = [(role.value, role.label) for role in Role if role in given]
    return [
        Member(
            row,
            givers.get((str(row.person_id), row.role)),
            choices if row.role in given else [],
            leaves=row.person_id == person.pk or row.role in given,
        )
        for row in rows
    ]


@require_POST
@at_desk
def change(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Give another role in the place of one."""
    membership = _own_membership(person, pk)
    slug, role = membership.institution.slug, request.POST.get("role", "")
    try:
        changed = change_role(by=person, membership=membership, role=role)
    except AmateError as error:
        return _refused(request, person, membership.institution, error)
    messages.success(
        request,
        _("%(name)s es ahora %(role)s.")
        % {"name": changed.person, "role": changed.get_role_display().lower()},
    )
    return redirect("desk-team", slug=slug)


@require_POST
@at_desk
def leave(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take a role away from somebody, or from oneself."""
    membership = _own_membership(person, pk)
    institution = membership.institution
    try:
        remove_role(by=person, membership=membership)
    except AmateError as error:
        return _refused(request, person, institution, error)
    gone = _("Dejaste ese papel.") if membership.person == person else _("Se quitó a %s.") % membership.person
    messages.success(request, gone)
    if person.institutions.filter(pk=institution.pk).exists():
        return redirect("desk-team", slug=institution.slug)
    return redirect("desk")


@require_POST
@at_desk
def resend(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    invitation = _own_invitation(person, pk)
    try:
        invitations.resend(by=person, invitation=invitation)
    except AmateError as error:
        return _refused(request, person, invitation.institution, error)
    messages.success(request, _("Enviada otra vez a %s. El enlace anterior ya no sirve.") % invitation.email)
    return redirect("desk-team", slug=invitation.institution.slug)


@require_POST
@at_desk
def revoke(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    invitation = _own_invitation(person, pk)
    try:
        invitations.revoke(by=person, invitation=invitation)
    except AmateError as error:
        return _refused(request, person, invitation.institution, error)
    messages.success(request, _("La invitación a %s ya no sirve.") % invitation.email)
    return redirect("desk-team", slug=invitation.institution.slug)


def _refused(
    request: HttpRequest, person: Person, institution: Institution, error: AmateError
) -> HttpResponse:
    """The page of the team with what was refused at its head."""
    messages.error(request, error.message)
    return _page(request, person, institution, status=status_of(error))


def _own_membership(person: Person, pk: int) -> Membership:
    rows = Membership.objects.select_related("person", "institution")
    return get_object_or_404(rows, pk=pk, institution__in=person.institutions)


def _own_invitation(person: Person, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("institution")
    return get_object_or_404(rows, pk=pk, institution__in=institutions_where(person, "manage-members"))
