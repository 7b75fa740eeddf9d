"""What officers fill in. Labels and helps of metadata come from the table of rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amate.base.clock import zone
from amate.catalog import rules
from amate.catalog.history import as_proposed
from amate.catalog.models import Dataset, Licence, Theme
from amate.people.models import Institution, Person
from amate.people.rules import Scope
from amate.places import inegi
from amate.policy.profiles import of_portal
from amate.publishing.models import Ground
from amate.web.forms import A_LEVEL, InstitutionChoice, LongSelect, Styled

FIRST = ("title", "description", "theme", "periodicity", "keywords", "temporal")
REST = ("territory", "contact_name", "contact_email", "licence", "landing_page", "quality")
_RULES = {rule.name: rule for rule in rules.FIELDS if rule.name in {*FIRST, *REST}}


def periodicities() -> list[tuple[str, str]]:
    known = [(each.code, each.name.capitalize()) for each in settings.PORTAL.periodicities]
    return [("", str(_("Elige…"))), *known]


def territories() -> list[tuple[str, str]]:
    """The country, the state, and its municipalities set in under it."""
    state = settings.PORTAL.state
    towns = [(town.key, f"{A_LEVEL}{town.name}") for town in inegi.municipalities_of(state)]
    return [("", inegi.COUNTRY), (state, inegi.name_of(state)), *towns]


class MetadataForm(Styled, forms.Form):
    """The metadata of a dataset. A draft may lack anything but its title; publishing asks for the rest."""

    title = forms.CharField(max_length=300)
    description = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000)
    theme = forms.ModelChoiceField(Theme.objects.all(), required=False, empty_label=_("Elige…"))
    periodicity = forms.ChoiceField(choices=periodicities, required=False)
    keywords = forms.CharField(max_length=1000, required=False)
    temporal = forms.CharField(max_length=21, required=False)
    territory = forms.ChoiceField(choices=territories, required=False, widget=LongSelect)
    contact_name = forms.CharField(max_length=200, required=False)
    contact_email = forms.EmailField(required=False)
    licence = forms.ModelChoiceField(Licence.objects.all(), required=False, empty_label=None)
    landing_page = forms.URLField(max_length=500, required=False, assume_scheme="https")
    quality = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rule in _RULES.items():
            self.fields[name].label = rule.label
            self.fields[name].help_text = rule.help
        self.fields["territory"].help_text = _("El lugar del que hablan los datos.")
        self.fields["title"].error_messages["required"] = _("Escribe un título.")

    @classmethod
    def of(cls, dataset: Dataset) -> MetadataForm:
        """The form as the dataset stands, with what waits to be published."""
        proposed = as_proposed(dataset)
        values = {name: proposed[name] for name in (*FIRST, *REST)} | {"revision": dataset.revision}
        values["keywords"] = ", ".join(values["keywords"])
        return cls(initial=values)

    def clean(self) -> dict[str, Any]:
        """Every fault of form at once; what only publishing needs is the verb's to say."""
        for name, fault in rules.faults(self.cleaned_data).items():
            self.add_error(name, fault)
        return self.cleaned_data

    def metadata(self) -> dict[str, Any]:
        """What `edit_dataset` takes."""
        values = {name: _unix(self.cleaned_data[name]) for name in (*FIRST, *REST)}
        values["keywords"] = values["keywords"].split(",")
        return values

    def demand(self) -> None:
        """Say at its field what publishing still needs, beside what is wrong already."""
        for name, rule in _RULES.items():
            if of_portal().requires(name) and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, _("Falta: %s.") % rule.label.lower())

    def mark_needed(self) -> MetadataForm:
        """Show as optional only what publishing does not need."""
        for name in _RULES:
            self.fields[name].required = of_portal().requires(name)
        return self


def _unix(value: Any) -> Any:
    """A text with the line ends that it was saved with: browsers send others."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class FileForm(Styled, forms.Form):
    file = forms.FileField(
        label=_("Archivo"),
        allow_empty_file=True,  # the verb has a better sentence
        error_messages={"required": _("No elegiste ningún archivo. Elige uno y vuelve a enviarlo.")},
    )


class DropForm(FileForm):
    """A file and for whom; who works for one institution alone is not asked."""

    institution = InstitutionChoice(
        Institution.objects.none(),
        label=_("Institución"),
        to_field_name="slug",
        empty_label=_("Elige la institución…"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Elige para qué institución es el archivo.")
        ),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institutions = list(person.institutions)
        choice = self.fields["institution"]
        choice.queryset = person.institutions  # type: ignore[attr-defined]
        choice.required = len(self.institutions) > 1

    def clean_institution(self) -> Institution:
        chosen: Institution | None = self.cleaned_data["institution"]
        if chosen or self.institutions:
            return chosen or self.institutions[0]
        raise forms.ValidationError(_("Tu cuenta todavía no es de ninguna institución."))


class ResourceForm(Styled, forms.Form):
    title = forms.CharField(
        label=_("Título"),
        max_length=300,
        error_messages={"required": _("El archivo necesita un título.")},
    )
    description = forms.CharField(
        label=_("Descripción"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )


class AddressForm(Styled, forms.Form):
    slug = forms.CharField(
        label=_("Dirección"),
        max_length=120,
        help_text=_("Minúsculas, números y guiones. La anterior seguirá llevando aquí."),
        error_messages={"required": _("Escribe la dirección nueva.")},
    )


class ReasonForm(Styled, forms.Form):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Se mostrará a quien abra la dirección del conjunto."),
        error_messages={"required": _("Di por qué se retira: se mostrará en su dirección.")},
    )


class QuarantineForm(Styled, forms.Form):
    """Why something is shut off or erased. The ground stands in public, the note does not."""

    ground = forms.ChoiceField(
        label=_("Motivo"),
        choices=[("", _("Elige…")), *Ground.choices],
        help_text=_("Se muestra en su dirección, con la fecha."),
        error_messages={"required": _("Elige por qué: se muestra en su dirección.")},
    )
    note = forms.CharField(
        label=_("Nota interna"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo la ven los responsables del portal."),
    )


class PurgeForm(QuarantineForm):
    """As that, and typed by hand, because nothing brings it back."""

    together = forms.BooleanField(
        label=_("Borrar también las otras versiones que guardan el mismo archivo"), required=False
    )
    typed = forms.CharField(
        label=_("Para confirmar"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, phrase: str, shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phrase = phrase
        self.fields["typed"].help_text = _("Escribe «%s». No se puede deshacer.") % phrase
        self.fields["typed"].error_messages["required"] = self._mistyped
        if not shared:
            del self.fields["together"]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if " ".join(typed.split()).casefold() != self.phrase.casefold():
            raise forms.ValidationError(self._mistyped)
        return typed

    @property
    def _mistyped(self) -> str:
        return str(_("Escribe «%s», tal cual, para confirmar que se borra para siempre.") % self.phrase)


class SendForm(Styled, forms.Form):
    """What is sent to review, or scheduled."""

    publish_at = forms.DateTimeField(
        label=_("No publicar antes de"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Día y hora del portal. Vacío: en cuanto se apruebe."),
        error_messages={"invalid": _("Escribe día y hora, por ejemplo 2026-12-01T09:00.")},
    )
    text = forms.CharField(
        label=_("Nota para quien revisa"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_publish_at(self) -> datetime | None:
        """As the clock of the portal has it."""
        said: datetime | None = self.cleaned_data["publish_at"]
        return said and said.replace(tzinfo=zone())


class RemarkForm(Styled, forms.Form):
    text = forms.CharField(
        label=_("Qué hay que corregir"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Di qué hay que corregir.")},
    )


class ChartForm(Styled, forms.Form):
    address = forms.CharField(
        label=_("Dirección de la gráfica"),
        max_length=4_000,
        help_text=_("Haz la gráfica en la página de la tabla y copia aquí su dirección."),
        error_messages={"required": _("Copia aquí la dirección de una gráfica de este conjunto.")},
    )


class AnswerForm(Styled, forms.Form):
    answer = forms.CharField(
        label=_("Qué se hizo"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Escribe qué se hizo con el reporte.")},
    )


class KeyForm(Styled, forms.Form):
    name = forms.CharField(
        label=_("Para qué es"),
        max_length=100,
        help_text=_("Por ejemplo: subir el padrón cada mes."),
        error_messages={"required": _("Di para qué es la llave.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("Qué puede hacer"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Elige al menos una cosa.")},
    )
    days = forms.TypedChoiceField(
        label=_("Caduca en"),
        choices=[("30", _("30 días")), ("90", _("90 días")), ("365", _("Un año"))],
        coerce=int,
        initial="90",
    )
