"""What is filled in by those who invite, who are invited, who ask to join and who answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amate.people.models import Institution
from amate.people.rules import Role
from amate.web.forms import InstitutionChoice, Styled

ROLES_TOLD = _(
    "Enlace y administrador de datos: publican y administran el equipo. Revisor: publica. "
    "Editor: prepara, sin publicar."
)
NO_ROLE = {"required": _("Elige un papel."), "invalid_choice": _("Elige un papel de la lista.")}


def roles(given: Collection[str]) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in Role if role in given]


class InviteForm(Styled, forms.Form):
    """Whom, and the role that they get when they accept: one of those that may be given."""

    email = forms.EmailField(
        label=_("Correo electrónico"),
        help_text=_("Ahí le llega un enlace. Si no tiene cuenta, la hace al aceptar."),
        error_messages={
            "required": _("Escribe su correo."),
            "invalid": _("Escribe un correo completo, como ana@ejemplo.gob.mx."),
        },
    )
    name = forms.CharField(label=_("Nombre"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Papel"), help_text=ROLES_TOLD, error_messages=NO_ROLE)

    def __init__(self, given: Collection[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles(given)  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.EDITOR


class NewAccountForm(Styled, forms.Form):
    name = forms.CharField(
        label=_("Tu nombre"),
        max_length=150,
        error_messages={"required": _("Escribe tu nombre: es el que verá tu equipo.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        help_text=_("De diez letras o más. Tres palabras que recuerdes sirven bien."),
        error_messages={"required": _("Elige una contraseña.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AskForm(Styled, forms.Form):
    institution = InstitutionChoice(
        Institution.objects.all(),
        label=_("Institución"),
        to_field_name="slug",
        empty_label=_("Elige la institución…"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Elige la institución.")),
    )
    role = forms.ChoiceField(
        label=_("Papel"),
        choices=Role.choices,
        initial=Role.EDITOR,
        help_text=ROLES_TOLD,
        error_messages=NO_ROLE,
    )
    message = forms.CharField(
        label=_("Mensaje"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Quién eres y en qué área trabajas, para quien te responda."),
    )


class AnswerJoinForm(Styled, forms.Form):
    role = forms.ChoiceField(label=_("Papel"), help_text=ROLES_TOLD, error_messages=NO_ROLE)
    word = forms.CharField(
        label=_("Unas palabras"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Van en el correo con tu respuesta. Si dices que no, di por qué."),
    )

    def __init__(self, given: Collection[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles(given)  # type: ignore[attr-defined]
