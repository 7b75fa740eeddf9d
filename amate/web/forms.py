"""Forms in the house style."""

from __future__ import annotations

from typing import Any

from django import forms

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.FileInput, "form-control"),
    (forms.Textarea, "form-control"),
    (forms.TextInput, "form-control"),
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
