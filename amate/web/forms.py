"""Forms in the house style."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from amate.base.errors import AmateError

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.FileInput, "form-control"),
    (forms.Textarea, "form-control"),
    (forms.widgets.Input, "form-control"),
)


class Styled(forms.BaseForm):
    """Gives every widget its class by kind; `required` is judged by the verbs, not by the browser."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            style = next((name for kind, name in CLASSES if isinstance(field.widget, kind)), "")
            if style:
                field.widget.attrs["class"] = style


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, for a form that the same page shows empty."""
    return request.POST if request.method == "POST" else None


def show_refusal(form: forms.BaseForm, error: AmateError, at: str | None = None) -> None:
    """Put what a verb refused where it belongs: `at` the one field there is, at those it names, or above the form."""
    known = {name: sentence for name, sentence in error.fields.items() if name in form.fields and not at}
    for name, sentence in known.items():
        form.add_error(name, sentence or error.message)
    if not known:
        form.add_error(at, error.message)
