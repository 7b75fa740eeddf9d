"""allauth's forms in the house style: our words, no placeholders in the place of labels."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amate.web.forms import Styled

_NEW: dict[str, Promise] = {
    "oldpassword": _("Contraseña actual"),
    "password1": _("Contraseña nueva"),
    "password2": _("Otra vez la contraseña nueva"),
}


class Plain(Styled):
    """Labels of ours, and hints only where there is something to say."""

    words: ClassVar[dict[str, Promise]] = {}
    hints: ClassVar[dict[str, Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = str(self.words.get(name, field.label))
            field.help_text = str(self.hints.get(name, ""))


class _Choosing(Plain):
    words = _NEW
    hints: ClassVar[dict[str, Promise]] = {
        "password1": _("De diez letras o más. Tres palabras que recuerdes sirven bien.")
    }


class Login(Plain, account.LoginForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {
        "login": _("Correo electrónico"),
        "password": _("Contraseña"),
        "remember": _("No volver a preguntar en este equipo"),
    }


class ForgotPassword(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {"email": _("Correo electrónico")}


class NewPassword(_Choosing, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(_Choosing, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPassword(_Choosing, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ConfirmPassword(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {"password": _("Contraseña")}


class SecondStep(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {"code": _("Código")}


class ConfirmSecondStep(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {"code": _("Código")}


class TurnOn(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    words: ClassVar[dict[str, Promise]] = {"code": _("Número de seis cifras")}


class TurnOff(Plain, totp.DeactivateTOTPForm):  # type: ignore[misc]
    pass


class NewCodes(Plain, recovery.GenerateRecoveryCodesForm):  # type: ignore[misc]
    pass
