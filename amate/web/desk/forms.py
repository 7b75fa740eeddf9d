"""What people fill in at the desk. Labels and helps come from the tables of rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amate.catalog import rules
from amate.catalog.models import Dataset, Licence, Theme
from amate.people.models import Institution
from amate.people.rules import Role, Scope
from amate.places import inegi
from amate.web.forms import Styled
from amate.web.models import Page

_BY_NAME = {field.name: field for field in rules.FIELDS}
FIRST = ("title", "description", "theme", "periodicity", "keywords", "temporal")
REST = ("territory", "contact_name", "contact_email", "licence", "landing_page", "quality")


def _periodicities() -> list[tuple[str, str]]:
    return [("", str(_("Elige…")))] + [
        (each.code, each.name.capitalize()) for each in settings.PORTAL.periodicities
    ]


def _territories() -> list[tuple[str, str]]:
    state = settings.PORTAL.state
    towns = [(town.key, town.name) for town in inegi.municipalities_of(state)]
    return [("", inegi.COUNTRY), (state, inegi.name_of(state)), (str(_("Municipios")), towns)]  # type: ignore[list-item]


class MetadataForm(Styled, forms.Form):
    """The metadata of a dataset. Nothing is demanded here: what publishing needs is asked when publishing."""

    title = forms.CharField(max_length=300)
    description = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000)
    theme = forms.ModelChoiceField(Theme.objects.all(), required=False, empty_label=_("Elige…"))
    periodicity = forms.ChoiceField(choices=_periodicities, required=False)
    keywords = forms.CharField(max_length=1000, required=False)
    temporal = forms.CharField(max_length=21, required=False)
    territory = forms.ChoiceField(choices=_territories, required=False)
    contact_name = forms.CharField(max_length=200, required=False)
    contact_email = forms.EmailField(required=False)
    licence = forms.ModelChoiceField(Licence.objects.all(), required=False, empty_label=None)
    landing_page = forms.URLField(max_length=500, required=False, assume_scheme="https")
    quality = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in _BY_NAME.items():
            if name in self.fields:
                self.fields[name].label = field.label
                self.fields[name].help_text = field.help

    @classmethod
    def of(cls, dataset: Dataset, suggested: dict[str, str]) -> MetadataForm:
        """The form as the dataset stands, with suggestions where a field is empty."""
        values = {name: getattr(dataset, name) for name in (*FIRST, *REST, "revision")}
        values["keywords"] = ", ".join(dataset.keywords)
        return cls(initial=values | {name: value for name, value in suggested.items() if not dataset.issued})

    def metadata(self) -> dict[str, Any]:
        """What `edit_dataset` takes."""
        values = {name: self.cleaned_data[name] for name in (*FIRST, *REST)}
        values["keywords"] = values["keywords"].split(",")
        return values


class ResourceForm(Styled, forms.Form):
    title = forms.CharField(label=_("Título"), max_length=300)
    description = forms.CharField(
        label=_("Descripción"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )


class AddressForm(Styled, forms.Form):
    slug = forms.SlugField(
        label=_("Dirección"), max_length=120, help_text=_("La anterior seguirá llevando aquí.")
    )


class ReasonForm(Styled, forms.Form):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Se mostrará a quien abra la dirección del conjunto."),
    )


class AnswerForm(Styled, forms.Form):
    answer = forms.CharField(
        label=_("Qué se hizo"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class KeyForm(Styled, forms.Form):
    name = forms.CharField(label=_("Para qué es"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("Qué puede hacer"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Caduca en"),
        choices=[("30", _("30 días")), ("90", _("90 días")), ("365", _("Un año"))],
        coerce=int,
        initial="90",
    )


class MemberForm(Styled, forms.Form):
    email = forms.EmailField(label=_("Correo de su cuenta"))
    role = forms.ChoiceField(label=_("Papel"), choices=Role.choices)


class InstitutionForm(Styled, forms.ModelForm[Institution]):
    territory = forms.ChoiceField(label=_("Territorio"), choices=_territories, required=False)

    class Meta:
        model = Institution
        fields = ("name", "slug", "acronym", "kind", "parent", "description", "email", "website", "territory")
        labels = {"slug": _("Dirección")}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class PersonForm(Styled, forms.Form):
    name = forms.CharField(label=_("Nombre"), max_length=150)
    email = forms.EmailField(label=_("Correo electrónico"))
    active = forms.BooleanField(label=_("Cuenta activa"), required=False, initial=True)
    steward = forms.BooleanField(label=_("Responsable del portal"), required=False)


class ThemeForm(Styled, forms.ModelForm[Theme]):
    class Meta:
        model = Theme
        fields = ("name", "slug", "description", "icon", "main", "position")
        labels = {"slug": _("Dirección")}


class LicenceForm(Styled, forms.ModelForm[Licence]):
    class Meta:
        model = Licence
        fields = ("name", "slug", "uri", "attribution", "text", "position")
        labels = {"slug": _("Dirección")}


class PageForm(Styled, forms.ModelForm[Page]):
    class Meta:
        model = Page
        fields = ("title", "slug", "description", "body")
        labels = {"slug": _("Dirección")}
        widgets = {"body": forms.Textarea(attrs={"rows": 20})}
