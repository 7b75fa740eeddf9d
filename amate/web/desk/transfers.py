"""Handing datasets over to another institution: which, to whom, and what will happen, before it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, status_of
from amate.catalog.models import Dataset, DatasetQuerySet
from amate.people.models import Institution, InstitutionQuerySet, Person
from amate.people.permissions import institutions_where
from amate.publishing.models import Source, Stage, Submission
from amate.publishing.transfers import MOST, transfer
from amate.web.desk.access import at_desk
from amate.web.desk.listing import listing
from amate.web.forms import InstitutionChoice, Styled, show_refusal

A_PAGE = 50


class TransferForm(Styled, forms.Form):
    """Which datasets and to whom: of those that this person may hand over, and take."""

    datasets = forms.ModelMultipleChoiceField(
        Dataset.objects.none(),
        label=gettext_lazy("Conjuntos"),
        to_field_name="slug",
        error_messages={
            "required": gettext_lazy("Elige al menos un conjunto."),
            "invalid_choice": gettext_lazy("Uno de los conjuntos ya no es tuyo: elige otra vez."),
        },
    )
    to = InstitutionChoice(
        Institution.objects.none(),
        label=gettext_lazy("Institución que los recibe"),
        to_field_name="slug",
        empty_label=gettext_lazy("Elige la institución…"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Elige la institución que los recibe.")
        ),
    )

    def __init__(self, mine: InstitutionQuerySet, data: QueryDict | None = None) -> None:
        super().__init__(data)
        own = Dataset.objects.filter(institution__in=mine).select_related("institution")
        self.fields["datasets"].queryset = own  # type: ignore[attr-defined]
        self.fields["to"].queryset = mine  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Moving:
    """A dataset that would change hands; `waits` when somebody has to send it to review again."""

    dataset: Dataset
    waits: bool


@require_http_methods(["GET", "POST"])
@at_desk
def hand_over(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose; POST shows what will happen, and does it when it is sent again with `confirm`."""
    mine = institutions_where(person, "transfer")
    if request.method == "GET":
        return _choose(request, mine, TransferForm(mine), request.GET.getlist("conjunto"))
    form = TransferForm(mine, request.POST)
    chosen = request.POST.getlist("datasets")
    if not form.is_valid():
        return _choose(request, mine, form, chosen, 400)
    datasets, to = list(form.cleaned_data["datasets"]), form.cleaned_data["to"]
    if "confirm" not in request.POST:
        fetched = Source.objects.filter(resource__dataset__in=datasets, on=True).exists()
        context = {"moving": _moving(datasets), "to": to, "fetched": fetched}
        return render(request, "desk/transfer_check.html", context)
    try:
        moved = transfer(by=person, datasets=datasets, to=to)
    except AmateError as error:
        show_refusal(form, error)
        return _choose(request, mine, form, chosen, status_of(error))
    messages.success(request, _("Listo: ahora responde por ellos «%s». Pasaron: %d.") % (to, len(moved)))
    return redirect("desk")


def _choose(
    request: HttpRequest,
    mine: InstitutionQuerySet,
    form: TransferForm,
    chosen: Sequence[str],
    status: int = 200,
) -> HttpResponse:
    words, slug = request.GET.get("q", "").strip(), request.GET.get("institucion", "")
    found = listing(request, _offered(mine, words, slug), A_PAGE)
    shown = {dataset.pk for dataset in found["rows"]}
    kept = Dataset.objects.filter(institution__in=mine, slug__in=chosen[:MOST]).select_related("institution")
    institutions = list(mine)
    context: dict[str, Any] = found | {
        "rows": [*(dataset for dataset in kept if dataset.pk not in shown), *found["rows"]],
        "chosen": set(chosen),
        "form": form,
        "institutions": institutions,
        "q": words,
        "institution": slug,
    }
    return render(request, "desk/transfer.html", context, status=status)


def _offered(mine: InstitutionQuerySet, words: str, slug: str) -> DatasetQuerySet:
    rows = Dataset.objects.filter(institution__in=mine).select_related("institution")
    if words:
        rows = rows.filter(title__icontains=words)
    if slug:
        rows = rows.filter(institution__slug=slug)
    return rows.order_by("title", "pk")


def _moving(datasets: Sequence[Dataset]) -> list[Moving]:
    """What happens to each: one query for all of them."""
    waiting = Submission.objects.filter(
        dataset__in=datasets, stage__in=(Stage.IN_REVIEW, Stage.SCHEDULED)
    ).values_list("dataset", flat=True)
    back = set(waiting)
    return [Moving(dataset, dataset.pk in back) for dataset in datasets]
