"""Forms in the house style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, QueryDict

from amate.base.errors import AmateError
from amate.base.text import spanish_key
from amate.people.models import Institution

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.FileInput, "form-control"),
    (forms.Textarea, "form-control"),
    (forms.widgets.Input, "form-control"),
)


MANY = 12  # choices that are seen at a glance
A_LEVEL = "\u2003"


class LongSelect(forms.Select):
    """A select that, when it is long, has a box beside it to find in it (`parts/finder.html`)."""

    @property
    def long(self) -> bool:
        return sum(1 for _ in self.choices) > MANY


class ByTree(ModelChoiceIterator[Institution]):
    """Institutions each under the one it hangs from, set in by its level; siblings in Spanish order."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = {row.pk: row for row in self.queryset}
        paths = {
            pk: [rows[above] for above in row.ancestor_ids() if above in rows] for pk, row in rows.items()
        }
        ordered = sorted(rows.values(), key=lambda row: [spanish_key(each.name) for each in paths[row.pk]])
        for row in ordered:
            value, label = self.choice(row)
            yield value, f"{A_LEVEL * (len(paths[row.pk]) - 1)}{label}"


class InstitutionChoice(forms.ModelChoiceField[Institution]):
    widget = LongSelect
    iterator = ByTree

    def label_from_instance(self, obj: Institution) -> str:
        return f"{obj.name} ({obj.acronym})" if obj.acronym and not obj.parent_id else obj.name


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
