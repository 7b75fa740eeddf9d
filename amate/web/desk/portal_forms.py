"""What stewards fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amate.catalog.models import Highlight, Licence, Theme
from amate.people.models import Institution, Person
from amate.people.rules import Kind, Role
from amate.web.desk.forms import territories
from amate.web.forms import InstitutionChoice, LongSelect, Styled
from amate.web.models import Page

ADDRESS = {"slug": _("Dirección")}
ADDRESS_HELP = {"slug": _("Minúsculas, números y guiones.")}


class InstitutionForm(Styled, forms.ModelForm[Institution]):
    kind = forms.ChoiceField(label=_("Tipo"), choices=[("", _("Elige…")), *Kind.choices])
    parent = InstitutionChoice(
        Institution.objects.all(), label=_("Depende de"), required=False, empty_label=_("Ninguna")
    )
    website = forms.URLField(label=_("Sitio web"), required=False, assume_scheme="https")
    territory = forms.ChoiceField(
        label=_("Territorio"), choices=territories, required=False, widget=LongSelect
    )

    class Meta:
        model = Institution
        fields = (
            *("name", "slug", "acronym", "kind", "parent", "description", "email", "website", "territory"),
            "two_persons",
        )
        labels = ADDRESS
        help_texts = ADDRESS_HELP | {"email": _("Adónde llegan los reportes de error.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class NewPersonForm(Styled, forms.Form):
    """A new account, with its first role if it works for an institution."""

    name = forms.CharField(label=_("Nombre"), max_length=150)
    email = forms.EmailField(
        label=_("Correo electrónico"), help_text=_("Ahí le llega el enlace para elegir su contraseña.")
    )
    institution = InstitutionChoice(
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


class HighlightForm(Styled, forms.ModelForm[Highlight]):
    """A "dato del día"; how many words fit, and whether its data are public, is the verb's to say."""

    class Meta:
        model = Highlight
        fields = ("title", "figure", "unit", "text", "day", "address", "since", "until")
        help_texts = {
            "title": _("Una frase que diga el hallazgo: «Nueve de cada diez playas, aptas para nadar»."),
            "figure": _("Corta, como se lee: «12,600», «38.4 %», «$1,240 millones»."),
            "unit": _("Lo que va junto a la cifra: «escuelas públicas y privadas»."),
            "text": _("Hasta cien palabras, en Markdown: **negritas**, - lista, [texto](dirección)."),
            "day": _("De cuándo es la cifra."),
            "address": _(
                "La página de un conjunto, de una tabla o de una gráfica de este portal, con sus filtros: "
                "quien la abra debe encontrar ahí la cifra. La gráfica se dibuja en el bloque."
            ),
            "until": _("Ese día todavía se ve. Vacía: hasta que la quites."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            **dict.fromkeys(
                ("day", "since", "until"), forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            ),
        }
