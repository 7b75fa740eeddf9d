"""What stewards fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amate.catalog.models import Licence, Theme
from amate.people.models import Institution, Person
from amate.people.rules import Role
from amate.web.desk.forms import territories
from amate.web.forms import Styled
from amate.web.models import Page

ADDRESS = {"slug": _("Dirección")}
ADDRESS_HELP = {"slug": _("Minúsculas, números y guiones.")}


class InstitutionForm(Styled, forms.ModelForm[Institution]):
    parent = forms.ModelChoiceField(
        Institution.objects.all(), label=_("Depende de"), required=False, empty_label=_("Ninguna")
    )
    website = forms.URLField(label=_("Sitio web"), required=False, assume_scheme="https")
    territory = forms.ChoiceField(label=_("Territorio"), choices=territories, required=False)

    class Meta:
        model = Institution
        fields = ("name", "slug", "acronym", "kind", "parent", "description", "email", "website", "territory")
        labels = ADDRESS
        help_texts = ADDRESS_HELP | {"email": _("Adónde llegan los reportes de error.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class NewPersonForm(Styled, forms.Form):
    """A new account, with its first role if it works for an institution."""

    name = forms.CharField(label=_("Nombre"), max_length=150)
    email = forms.EmailField(
        label=_("Correo electrónico"), help_text=_("Ahí le llega el enlace para elegir su contraseña.")
    )
    institution = forms.ModelChoiceField(
        Institution.objects.all(), label=_("Institución"), required=False, empty_label=_("Ninguna por ahora")
    )
    role = forms.ChoiceField(label=_("Papel en ella"), choices=Role.choices, initial=Role.LIAISON)
    steward = forms.BooleanField(
        label=_("Responsable del portal"),
        required=False,
        help_text=_("Puede todo, en todas las instituciones."),
    )


class PersonForm(Styled, forms.Form):
    name = forms.CharField(label=_("Nombre"), max_length=150)
    email = forms.EmailField(label=_("Correo electrónico"), disabled=True)
    active = forms.BooleanField(
        label=_("Cuenta activa"), required=False, help_text=_("Sin esto no puede entrar ni usar sus llaves.")
    )
    steward = forms.BooleanField(
        label=_("Responsable del portal"),
        required=False,
        help_text=_("Puede todo, en todas las instituciones."),
    )


def person_form(data: Any = None, instance: Person | None = None) -> forms.Form:
    """Like a ModelForm: empty for a new account, filled for one that exists."""
    if instance is None:
        return NewPersonForm(data)
    known = {
        "name": instance.name,
        "email": instance.email,
        "active": instance.is_active,
        "steward": instance.is_steward,
    }
    return PersonForm(data, initial=known)


class ThemeForm(Styled, forms.ModelForm[Theme]):
    class Meta:
        model = Theme
        fields = ("name", "slug", "description", "icon", "main", "position")
        labels = ADDRESS
        help_texts = ADDRESS_HELP


class LicenceForm(Styled, forms.ModelForm[Licence]):
    uri = forms.URLField(label=_("Dirección de los términos"), assume_scheme="https")

    class Meta:
        model = Licence
        fields = ("name", "slug", "uri", "attribution", "text", "position")
        labels = ADDRESS
        help_texts = ADDRESS_HELP


class PageForm(Styled, forms.ModelForm[Page]):
    class Meta:
        model = Page
        fields = ("title", "slug", "description", "body")
        labels = ADDRESS
        help_texts = ADDRESS_HELP | {"body": _("En Markdown: ## título, - lista, [texto](dirección).")}
        widgets = {"body": forms.Textarea(attrs={"rows": 20})}
