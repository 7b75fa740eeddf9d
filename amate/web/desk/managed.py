"""The things that stewards list, add and change: each kind is one entry of MANAGED."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.errors import AmateError
from amate.catalog.actions import save_licence, save_theme
from amate.catalog.models import Licence, Theme
from amate.people.actions import create_person, edit_person, grant_role, save_institution
from amate.people.models import Institution, Person
from amate.people.permissions import has_second_factor
from amate.people.second_factor import reset_second_factor
from amate.web.accounts import invite
from amate.web.actions import save_page
from amate.web.desk.access import for_stewards
from amate.web.desk.listing import listing
from amate.web.desk.portal_forms import InstitutionForm, LicenceForm, PageForm, ThemeForm, person_form
from amate.web.forms import sent, show_refusal
from amate.web.models import Page

A_PAGE = 50


@dataclass(frozen=True)
class Managed:
    """A kind of thing that stewards list, add and change: its name in the address, and the verb that saves it."""

    name: str
    title: Any
    new: Any
    rows: Callable[[], QuerySet[Any]]
    form: Callable[..., forms.BaseForm]
    save: Callable[[Person, Any, dict[str, Any]], Model]


def _save_person(by: Person, person: Person | None, data: dict[str, Any]) -> Person:
    if person is None:
        return _welcome(by, data)
    return edit_person(
        by=by, person=person, name=data["name"], active=data["active"], steward=data["steward"]
    )


@transaction.atomic
def _welcome(by: Person, data: dict[str, Any]) -> Person:
    """A new account with its first role, and the mail with which its owner comes in."""
    person = create_person(by=by, email=data["email"], name=data["name"], steward=data["steward"])
    if data["institution"]:
        grant_role(by=by, person=person, institution=data["institution"], role=data["role"])
    transaction.on_commit(lambda: invite(person, by=by))
    return person


MANAGED = {
    managed.name: managed
    for managed in (
        Managed(
            "instituciones",
            gettext_lazy("Instituciones"),
            gettext_lazy("Nueva institución"),
            lambda: Institution.objects.select_related("parent"),
            InstitutionForm,
            lambda by, row, data: save_institution(by=by, institution=row, **data),
        ),
        Managed(
            "personas",
            gettext_lazy("Personas"),
            gettext_lazy("Nueva cuenta"),
            lambda: Person.objects.order_by("name"),
            person_form,
            _save_person,
        ),
        Managed(
            "sectores",
            gettext_lazy("Sectores"),
            gettext_lazy("Nuevo sector"),
            Theme.objects.all,
            ThemeForm,
            lambda by, row, data: save_theme(by=by, theme=row, **data),
        ),
        Managed(
            "licencias",
            gettext_lazy("Licencias"),
            gettext_lazy("Nueva licencia"),
            Licence.objects.all,
            LicenceForm,
            lambda by, row, data: save_licence(by=by, licence=row, **data),
        ),
        Managed(
            "paginas",
            gettext_lazy("Páginas"),
            gettext_lazy("Nueva página"),
            Page.objects.all,
            PageForm,
            lambda by, row, data: save_page(by=by, page=row, **data),
        ),
    )
}


@require_GET
@for_stewards
def rows(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    managed = _managed(name)
    context = listing(request, managed.rows(), A_PAGE)
    return render(request, "desk/portal/rows.html", context | {"managed": managed})


@require_http_methods(["GET", "POST"])
@for_stewards
def row(request: HttpRequest, person: Person, name: str, pk: int | None = None) -> HttpResponse:
    """Add one (without `pk`) or change one."""
    managed = _managed(name)
    found = get_object_or_404(managed.rows(), pk=pk) if pk else None
    form = managed.form(sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = managed.save(person, found, form.cleaned_data)
        except AmateError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Se guardó «%s».") % saved)
            return redirect("portal-rows", name=name)
    context = {"managed": managed, "form": form, "row": found}
    if isinstance(found, Person):
        context["second_step"] = has_second_factor(found)
    return render(request, "desk/portal/row.html", context, status=400 if form.errors else 200)


@require_POST
@for_stewards
def invite_person(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Send the link to choose a password, again."""
    invited = get_object_or_404(Person, pk=pk, is_active=True)
    invite(invited, by=person)
    messages.success(request, _("Se envió a %s el enlace para elegir su contraseña.") % invited.email)
    return redirect("portal-row", name="personas", pk=pk)


@require_POST
@for_stewards
def drop_second_step(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take away somebody's second step: they lost what gives the codes."""
    other = get_object_or_404(Person, pk=pk)
    reset_second_factor(by=person, person=other)
    messages.success(request, _("Se quitó el segundo paso de %s. Le avisamos por correo.") % other)
    return redirect("portal-row", name="personas", pk=pk)


def _managed(name: str) -> Managed:
    if name not in MANAGED:
        raise Http404
    return MANAGED[name]
